"""What the start before this one kept, answered until the API is there: the page's own words, and plain views.

Reading the API's modules takes most of a start. Where the first view is kept, they are read once it has gone out.

    page ─ modules ─ words ─ first view ─┐ drawn
                                          └ the API's modules ─ truth bar, other views
"""

from __future__ import annotations

import threading
from collections.abc import MutableMapping
from contextlib import suppress
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from fedsheet.core.errors import FedsheetError
from fedsheet.present.text import LANGUAGES
from fedsheet.web.serving import page_cache

API = "/api/v1/"
SHELL = "shell"
BESIDE = ("clock", "events", "newest")  # what a page asks for beside the view it opens with: it can wait
PATIENCE_SECONDS = 5.0  # without anybody asking


class FirstPages:
    """Pages by address as they are kept for the state that is held now; `first` is the view a start opens with.

    language   that of the view that has gone out first; empty where none has
    """

    def __init__(self, first: str) -> None:
        self._first = first
        self._over = threading.Event()
        self.language = ""

    def wait(self) -> None:
        """Return once the first view has gone out, or something was asked for that is not kept, or nobody asks; at
        once where the first view is not kept.
        """
        if any(self._kept(self._first, {"lang": language}) for language in LANGUAGES):
            self._over.wait(PATIENCE_SECONDS)

    def answer(self, scope: MutableMapping[str, Any]) -> bytes | None:
        """The body that is kept for a request, or None."""
        name = scope["path"].removeprefix(API)
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        asked = dict(pairs)
        body = self._kept(name, asked) if scope["method"] == "GET" and len(asked) == len(pairs) else None
        if body and name != SHELL:
            self.language = self.language or asked["lang"]
        if name not in BESIDE and not (body and name == SHELL):
            self._over.set()
        return body

    def _kept(self, name: str, asked: dict[str, str]) -> bytes | None:
        with suppress(FedsheetError, OSError):  # a store that cannot be read says so itself, once the API is there
            made_from = "" if name == SHELL else self._made_from
            return page_cache.get(page_cache.name_of_page(name, asked, made_from))
        return None

    @cached_property
    def _made_from(self) -> str:
        from fedsheet.runs.record import own_texts
        from fedsheet.web.serving.vintages import digest_of_state, state_under

        return digest_of_state(state_under(own_texts()))
