"""What the views work with: vintages by day, the record of policy, words by language, finished pages by address."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import date
from typing import TYPE_CHECKING, Any

from fedsheet.core.vintage import Vintage
from fedsheet.present.text import Words
from fedsheet.web.jobs import Jobs, Progress
from fedsheet.web.page import Page, Params, View

if TYPE_CHECKING:
    from fedsheet.record import PolicyPath

KEPT_VINTAGES, KEPT_PAGES = 4, 64


def _silent(_step: str, _share: float) -> None:
    """Progress that nobody watches."""


class Desk:
    """Shared by all requests of one server; everything it hands out is read-only."""

    def __init__(self) -> None:
        self.jobs = Jobs()
        self._vintages: OrderedDict[date, Vintage] = OrderedDict()
        self._pages: OrderedDict[tuple[Any, ...], Page] = OrderedDict()
        self._lock = threading.Lock()

    def vintage(self, as_of: date | None) -> Vintage:
        """Everything known on `as_of` (today where none is given); read once, kept until the store changes."""
        import fedsheet

        day = as_of or date.today()
        with self._lock:
            if day not in self._vintages:
                self._vintages[day] = fedsheet.vintage(day)
                _trim(self._vintages, KEPT_VINTAGES)
            return self._vintages[day]

    @property
    def path(self) -> PolicyPath:
        """The recorded path of policy."""
        from fedsheet.record import load_path

        return load_path()

    def words(self, language: str) -> Words:
        """The messages of one language."""
        return Words(language)

    def page(self, view: View, params: Params, progress: Progress = _silent) -> Page:
        """A view's page, made once for the same parameters and the same data; a long view tells its progress."""
        key = (view.name, params, self.vintage(params.as_of).digest)
        with self._lock:
            held = self._pages.get(key)
        if held is None:
            held = view.page(self, params, progress) if view.long else view.page(self, params)
            with self._lock:
                self._pages[key] = held
                _trim(self._pages, KEPT_PAGES)
        return held

    def forget(self) -> None:
        """Drop what was read: the store has changed."""
        with self._lock:
            self._vintages.clear()
            self._pages.clear()


def _trim(kept: OrderedDict[Any, Any], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
