"""Which exhibits a result has: what each kind of result lends to `present.exhibits`, by the name an exhibit is `of`."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import Any

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.notes import Remark
from fedsheet.core.series import Series
from fedsheet.core.shown import Shown
from fedsheet.core.vintage import Vintage
from fedsheet.present import cards
from fedsheet.present.exhibits import Entry, entries
from fedsheet.present.notebook import InNotebook
from fedsheet.present.text import Words
from fedsheet.runs.read import AsOf, day_of
from fedsheet.runs.record import imported

# Kind of result → the name exhibits are `of` → the attribute that is that part of it, "" the result itself.
PARTS: Mapping[str, Mapping[str, str]] = {
    "RulesResult": {"rules": ""},
    "ProgressResult": {"progress": "", "signals": "signals"},
    "TriggersResult": {"triggers": ""},
    "OutlookReport": {
        "rules": "rules", "progress": "progress", "signals": "progress.signals", "triggers": "triggers",
        "scores": "scores", "chains": "chains",
    },
    "Chain": {"chain": ""},
    "Judged": {"claims": ""},
    "MarketMap": {"map": "", "orderings": "orderings"},
    "MarketReport": {"market": "", "map": "map", "orderings": "map.orderings", "reserves": "reserves"},
    "Forecast": {"forecast": ""},
    "Simulation": {"simulation": ""},
    "Response": {"response": ""},
    "Projection": {"projection": ""},
    "PathResult": {"paths": ""},
    "Backtest": {"backtest": ""},
    "PortfolioReport": {"projection": "ahead", "paths": "ahead_fan", "backtest": "backtest"},
    "ReviewResults": {
        "review": "", "windows": "windows", "programme rows": "programmes", "phases": "phases",
        "assertions": "assertions", "caps": "caps", "ledger lines": "ledger", "episodes": "drivers", "macro": "macro",
    },
    "Statement": {"statement": ""},
}  # fmt: skip


def _part(result: object, path: str) -> Any:
    """A part of a result; None where one on the way to it was not public yet."""
    for name in path.split(".") if path else ():
        result = None if result is None else getattr(result, name)
    return result


def of_result(result: object) -> dict[str, tuple[Entry, str]]:
    """The exhibits of a result by name."""
    parts = PARTS.get(type(result).__name__, {})
    return {name: (one, parts[one.of]) for name, one in entries().items() if one.of in parts}


def exhibited(result: Shown | Series | Vintage, what: str, name: str, lang: str) -> Any:
    """What `Shown` asks for: the names, or one exhibit in a language, of a result; of figures what they are."""
    if isinstance(result, Series | Vintage):
        return cards.of_figures(result, what, Words(lang))
    found = {} if what == "card" else of_result(result)
    if what == "tables":
        return list(found)
    if what == "card":
        return cards.FORMS[name](result.card(), Words(lang))
    if name not in found:
        raise UnknownNameError(f"{what} of {type(result).__name__}", name, found)
    entry, part = found[name]
    words = Words(lang, result.card().as_of)
    held = _part(result, part)
    if held is None or (isinstance(held, Sized) and not len(held)):
        raise UnknownNameError(f"{what} public by then", name, (n for n in found if n != name))
    exhibit = entry.make(held, words)
    if what == "figure" and exhibit.spec is None:
        drawn = [
            n
            for n, (one, of) in found.items()
            if n != name and (other := _part(result, of)) and one.make(other, words).spec
        ]
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
