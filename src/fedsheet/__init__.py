"""fedsheet: the Federal Reserve's balance sheet and the US money market, from data to decision.

    import fedsheet
    fedsheet.series("WALCL", as_of="2019-09-17")     one series as known on that day; `.values` is a pandas Series
    fedsheet.vintage("2019-09-17")                   every series and table as known on that day, a mapping by id
    fedsheet.vintages("GDPC1")                       every value a series ever had, and since when it was known
    fedsheet.record()                                the dated record of policy
    fedsheet.statement()                             a weekly statement whose every sum is checked

    fedsheet.review()                                what purchases and runoffs did to the sheet and to prices
    fedsheet.project("today")                        the sheet week by week; `fan` the same on drawn rate paths
    fedsheet.simulate("september-2019")              the money market day by day, books balanced to the dollar
    fedsheet.forecast()                              the next days' SOFR as a distribution
    fedsheet.market()                                who lends to whom, at which rates, and how ample reserves are
    fedsheet.outlook()                               rules, guidance, triggers, official projections scored
    fedsheet.chain("today", "rule:inertial")         policy to portfolio to reserves to rates to income, in one state
    fedsheet.check("seed-2021")                      a text's claims, each with a verdict
    fedsheet.report("out")                           all of it as a report in two languages
    fedsheet.show("outlook-rules", lang="zh")        any table or figure by name; `show("")` lists them
    fedsheet.new("scenario", "mine.toml")            a filled example of a file of your own

What computes takes `as_of` (a day; none for all that is held) or `vintage` (figures of one's own), and `path` (a record
of one's own); what only reads takes `as_of`; `fan` and `simulate` draw from a `seed`, `report` and `show` take `lang`.
A result prints what it is; `.frame()` gives its numbers, `.tables()` names what it can show.

A run is a pure function of a vintage of the data, a path of policy, a set of assumptions and a seed.

Inside, each floor of those before it: core; sheet, record, instruments; portfolio; review, market, outlook; chain;
claims; store, sources; present; runs; web, mcp; api; cli, which `__main__` starts. See docs/architecture.md.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from fedsheet.core.door import ready, records, sentences, shows

if TYPE_CHECKING:
    from inspect import Signature

    from fedsheet.runs.chain import chain
    from fedsheet.runs.check import check
    from fedsheet.runs.exhibits import show
    from fedsheet.runs.forecast import forecast
    from fedsheet.runs.front import new, record, statement
    from fedsheet.runs.market import market
    from fedsheet.runs.outlook import outlook
    from fedsheet.runs.project import fan, project
    from fedsheet.runs.report import report
    from fedsheet.runs.review import review
    from fedsheet.runs.simulate import simulate
    from fedsheet.store import series, vintage, vintages

__all__ = [
    "__version__", "chain", "check", "fan", "forecast", "market", "new", "outlook", "project", "record", "report",
    "review", "series", "show", "simulate", "statement", "vintage", "vintages",
]  # fmt: skip

__version__ = "0.1.0"

_IN = {
    "series": "store", "vintage": "store", "vintages": "store", "record": "runs.front", "statement": "runs.front",
    "new": "runs.front", "fan": "runs.project", "show": "runs.exhibits",
}  # fmt: skip
_ROOMS = {"chain", "market", "outlook", "record", "review"}  # names that are packages too: these are called as they are


def _function(name: str) -> Any:
    """A public name's function; its module is imported when it is first asked for."""
    return getattr(import_module(f"fedsheet.{_IN.get(name, f'runs.{name}')}"), name)


class _Room(ModuleType):
    """A package that can be called: `fedsheet.market()` runs what the package `fedsheet.market` is about."""

    def __call__(self, *args: Any, **given: Any) -> Any:
        return _function(self.__name__.rpartition(".")[2])(*args, **given)

    @property
    def __signature__(self) -> Signature:
        from inspect import signature

        return signature(_function(self.__name__.rpartition(".")[2]))


class _Front(ModuleType):
    """This package: a subpackage of a public name becomes callable the moment it is imported, by whomever."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _ROOMS and isinstance(value, ModuleType):
            value.__class__ = _Room
        super().__setattr__(name, value)


def _exhibited(result: Any, what: str, name: str, lang: str) -> Any:
    """How a result's tables and figures are made, by the floors above it."""
    return import_module("fedsheet.runs.exhibits").exhibited(result, what, name, lang)


def _said(error: Any, part: str, lang: str, door: str) -> str:
    """An error's words, found when one is said."""
    said: str = import_module("fedsheet.present.refusals").part(error, part, lang, door)
    return said


def _ready(vintage: Any, series_id: str) -> Any:
    """A series computed from others, made when one is asked for that is not held."""
    return import_module("fedsheet.runs.ready").ready(vintage, series_id)


def _recorded() -> Any:
    """The record that ships, read when a figure shades its windows."""
    return import_module("fedsheet.record").load_path()


sys.modules[__name__].__class__ = _Front
shows.append(_exhibited)
sentences.append(_said)
ready.append(_ready)
records.append(_recorded)


def __getattr__(name: str) -> Any:
    """Load what a name needs only when it is asked for: `import fedsheet` stays light (PEP 562)."""
    if name in _ROOMS:
        return import_module(f"fedsheet.{name}")
    if name in __all__:
        return _function(name)
    from difflib import get_close_matches

    near = ", ".join(get_close_matches(name, __all__, n=1)) or ", ".join(__all__)
    raise AttributeError(f"module 'fedsheet' has no attribute {name!r}; it has {near}")


def __dir__() -> list[str]:
    """What completion and `help(fedsheet)` show: the names above, loaded or not."""
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
