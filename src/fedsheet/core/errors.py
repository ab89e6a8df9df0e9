"""What can go wrong, as a tree; every leaf says what, where, what was possible and what to do.

    FedsheetError                 exit code 2, one line, nothing half-written
    ├── InputError                the caller asked for something that is not possible
    │   ├── UnknownNameError      a name outside a closed set; carries the nearest known ones
    │   ├── DateRangeError        a date outside what is held or known
    │   └── UnitError             amounts of unlike units put together
    ├── RecordError               a policy fact, scenario or claim file that contradicts itself or its schema
    ├── DataError                 figures that are damaged, inconsistent or not what was expected
    │   ├── StoreError            the database or snapshot on disk cannot be used
    │   └── SourceError           a publisher's reply that cannot be accepted
    └── ModelError                a model that has no answer for this input, and why
        ├── BalanceError          an accounting identity that does not hold
        └── NoClearingError       a market day on which one side stays short

Findings about data come back as lists; these are for mistakes that must stop the call.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

FEW = 12  # names that fit in one line; of more, only the nearest are shown


class FedsheetError(Exception):
    """The root: `what` happened, `where`, what was `possible`, what to `do`; `str()` joins them in one line."""

    def __init__(self, what: str, *, where: str = "", possible: str = "", do: str = "") -> None:
        self.what, self.where, self.possible, self.do = what, where, possible, do
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        sentences = [f"{place}{self.what}", self.possible, self.do]
        return " ".join(" ".join(s.split()).rstrip(".") + "." for s in sentences if s)


class InputError(FedsheetError):
    """The caller asked for something that is not possible."""


class UnknownNameError(InputError):
    """A name outside a closed set; the message holds all known names, or the nearest of many."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, where: str = "", do: str = "") -> None:
        names = sorted(known)
        near = get_close_matches(str(name).lower(), [n.lower() for n in names], n=3, cutoff=0.5)
        few = len(names) <= FEW
        shown = names if few else [n for n in names if n.lower() in near] or names[:FEW]
        label = "Nearest known" if near and not few else "Known"
        rest = "" if near or few else f" and {len(names) - len(shown)} more"
        super().__init__(f"Unknown {kind} {name!r}", where=where, possible=f"{label}: {', '.join(shown)}{rest}", do=do)
        self.nearest = shown


class DateRangeError(InputError):
    """A date outside what is held or known."""


class UnitError(InputError):
    """Amounts of unlike units put together."""


class RecordError(FedsheetError):
    """A policy fact, scenario or claim file that contradicts itself or its schema."""


class DataError(FedsheetError):
    """Figures that are damaged, inconsistent or not what was expected."""


class StoreError(DataError):
    """The database or snapshot on disk cannot be used."""


class SourceError(DataError):
    """A publisher's reply that cannot be accepted."""


class ModelError(FedsheetError):
    """A model that has no answer for this input, and why."""


class BalanceError(ModelError):
    """An accounting identity that does not hold."""


class NoClearingError(ModelError):
    """A market day on which one side stays short."""
