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

An error is a fact: a key and values by name. Its sentence stands in `present/messages/{zh,en}/errors.toml` under the
key (`what`, and where there is more to say `possible` and `do`) and is written at the door, in the reader's language
and the door's own words: `<as_of>` in a sentence is `--as-of` in a terminal, `as_of=` in Python, a box on the page.

Findings about data come back as lists; these are for mistakes that must stop the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from fedsheet.core.door import sentences

FEW = 12  # names that fit in one line; of more, only the nearest are shown
ALIKE = 0.6  # of the letters in order, 0 to 1: at half of them NOPE was told of MINE, FOO of WDFOL and MIN of point


class FedsheetError(Exception):
    """The root: a `key` with `values` by name, and `where`; `str()` is the sentence in English for Python.

    A key that no message holds is itself what is said, with `possible` and `do` beside it: for words made elsewhere.

    >>> try:
    ...     fedsheet.series("WALCLL")
    ... except FedsheetError as refused:
    ...     print(refused.what, "|", refused.possible)
    Unknown series 'WALCLL' | Nearest known: WALCL, WLCFLL, WLCFLPCL
    """

    def __init__(self, key: str, *, where: str = "", **values: object) -> None:
        self.key, self.where, self.values = key, where, values
        super().__init__(key)

    @property
    def what(self) -> str:
        """What happened."""
        return self.part("what")

    @property
    def possible(self) -> str:
        """What would have been possible."""
        return self.part("possible")

    @property
    def do(self) -> str:
        """What to do."""
        return self.part("do")

    def part(self, name: str, lang: str = "en", door: str = "python") -> str:
        """One part of the sentence, empty where there is nothing to say."""
        if sentences:
            return sentences[0](self, name, lang, door)
        return self.key if name == "what" else str(self.values.get(name, ""))

    def said(self, lang: str = "en", door: str = "python") -> str:
        """The whole sentence in one line: where, what, what was possible, what to do."""
        return self.part("all", lang, door)

    def at(self, where: str) -> FedsheetError:
        """The same error, found in a place that only the caller knows."""
        found = type(self).__new__(type(self))
        found.__dict__.update(self.__dict__)
        FedsheetError.__init__(found, self.key, where=where, **self.values)
        return found

    def __str__(self) -> str:
        return self.said()

    def __reduce__(self) -> tuple[Callable[..., FedsheetError], tuple[Any, ...]]:
        """From process to process with its values."""
        return _again, (type(self), self.__dict__)


def _again(kind: type[FedsheetError], held: dict[str, object]) -> FedsheetError:
    found = kind.__new__(kind, str(held["key"]))
    found.__dict__.update(held)
    return found


class InputError(FedsheetError):
    """The caller asked for something that is not possible."""


class UnknownNameError(InputError):
    """A name outside a closed set; the message holds all known names, or the nearest of many."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, where: str = "", do: str = "") -> None:
        names = sorted(known)
        near = get_close_matches(str(name).lower(), dict.fromkeys(n.lower() for n in names), n=3, cutoff=ALIKE)
        few = len(names) <= FEW
        shown = names if few else [n for low in near for n in names if n.lower() == low] or names[:FEW]
        label = "nearest" if near and not few else "known" if near or few else "some"
        label = label if names else "of_none"
        given = {"kind": kind, "name": name, "names": ", ".join(shown), "more": len(names) - len(shown)}
        super().__init__(f"core.unknown_{label}", where=where, **given, **({"do": do} if do else {}))
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
