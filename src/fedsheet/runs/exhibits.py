"""Which exhibits a result has: what each kind of result lends to `present.exhibits`, by the name an exhibit is `of`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from typing import Any

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.notes import Remark
from fedsheet.core.shown import Shown
from fedsheet.present import cards
from fedsheet.present.exhibits import Entry, entries
from fedsheet.present.notebook import InNotebook
from fedsheet.present.text import Words
from fedsheet.runs.read import AsOf, day_of
from fedsheet.runs.record import imported

Part = Callable[[Any], object]


def _itself(result: Any) -> object:
    return result


# Kind of result → the name exhibits are `of` → that part of it; a part that was not public yet is None or empty.
PARTS: Mapping[str, Mapping[str, Part]] = {
    "RulesResult": {"rules": _itself},
    "ProgressResult": {"progress": _itself, "signals": lambda r: r.signals},
    "TriggersResult": {"triggers": _itself},
    "OutlookReport": {
        "rules": lambda r: r.rules,
        "progress": lambda r: r.progress,
        "signals": lambda r: r.progress and r.progress.signals,
        "triggers": lambda r: r.triggers,
        "scores": lambda r: r.scores,
        "chains": lambda r: r.chains,
    },
    "Chain": {"chain": _itself},
    "Judged": {"claims": _itself},
    "MarketMap": {"map": _itself, "orderings": lambda r: r.orderings},
    "MarketReport": {
        "market": _itself,
        "map": lambda r: r.map,
        "orderings": lambda r: r.map.orderings,
        "reserves": lambda r: r.reserves,
    },
    "Forecast": {"forecast": _itself},
    "Simulation": {"simulation": _itself},
    "Response": {"response": _itself},
    "Projection": {"projection": _itself},
    "PathResult": {"paths": _itself},
    "Backtest": {"backtest": _itself},
    "PortfolioReport": {
        "projection": lambda r: r.ahead,
        "paths": lambda r: r.ahead_fan,
        "backtest": lambda r: r.backtest,
    },
    "ReviewResults": {
        "review": _itself,
        "windows": lambda r: r.windows,
        "programme rows": lambda r: r.programmes,
        "phases": lambda r: r.phases,
        "assertions": lambda r: r.assertions,
        "caps": lambda r: r.caps,
        "ledger lines": lambda r: r.ledger,
        "episodes": lambda r: r.drivers,
        "macro": lambda r: r.macro,
    },
    "Statement": {"statement": _itself},
}


def of_result(result: object) -> dict[str, tuple[Entry, Part]]:
    """The exhibits of a result by name."""
    parts = PARTS.get(type(result).__name__, {})
    return {name: (one, parts[one.of]) for name, one in entries().items() if one.of in parts}


def exhibited(result: Shown, what: str, name: str, lang: str) -> Any:
    """What `Shown` asks for: the names, or one exhibit in a language, of a result."""
    found = {} if what == "card" else of_result(result)
    if what == "tables":
        return list(found)
    if what == "card":
        return cards.FORMS[name](result.card(), Words(lang))
    if name not in found:
        raise UnknownNameError(f"{what} of {type(result).__name__}", name, found)
    entry, part = found[name]
    words = Words(lang, result.card().as_of)
    held = part(result)
    if held is None or (isinstance(held, Sized) and not len(held)):
        raise UnknownNameError(f"{what} public by then", name, (n for n in found if n != name))
    exhibit = entry.make(held, words)
    if what == "figure" and exhibit.spec is None:
        drawn = [n for n, (one, of) in found.items() if n != name and of(result) and one.make(of(result), words).spec]
        raise UnknownNameError("figure", name, drawn, do=Remark.of("runs.exhibits_a_table", name=name))
    return InNotebook(exhibit, words, result.card().as_of)


def show(name: str, subject: str = "", *, as_of: AsOf = None, lang: str = "en") -> InNotebook:
    """Any exhibit by name, in a language: `fedsheet.show("outlook-rules", lang="zh")`; `show("")` lists them.

    >>> fedsheet.show("soma-wall", lang="zh").exhibit.title
    '到期墙：国债（按月）'
    >>> "soma-wall" in set(fedsheet.show("").frame()["exhibit"])
    True
    """
    from fedsheet.runs.show import Asked, listed, shown

    words, day = Words(lang, imported=imported), day_of(as_of)
    return InNotebook(shown(name, words, Asked(day, subject)) if name else listed(words), words, day)
