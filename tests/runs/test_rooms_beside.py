"""Rooms of another process: the same results, the same series asked for; a room is computed here where it failed."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from datetime import date

import pytest

from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.present.sections import WatchedVintage
from fedsheet.record import PolicyPath, load_path
from fedsheet.runs import rooms_beside
from fedsheet.runs.read import STORE, Beside
from support import snapshot_vintage


def level(vintage: Vintage, _path: PolicyPath, _others: Beside) -> float:
    return float(vintage.base("WALCL").iloc[-1])


def not_yet(_vintage: Vintage, _path: PolicyPath, _others: Beside) -> float:
    raise DateRangeError("core.vintage_value_known", series_id="WALCL", as_of=date.min, since=date.max)


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        rooms_beside, "CHAPTERS", {"market": level, "outlook": not_yet, "scenarios": level, "claims": level}
    )


@pytest.mark.usefixtures("rooms")
def test_what_a_process_found_is_what_would_be_found_here() -> None:
    vintage, path = snapshot_vintage("2026-11-22"), load_path()
    reply = io.BytesIO()
    rooms_beside.serve(io.BytesIO(pickle.dumps((vintage, path, STORE))), reply)
    found = pickle.loads(reply.getvalue())
    watched = WatchedVintage(vintage.series)
    seen = replace(vintage, series=watched)
    assert rooms_beside._room("market", lambda: found, seen, path, STORE) == level(vintage, path, STORE)
    assert rooms_beside._room("outlook", lambda: found, seen, path, STORE) is None
    assert watched.used == {"WALCL"}


@pytest.mark.usefixtures("rooms")
def test_a_room_of_a_process_that_failed_is_computed_here_and_says_why() -> None:
    vintage, path = snapshot_vintage("2026-11-22"), load_path()
    assert rooms_beside._room("market", lambda: None, vintage, path, STORE) == level(vintage, path, STORE)
    with pytest.raises(DateRangeError):
        rooms_beside._room("outlook", lambda: None, vintage, path, STORE)
