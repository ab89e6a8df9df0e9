"""What each room computes for the report: its name (as in `present.sections.CHAPTERS`) and the function that does it.

A function takes the vintage, the record and what stands beside the vintage (the store's others where nothing is given),
and answers with the frozen results its section reads. A room whose data were not yet known on the report's day answers
None, and its section is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath

Chapters = Mapping[str, Callable[..., object]]


def _results(module: str, name: str, vintage: Vintage, path: PolicyPath, *others: object) -> object:
    """A room's results by its function `name`; the module is imported when its room is asked for."""
    return getattr(import_module(f"fedsheet.runs.{module}"), name)(vintage, path, *others)


CHAPTERS: Chapters = {
    "review": partial(_results, "review", "for_report"),
    "portfolio": partial(_results, "project", "for_report"),
    "scenarios": partial(_results, "scenario_table", "for_report"),
    "rounds": partial(_results, "review", "told_for_report"),
    "outlook": partial(_results, "outlook", "for_report"),
    "market": partial(_results, "market", "for_report"),
    "claims": partial(_results, "check", "for_report"),
}


def known(compute: Callable[[], object]) -> object:
    """A room's results, or None where its data were not yet known on the report's day."""
    try:
        return compute()
    except DateRangeError:
        return None
