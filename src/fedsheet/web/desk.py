"""What the views work with: vintages by day, the record of policy, words, files brought in, finished pages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from fedsheet.core.vintage import Vintage
from fedsheet.present.age import imports
from fedsheet.present.text import Words
from fedsheet.web.page import FileParams, Page, Params, View, as_json, written
from fedsheet.web.serving import page_cache
from fedsheet.web.serving.elsewhere import Elsewhere
from fedsheet.web.serving.jobs import Jobs, Progress
from fedsheet.web.serving.memo import Memo
from fedsheet.web.serving.memory import give_back
from fedsheet.web.serving.packed import packed
from fedsheet.web.serving.uploads import Uploads
from fedsheet.web.serving.vintages import Vintages

if TYPE_CHECKING:
    from fedsheet.record import PolicyPath
    from fedsheet.web.serving.task import TaskPool
    from fedsheet.web.serving.vintages import State

KEPT_RESULTS, KEPT_PAGES, KEPT_ADDRESSES = 64, 80, 320
REMADE = 18  # pages asked for last, made again from new figures before these are shown: all views in two languages
FIRST_SHARE = 0.5  # of the work on a long page, told as progress: what stands at its head
Result = TypeVar("Result")
Answer = Callable[["Desk", View, Params, tuple[str, ...]], Any]
Address = tuple[str, bytes]  # path and query as they came
Key = tuple[View, Params, str]  # last a digest: of the figures for a page, of all that was taken in for its bytes


def _kept_name(key: Key) -> str:
    view, params, made_from = key
    asked = {**params.model_dump(mode="json", exclude_defaults=True), "lang": params.lang}
    return page_cache.name_of_page(view.name, asked, made_from)


def _make_room() -> None:
    """Let go of the openings made from older figures, which keep those figures alive; hand back what is free."""
    from fedsheet.portfolio.held.open_sheet import forget_openings

    forget_openings()
    give_back()


def _silent(_step: str, _share: float) -> None:
    """Progress that nobody watches."""


class Desk:
    """Shared by all requests of one server; everything it hands out is read-only.

    `used` is set once the first page has gone out; `language` is that page's, until then the one expected.
    """

    def __init__(self, jobs: Jobs | None = None, workers: TaskPool | None = None, language: str = "zh") -> None:
        self.jobs = jobs or Jobs()
        self.elsewhere = Elsewhere(workers)
        self.uploads = Uploads()
        self.used = threading.Event()
        self.language = language
        self._vintages = Vintages(self._remake, self._let_go)
        self._results = Memo(KEPT_RESULTS)
        self._pages, self._bodies, self._packed = Memo(KEPT_PAGES), Memo(KEPT_PAGES), Memo(KEPT_PAGES)
        self._asked = Memo(KEPT_ADDRESSES)
        self._growing: dict[Key, Page] = {}

    def vintage(self, as_of: date | None) -> Vintage:
        """Everything known on `as_of` (today where none is given); read once, read again when the store has changed."""
        return self._vintages.vintage(as_of)

    def show_newest(self) -> None:
        """Show what the store holds now: a person's own file is looked for at once."""
        self._vintages.show_newest()

    def take_up(self, progress: Callable[[float], None]) -> None:
        """Show what came in last, once the pages in use are made from it; `progress` is told the part made, 0 to 1."""
        self._vintages.take_up(progress)

    def on(self, state: State, own: Mapping[str, str]) -> AbstractContextManager[None]:
        """Everything inside is made from a state that another process shows."""
        return self._vintages.on(state, own)

    @property
    def path(self) -> PolicyPath:
        """The recorded path of policy, with the user's own decisions and what the figures show after its end."""
        from fedsheet.runs.record import record

        with self._vintages.one_state():
            newest = self.vintage(None)
            return self.once(newest, "path", (), lambda: record(newest, self._vintages.own()))

    def shown_digest(self) -> str:
        """Everything that was taken in up to the figures shown now, as a digest."""
        return self._vintages.made_from()

    def shown_day(self) -> date:
        """The day that is shown as today: once it is over, the pages in use are made again before it is another."""
        return self._vintages.day()

    def words(self, language: str, known: date | None = None) -> Words:
        """The messages of one language, for a page as of a day."""
        return Words(language, known, imported=lambda: imports(self.vintage(known)))

    def once(self, known: Vintage, name: str, of: Hashable, make: Callable[[], Result]) -> Result:
        """A result that does not depend on the language, made once for the same figures and arguments."""
        found: Result = self._results.get((known.digest, self._vintages.record(), name, of), make)
        return found

    def page(self, view: View, params: Params, progress: Progress = _silent) -> Page:
        """A view's page, made once for the same parameters and the same data; a long view tells its progress."""
        with self._vintages.one_state():
            key = self._key(view, params)
            held: Page = self._pages.get(key, lambda: self._whole(key, progress))
        return held

    def so_far(self, view: View, params: Params) -> Page | None:
        """What can be shown already of a page that is being made here, whoever asked for it first."""
        return self._growing.get(self._key(view, params))

    def grown(self, view: View, params: Params) -> tuple[int, bytes]:
        """The same as blocks made and bytes, here or at a worker; no bytes where nothing can be shown."""
        if (sent := self.elsewhere.grown(view, params)) is not None:
            return sent
        page = self.so_far(view, params)
        return (len(page.blocks), written(as_json(page, self.words(params.lang)))) if page else (0, b"")

    def coming(self, view: View, params: Params, reader: str, progress: Progress = _silent) -> Future[bytes] | None:
        """The body from a worker; None where it is kept, or made here by `body`."""
        with self._vintages.one_state():
            key = view, params, self._vintages.made_from()
            if not self.elsewhere.takes(view, params) or self.ready(view, params):
                return None
            keep = partial(self._keep, key)
            return self.elsewhere.body(key, view, params, self._vintages.pinned(), reader, progress, keep)

    def whole(self, view: View, params: Params, reader: str, progress: Progress = _silent) -> bytes:
        """The body, waited for wherever it is made."""
        coming = self.coming(view, params, reader, progress)
        return self.body(view, params, progress) if coming is None else coming.result()

    def _keep(self, key: Key, body: bytes) -> None:
        self._bodies.get(key, lambda: body)

    def answer(
        self, what: str, here: Answer, view: View, params: Params, own: Params, asked: tuple[str, ...], reader: str,
    ) -> Any:  # fmt: skip
        """What `here` answers, or a future of it where a worker makes it, which knows it as `what`.

        own  the view's parameters among `params`
        """
        if self.elsewhere.takes(view, own):
            with self._vintages.one_state():
                return self.elsewhere.answer(what, view, params, asked, self._vintages.pinned(), reader)
        with self.elsewhere.here(view, own):
            return here(self, view, params, asked)

    def _whole(self, key: Key, progress: Progress) -> Page:
        """The page, part by part."""
        view, params, _ = key
        if not view.long:
            whole: Page = view.page(self, params)
            return whole
        page: Page = view.page(self, params, lambda step, share: progress(step, share * FIRST_SHARE))
        parts = page.parts
        try:
            for n, part in enumerate(parts):
                self._growing[key] = page
                progress(part.step, FIRST_SHARE + (1 - FIRST_SHARE) * n / len(parts))
                page = page.grown()
        finally:
            self._growing.pop(key, None)
        return page

    def ready(self, view: View, params: Params) -> bool:
        """Whether `body` would answer at once; one kept on the disk is taken up first."""
        with self._vintages.one_state():
            key = view, params, self._vintages.made_from()
            if not self._bodies.holds(key) and (held := page_cache.get(_kept_name(key))):
                self._bodies.get(key, lambda: held)
            return self._bodies.holds(key) or self._pages.holds(self._key(view, params))

    def body(self, view: View, params: Params, progress: Progress = _silent) -> bytes:
        """The page as JSON bytes, written once and kept for the next start."""
        with self._vintages.one_state():
            key = view, params, self._vintages.made_from()
            with self.elsewhere.here(view, params):
                held: bytes = self._bodies.get(
                    key, lambda: page_cache.get(_kept_name(key)) or self._written(key, progress)
                )
        return held

    def packed(self, view: View, params: Params, body: bytes) -> bytes:
        """The body by gzip, packed once."""
        held: bytes = self._packed.get((view, params, body), lambda: packed(body))
        return held

    def opened_in(self, language: str) -> None:
        """The first page has gone out, in this language."""
        if not self.used.is_set():
            self.language = language
            self.used.set()

    def asked_at(self, address: Address, view: View, params: Params) -> None:
        """Remember what an address asks for, once it was answered."""
        self._asked.get(address, lambda: (view, params))
        self.opened_in(params.lang)

    def kept(self, address: Address, *, packs: bool) -> bytes | None:
        """The bytes of an address that was asked before, as `body` or `packed` gave them, where they are held."""
        asked, shown = self._asked.held(address), self._vintages.made_from_at_once()
        body: bytes | None = self._bodies.held((*asked, shown)) if asked and shown else None
        return self._packed.held((*asked, body)) if packs and body is not None else body

    def _written(self, key: Key, progress: Progress) -> bytes:
        view, params, _ = key
        body = written(as_json(self.page(view, params, progress), self.words(params.lang)))
        if not (isinstance(params, FileParams) and params.file):
            page_cache.put(_kept_name(key), body)
        give_back()  # what making a page took beside it, up to 130 MB
        return body

    def _remake(self, progress: Callable[[float], None]) -> None:
        """The bodies asked for last, made again; one that cannot be made will say so itself when it is asked for.

        Until the new ones are shown the bodies are what is looked at: what they were made of gives its room to the new.
        """
        newest = self._bodies.newest(REMADE)
        for memo in (self._pages, self._results):
            memo.keep(lambda _: False)
        _make_room()
        for n, (view, params, _) in enumerate(newest):
            progress(n / len(newest))
            with suppress(Exception):
                self.body(view, params)

    def _let_go(self) -> None:
        """Forget what was made from states that are not shown any more: nobody asks for it again."""
        shown = self._vintages.made_from()
        digests, record = self._vintages.digests(), self._vintages.record()
        self._bodies.keep(lambda key: key[2] == shown)
        self._packed.keep(lambda _: False)
        self._pages.keep(lambda key: key[2].removesuffix(record) in digests)
        self._results.keep(lambda key: key[0] in digests and key[1] == record)
        _make_room()

    def close(self) -> None:
        """End all that works for this desk."""
        self.jobs.close()
        self.elsewhere.close()

    def _key(self, view: View, params: Params) -> Key:
        with self._vintages.one_state():
            return view, params, self.vintage(params.as_of).digest + self._vintages.record()
