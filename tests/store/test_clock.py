"""The clock: today is the default day, each class of figures has its age, and a decision not in the record is named."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

import fedsheet
from fedsheet.core.clock import age, following, hands, is_present, next_release, today
from fedsheet.core.errors import InputError
from fedsheet.core.series import Series
from fedsheet.outlook.clock import clock, last_decision, unknown_decisions
from fedsheet.present.exhibits.data import clock as clock_table
from fedsheet.present.exhibits.data import clock_sentence
from fedsheet.present.text import Words
from fedsheet.record import load_path
from fedsheet.sources.catalogue import catalogue
from support import snapshot_vintage


def test_the_default_day_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSHEET_TODAY", "2026-10-20")
    assert today() == date(2026, 10, 20)
    assert fedsheet.vintage().as_of == date(2026, 10, 20)
    assert fedsheet.vintage().digest == fedsheet.vintage("2026-10-20").digest
    monkeypatch.setenv("FEDSHEET_TODAY", "20 October")
    with pytest.raises(InputError, match="FEDSHEET_TODAY"):
        today()


@pytest.mark.parametrize(
    ("day", "frequency", "after"),
    [
        (date(2026, 10, 9), "D", date(2026, 10, 13)),  # Columbus Day is Monday the 12th
        (date(2026, 10, 7), "W", date(2026, 10, 14)),
        (date(2026, 8, 1), "M", date(2026, 9, 1)),
        (date(2026, 8, 31), "M", date(2026, 9, 30)),
        (date(2026, 4, 1), "Q", date(2026, 7, 1)),
    ],
)
def test_the_observation_after(day: date, frequency: str, after: date) -> None:
    assert following(day, frequency) == after


def test_figures_of_early_october_are_current_then_and_stale_in_late_november() -> None:
    then, later = snapshot_vintage("2026-10-09"), snapshot_vintage("2026-11-30")
    assert [hand.is_stale for hand in clock(then, load_path())] == [False] * 5
    assert [hand.is_stale for hand in clock(later, load_path())] == [True] * 5
    statement = hands(later)[0]
    assert (statement.newest, statement.next_release, statement.age_days) == (date(2026, 10, 7), date(2026, 10, 15), 54)
    assert not is_present(later["SRF_USAGE"], date(2026, 10, 9))  # take-up is known to 28 September
    assert next_release(later["SOFR"]) == date(2026, 10, 13)


def test_the_rise_of_september_is_the_last_decision_and_october_is_not_known() -> None:
    assert last_decision(load_path(), date(2026, 9, 15)) == date(2026, 7, 29)
    assert last_decision(load_path(), date(2026, 11, 30)) == date(2026, 9, 16)
    assert unknown_decisions(load_path(), snapshot_vintage("2026-10-27")) == ()
    assert unknown_decisions(load_path(), snapshot_vintage("2026-11-30")) == (date(2026, 10, 28),)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_stale_is_told_with_its_day_and_the_command(language: str) -> None:
    words = Words(language)
    found = clock(snapshot_vintage("2026-11-30"), load_path())
    said = clock_sentence(found, words)
    assert "fedsheet update" in said
    assert words.format(date(2026, 10, 7), "date") in said
    assert len(clock_table(found, words).table.rows) == 5
    assert "fedsheet" not in clock_sentence(clock(snapshot_vintage("2026-10-09"), load_path()), words)


def test_dealers_and_counterparties_are_told_by_the_new_york_feds_own_days() -> None:
    """Dealers on the Thursday of the week after; take-up by counterparty a quarter behind, and current until then."""
    for series_id, newest, coming, still in (
        ("PD_BILLS_NET", "2026-11-04", "2026-11-19", "2026-11-24"),
        ("ON_RRP_MMF", "2026-06-30", "2026-12-31", "2026-12-31"),
    ):
        definition = catalogue()[series_id].definition()
        held = Series(definition, pd.Series([1.0], pd.DatetimeIndex([newest])))
        found = age(held, date.fromisoformat(still))
        assert (found.next_release, found.is_stale) == (date.fromisoformat(coming), False)
        assert age(held, date.fromisoformat(still) + timedelta(days=1)).is_stale
