"""Any exhibit by name: the result it is made from is read and computed, then shown in words.

    shown("outlook-signals", Words("zh"), Asked(date(2021, 9, 30)))

A result is named once in `RESULTS`; `of` of an exhibit says which one it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import date
from importlib import import_module
from inspect import signature
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedsheet.core import clock
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.present.exhibits import Exhibit, entries, entry
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words


# Chapters whose own figures need no room's results.
WITHOUT_ROOMS = (
    "view", "policy_now", "money_market", "policy_outlook", "summary", "qe", "normalisation", "pandemic", "appendix",
)  # fmt: skip
PATHS, SEED = 200, 1  # of a fan that is shown by name


@dataclass(frozen=True)
class Asked:
    """What an exhibit is asked for: a day, and a subject where its result has one (a scenario, a file of prices)."""

    as_of: date | None = None
    of: str = ""
    _read: list[str] = field(default_factory=list, compare=False, repr=False)

    @property
    def subject(self) -> str:
        """What it is of; that somebody asked is noted, so that what nobody reads is refused and not left out."""
        self._read.append(self.of)
        return self.of

    def refuse_unread(self, name: str) -> None:
        """Raise where a subject was given to what is of one thing."""
        if self.of and not self._read:
            raise InputError("runs.show_of_one_thing", name=name, subject=self.of)


def listed(words: Words) -> Exhibit:
    """Every exhibit by room: its name, what it is, whether it is drawn, which result it is of."""
    columns = (Column("exhibit"), Column("room", "name:exhibits.room_"), Column("title"), Column("of", "text", ""))
    rows = [(name, one.room, words(one.title), one.of) for name, one in entries().items()]
    return Exhibit.of(words, Table.of("exhibits", words, columns, rows))


def shown(name: str, words: Words, asked: Asked) -> Exhibit:
    """The exhibit of this name; `DateRangeError` where its figures were not public on the day."""
    found, words = entry(name), words.on(asked.as_of)
    made = result(found.of, asked)
    told = found.shown(made, words, asked.subject if found.takes_subject else "")
    asked.refuse_unread(name)
    return told


NONE_IS_AN_ANSWER = frozenset({"findings", "questions", "log changes"})  # nothing found, nothing open
FROM_FILES = frozenset(  # whose subject is a user's file
    {"base case", "implied", "implied history", "instrument", "single dots"}
)


def result(of: str, asked: Asked) -> object:
    """The result of this name; one whose figures were not public yet raises `DateRangeError`."""
    found = RESULTS[of](asked)
    if found is None or (of not in NONE_IS_AN_ANSWER and isinstance(found, dict | tuple | list) and not found):
        raise DateRangeError("runs.show_nothing_show_figures_were_2", as_of=asked.as_of or clock.today())
    return found


def _at(path: str) -> Callable[..., Any]:
    """A function by its dotted path."""
    module, _, name = path.rpartition(".")
    found: Callable[..., Any] = getattr(import_module(f"fedsheet.{module}"), name)
    return found


def _day(run: Callable[..., Any], asked: Asked) -> dict[str, date | None]:
    """The day asked for, of a run that takes one."""
    return {"as_of": asked.as_of} if "as_of" in signature(run).parameters else {}


def _run(path: str, *, subject: str = "", part: str = "") -> Callable[[Asked], object]:
    """A run by its path, as of the day asked for where it takes one; of a subject, by default this; or a part of it."""

    def made(asked: Asked) -> object:
        run = _at(path)
        found = run(*([asked.subject or subject] if subject else []), **_day(run, asked))
        return getattr(found, part) if part else found

    return made


def _computed(path: str) -> Callable[[Asked], object]:
    """A computation by its path, on the figures of the day and, where it takes it, the record."""

    def made(asked: Asked) -> object:
        from fedsheet.runs.read import read

        compute = _at(path)
        return compute(*read(asked.as_of)[: len(signature(compute).parameters)])

    return made


def _rows(path: str, *names: str) -> Callable[[Asked], object]:
    """What a run by its path finds today, each by these of its attributes."""
    return lambda _asked: [attrgetter(*names)(one) for one in _at(path)()]


def _review(name: str, *more: object, subject: str | None = None) -> Callable[[Asked], object]:
    """A part of the review by its function in `runs.review`; of a subject, by default this; `more` it takes as well."""

    def made(asked: Asked) -> object:
        from fedsheet.runs import review

        of = [] if subject is None else [asked.subject or subject]
        return getattr(review, name)(review.read(asked.as_of), *of, *more)

    return made


def _chapter(*rooms: str) -> Callable[[Asked], object]:
    """The report's data on the day, with the results of these rooms only."""

    def made(asked: Asked) -> object:
        from fedsheet.runs.chapters import CHAPTERS
        from fedsheet.runs.read import read
        from fedsheet.runs.report import gather

        return gather(*read(asked.as_of), lambda _what, _share: None, {room: CHAPTERS[room] for room in rooms})

    return made


def _of_file(path: str, of: str) -> Callable[[Asked], object]:
    """A run by its path, of a user's file of prices or dots."""

    def made(asked: Asked) -> object:
        if not asked.subject:
            raise InputError(f"runs.show_exhibit_made_from_{of}")
        run = _at(path)
        return run(Path(asked.subject), **_day(run, asked))

    return made


def _base_case(asked: Asked) -> object:
    from fedsheet.runs.outlook import base_case

    return base_case(Path(asked.subject) if asked.subject else None, asked.as_of)


def _claims(asked: Asked) -> object:
    from fedsheet.runs.check import SHIPPED_REPORT, check

    return check(SHIPPED_REPORT, asked.as_of)


def _forecast(asked: Asked) -> object:
    from fedsheet.runs.forecast import forecast

    horizon, target = _forecast_of(asked.subject)
    return forecast(horizon, target, as_of=asked.as_of, dates=True)


def _forecast_scores(asked: Asked) -> object:
    from fedsheet.runs.forecast import score

    horizon, target = _forecast_of(asked.subject)
    return score(None, None, horizon, target, asked.as_of)


def _forecast_of(subject: str) -> tuple[int, str]:
    """Days ahead and rate of "sofr", "tri-party", "sofr 5"; the next day of SOFR where none is named."""
    target, _, ahead = subject.partition(" ")
    if ahead and not ahead.isdigit():
        raise InputError("runs.show_forecast_named_2", subject=subject)
    return int(ahead or 1), target or "sofr"


def _policy(asked: Asked) -> object:
    from fedsheet.runs.record import record_now

    path = record_now()
    return path.at(asked.as_of or path.recorded_to, asked.as_of)


def _facts(asked: Asked) -> object:
    from fedsheet.runs.record import record_now

    return record_now().list_facts(None, None, None, asked.as_of)


def _rates(asked: Asked) -> object:
    from fedsheet.core.dates import add_months
    from fedsheet.runs.market import market_map, rates

    return rates(add_months(market_map(asked.as_of).day, -1), None, asked.as_of)


def _response(asked: Asked) -> object:
    from fedsheet.runs.simulate import respond

    return respond("september-2019", asked.subject or "smaller-portfolio", 5, as_of=asked.as_of)


def _agents(asked: Asked) -> object:
    from fedsheet.runs.simulate import agents

    return agents(asked.subject or "september-2019", 1_000, 5, 0, as_of=asked.as_of)


def _instrument(asked: Asked) -> object:
    """Subject: a set, a CSV and its column, as in "gagnon2011 surprises.csv UST10Y"."""
    from fedsheet.runs import review

    name, _, rest = asked.subject.partition(" ")
    path, _, column = rest.rpartition(" ")
    if not path.endswith(".csv"):
        raise InputError("runs.show_instrument_named")
    return review.instrument(review.read(asked.as_of), name, path, column, None)


def _scenarios(_asked: Asked) -> object:
    from fedsheet.portfolio.scenario.file import load_scenario, scenario_names

    return [load_scenario(name) for name in scenario_names()]


def _paths(asked: Asked) -> object:
    from fedsheet.portfolio.many_paths.project_paths import project_paths
    from fedsheet.runs.project import setting_of

    return project_paths(setting_of(asked.subject or "today", as_of=asked.as_of), PATHS, SEED)


def _kinds(_asked: Asked) -> object:
    from fedsheet.runs.kinds import KINDS

    return [(one.name, one.command, one.has_schema) for one in KINDS.values()]


def _vintage(asked: Asked) -> object:
    from fedsheet.runs.ready import every
    from fedsheet.store import vintage

    return every(vintage(asked.as_of))


def _status(_asked: Asked) -> object:
    from fedsheet.runs.status import status

    return [astuple(one) for one in status()]


def _tokens(_asked: Asked) -> object:
    """Who may ask is shown to the owner at the command line, and through no door that tokens open."""
    raise InputError("runs.show_tokens")


def _first_prints(asked: Asked) -> object:
    from fedsheet.store import vintages
    from fedsheet.store.first_prints import first_and_current

    return list(first_and_current(vintages(asked.subject or "GDPC1")))


RESULTS: Mapping[str, Callable[[Asked], object]] = {
    "nothing": lambda _: "",
    "rules": _run("runs.outlook.rules"),
    "rules forward": _run("runs.outlook.forward"),
    "rules doubt": _run("runs.outlook.doubt"),
    "base case": _base_case,
    "dots": _run("runs.outlook.dots"),
    "medians": _run("runs.outlook.medians"),
    "strategies": _run("runs.outlook.strategies"),
    "progress": _run("runs.outlook.progress"),
    "signals": _run("runs.outlook.signals"),
    "triggers": _run("runs.outlook.triggers"),
    "scores": _run("runs.outlook.outlook", part="scores"),
    "implied": _of_file("runs.outlook.implied", "prices"),
    "implied history": _of_file("runs.outlook.implied_history", "prices"),
    "single dots": _of_file("runs.outlook.single_dots", "dots"),
    "chains": _run("runs.outlook.outlook", part="chains"),
    "chain": _run("runs.chain.chain", subject="today"),
    "curve": _run("runs.market.curve"),
    "sizing": _run("runs.purchases.sizing", subject="today"),
    "levers": _run("runs.purchases.levers"),
    "claims": _claims,
    "forecast": _forecast,
    "forecast scores": _forecast_scores,
    "bridge": _review("bridge", subject=""),
    "reserves ahead": _run("runs.project.reserves_to_quarter_end"),
    "wall": _run("runs.project.wall"),
    "portfolio report": _run("runs.project.report_room"),
    "scenario table": _run("runs.scenario_table.scenarios"),
    "china": _run("runs.review.china"),
    "premium panel": _run("runs.review.premiums"),
    "purchases done": _run("runs.purchases.done"),
    "calendar": _run("runs.calendar.calendar"),
    "daily": _run("runs.daily.daily"),
    "moves": _run("runs.daily.moves"),
    "policy": _policy,
    "facts": _facts,
    "programmes": _run("record.load_path", part="programmes"),
    "crisis facilities": _computed("review.crisis_facilities.crisis_facilities"),
    "strain of 2020": _computed("review.strain_2020.strain"),
    "reserve holders": _computed("review.reserve_holders.reserve_holders"),
    "statement": _run("runs.h41.read"),
    "factors": _run("runs.h41.read_factors"),
    "review": _run("runs.review.review"),
    "windows": _run("runs.review.read", part="windows"),
    "programme rows": _review("programmes"),
    "phases": _review("phases"),
    "assertions": _review("assertions"),
    "grid": _review("grid", "DGS10", subject="lsap2"),
    "events": _review("events", subject="kvj2011_qe1"),
    "instrument": _instrument,
    "ledger lines": _review("ledger_lines", subject=""),
    "caps": _review("caps"),
    "pace": _review("monthly", subject="lsap3"),
    "composition": _review("holdings_change", subject="lsap3"),
    "episodes": _review("episodes"),
    "premium": _review("term_premium"),
    "duration": _review("supply"),
    "supply moves": _review("supply_moves"),
    "transmission": _review("transmission"),
    "rounds": _review("rounds"),
    "asset table": _review("assets"),
    "macro": _review("macro"),
    "projection": _run("runs.project.project", subject="today"),
    "scenarios": _scenarios,
    "paths": _paths,
    "backtest": _run("runs.project.backtests"),
    "series": _run("store.series", subject="WALCL"),
    "kinds": _kinds,
    "record": _run("runs.front.record"),
    "read": _run("runs.read.read"),
    "tokens": _tokens,
    "quantity": lambda asked: asked.subject or "measure",
    "lines": _run("runs.explore.look_at", subject="WRESBAL; SOFR - iorb | right"),
    "vintage": _vintage,
    "status": _status,
    "clock": _computed("outlook.clock.clock"),
    "findings": _rows("runs.data_check.data_check", "severity", "subject", "what"),
    "questions": _rows("runs.questioned.open_questions", "n", "series_id", "day", "value", "reason"),
    "log": _run("runs.data_log.data_log"),
    "log changes": _run("runs.data_log.changes"),
    "first prints": _first_prints,
    "map": _run("runs.market.market_map"),
    "rates": _rates,
    "orderings": _run("runs.market.hierarchy"),
    "sheets": _run("runs.market.sheets"),
    "reserves": _run("runs.market.reserves"),
    "demand": _run("runs.market.adequacy"),
    "market": _run("runs.market.market"),
    "simulation": _run("runs.simulate.simulate", subject="september-2019"),
    "response": _response,
    "agents": _agents,
    "projection scores": _run("runs.projections.score"),
    "fan coverage": _run("runs.projections.coverage"),
    "liability scores": _run("runs.projections.liabilities"),
    **{f"chapter {name}": _chapter() for name in WITHOUT_ROOMS},
    "chapter qe": _chapter("review"),
    "projection ledger": _run("runs.projections.ledger"),
}
