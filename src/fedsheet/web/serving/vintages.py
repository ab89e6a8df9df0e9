"""The figures of the store, the user's own decisions and the day, as the workbench shows them: one state at a time, the
next once it is ready to be looked at.

A pull writes reply by reply. What came in is taken up when nothing came for `REST_SECONDS`, or when what is shown has
been behind for `LONGEST_SECONDS`; the pages people look at are made from it first, so that nobody waits behind a pull.

    figures come in   ·  ·  · ·  ·        ·  ·
    shown             ──────────old──────────┬──new──
                                    rest  remake
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fedsheet.core.clock import today
from fedsheet.core.manifest import digest_of
from fedsheet.runs.record import own_texts
from fedsheet.web.serving.memo import Memo
from fedsheet.web.serving.memory import VINTAGES_BYTES, weight

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage

LOOK_SECONDS = 1.0  # how often the ledger is asked whether something came in
REST_SECONDS = 2.0
LONGEST_SECONDS = 30.0
KEPT = 12  # vintages at most; those of days long gone by go first once all weigh more than their budget

Share = Callable[[float], None]  # told the part of the work that is done, 0 to 1


class State(NamedTuple):
    """All that pages are made from: lines of the ledger, newest batch, digest of the user's own decisions, the day."""

    lines: int
    batch: int
    own: str
    day: date


_held: ContextVar[State | None] = ContextVar("the state that the work under way is made from", default=None)


class Vintages:
    """Vintages by day, read once for each state of the store; `remake` makes the pages in use from the state held."""

    def __init__(self, remake: Callable[[Share], None], let_go: Callable[[], None] = lambda: None) -> None:
        self._remake, self._let_go = remake, let_go
        self._vintages, self._digests = Memo(KEPT, VINTAGES_BYTES, weight), Memo(KEPT)
        self._lock, self._taking = threading.Lock(), threading.Lock()
        self._own: dict[str, Mapping[str, str]] = {}
        self._shown: State | None = None
        self._seen: State | None = None
        self._looked = self._changed = self._current = 0.0  # seconds; `_current`: when nothing newer was last held
        self._sent = 0.0  # the look after which a reader was sent to look again

    def vintage(self, as_of: date | None) -> Vintage:
        """Everything known on `as_of`; everything held where none is given."""
        from fedsheet.store import vintage_up_to

        state = _held.get() or self._state()
        found: Vintage = self._vintages.get((as_of or state.day, state), lambda: vintage_up_to(state.batch, as_of))
        return found

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Whatever is asked for inside, in this thread, is of one state of the store."""
        with _holding(_held.get() or self._state()):
            yield

    def made_from(self) -> str:
        """Everything the store has taken in up to the state that is shown, and the decisions laid over, as a digest."""
        state = _held.get() or self._state()
        found: str = self._digests.get(state, lambda: digest_of_state(state))
        return found

    def made_from_at_once(self) -> str | None:
        """The same where the store need not be looked at for it, else None; one reader looks, the rest do not wait."""
        age = time.monotonic() - self._looked
        sends_a_look = age >= LOOK_SECONDS and self._sent != self._looked
        if self._shown is None or sends_a_look or age >= REST_SECONDS:
            self._sent = self._looked
            return None
        found: str | None = self._digests.held(self._shown)
        return found

    def show_newest(self) -> None:
        """Show what the store holds now; its pages are made when they are asked for."""
        self._show(self._newest())

    def _show(self, newest: State, instead_of: State | None = None) -> None:
        """Show a state, where one is named only instead of that; what was made from those before is let go."""
        with self._lock:
            if instead_of is not None and self._shown is not instead_of:
                return
            self._shown, self._current = newest, time.monotonic()
        self._vintages.keep(lambda key: key[1] == newest)
        self._let_go()

    def record(self) -> str:
        """The digest of the user's own decisions as they are shown."""
        return (_held.get() or self._state()).own

    def day(self) -> date:
        """The day that is shown as today."""
        return (_held.get() or self._state()).day

    def digests(self) -> set[str]:
        """Digests of the vintages that are kept."""
        return {found.digest for found in self._vintages.values()}

    def pinned(self) -> tuple[State, Mapping[str, str]]:
        """The state that is shown and the decisions laid over, to be held elsewhere."""
        state = _held.get() or self._state()
        return state, self._own.get(state.own, {})

    @contextmanager
    def on(self, state: State, own: Mapping[str, str]) -> Iterator[None]:
        """Whatever is asked for inside is of this state, which another process shows."""
        self._keep_own(state, own)
        if state != self._shown:
            self._show(state)
        with _holding(state):
            yield

    def own(self) -> Mapping[str, str]:
        """The user's files of decisions as they are shown, by name."""
        return self._own.get(self.record(), {})

    def _newest(self) -> State:
        """What store and folder of decisions hold now."""
        texts = own_texts()
        found = state_under(texts)
        self._keep_own(found, texts)
        return found

    def _keep_own(self, state: State, texts: Mapping[str, str]) -> None:
        self._own = {**dict(list(self._own.items())[-KEPT:]), state.own: texts}

    def take_up(self, progress: Share = lambda _: None) -> None:
        """Make the pages in use from what the store holds now, then show it, unless a later state is shown by then."""
        with self._taking:
            before, newest = self._shown, self._newest()
            self._vintages.keep(lambda key: key[1] == newest)  # pages are looked at, not what they were made of
            try:
                with _holding(newest):
                    self._remake(progress)
            finally:
                self._show(newest, instead_of=before)

    def _state(self) -> State:
        """The state that is shown; a newer one that is due begins to be taken up."""
        now = time.monotonic()
        with self._lock:
            if self._shown is not None and now - self._looked < LOOK_SECONDS:
                return self._shown
            found = self._newest()
            if self._shown is None or now - self._looked >= LONGEST_SECONDS:  # nobody is looking who could be disturbed
                self._shown = found
            self._note(found, now)
            if self._is_due(now) and not self._taking.locked():
                threading.Thread(target=self.take_up, daemon=True).start()
            return self._shown

    def _note(self, found: State, now: float) -> None:
        if found == self._shown:
            self._current = now
        elif found != self._seen:
            self._changed = now
        self._seen, self._looked = found, now

    def _is_due(self, now: float) -> bool:
        rests = now - self._changed >= REST_SECONDS
        return self._seen != self._shown and (rests or now - self._current >= LONGEST_SECONDS)


@contextmanager
def _holding(state: State) -> Iterator[None]:
    token = _held.set(state)
    try:
        yield
    finally:
        _held.reset(token)


def state_under(own: Mapping[str, str]) -> State:
    """What the store holds now, today, under these files of decisions."""
    digest = digest_of(*(part.encode() for item in own.items() for part in item)) if own else ""
    return State(*_ledger_state(), digest, today())


def _ledger_state() -> tuple[int, int]:
    """Lines in the store's ledger and the newest batch: they grow with everything that comes in."""
    from fedsheet.store import open_store

    with open_store() as store:
        return store.ledger_reaches()


def digest_of_state(state: State) -> str:
    """Everything the store took in up to a state, the decisions laid over it and its day, as a digest."""
    from fedsheet.store import open_store

    with open_store() as store:
        rows = map(str, store.ledger_to(state.batch))
    return digest_of(*(part.encode() for part in (*rows, state.own, state.day.isoformat())))
