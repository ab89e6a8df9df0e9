"""What a "holds" is worth: rates on random windows, recomputed with pandas; where there is none, the reason is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from claims.support_claims import evidence, report_of, series
from fedsheet.claims.check import check, with_false_holds
from fedsheet.claims.model import FalseHold, Judgement
from fedsheet.present import verdicts
from fedsheet.present.text import Words
from fedsheet.runs.check import check as run_check
from support import snapshot_vintage

WEEKS = np.random.default_rng(20211130).permutation(np.r_[-520:0, 1:521])[:60]


@cache
def shipped() -> dict[str, Judgement]:
    return {one.claim.id: one for one in run_check("seed-2021", false_holds=True).judgements}


def held(name: str) -> pd.Series:
    return snapshot_vintage().base(name).dropna()


def at(name: str, day: date, days: int) -> float | None:
    """The last value on or before a day, of the days it was held and one period more."""
    values, when = held(name), pd.Timestamp(day)
    if when < values.index[0] or (when - values.index[-1]).days >= days:
        return None
    return float(values[:when].iloc[-1])


def rate(holds: Callable[[timedelta], bool | None]) -> FalseHold:
    told = [found for week in WEEKS if (found := holds(timedelta(weeks=int(week)))) is not None]
    return FalseHold(sum(told) / len(told), len(told))


def total_assets(step: timedelta) -> bool | None:
    value = at("WALCL", date(2014, 10, 29) + step, 7)
    return None if value is None else abs(value - 4.5e12) <= 0.05e12


def growth(step: timedelta) -> bool | None:
    first, last = (at("WALCL", day + step, 7) for day in (date(2011, 9, 21), date(2012, 9, 12)))
    return None if first is None or last is None else abs(last / first - 1) <= 0.02


def treasuries(step: timedelta) -> bool | None:
    first, last = (at("TREAST", day + step, 7) for day in (date(2008, 11, 19), date(2010, 3, 31)))
    return None if first is None or last is None else abs(last - first - 300e9) <= 3e9


def unemployment_rose(step: timedelta) -> bool | None:
    first, last = (at("UNRATE", day + step, 31) for day in (date(2011, 3, 1), date(2011, 6, 1)))
    return None if first is None or last is None else last - first >= -1e-9


def lowest(step: timedelta) -> bool | None:
    start, end = (pd.Timestamp(day + step) for day in (date(2010, 1, 1), date(2010, 12, 1)))
    values = held("UNRATE")
    if start < values.index[0] or (end - values.index[-1]).days >= 31:
        return None
    return bool(values[start:end].min() >= 0.09 - 1e-12)


def breakevens(step: timedelta) -> bool | None:
    start, end = (pd.Timestamp(day + step) for day in (date(2010, 1, 4), date(2014, 10, 29)))
    values = (held("DGS10") - held("DFII10")).dropna()
    if start < values.index[0] or end > values.index[-1]:
        return None
    inside = values[start:end]
    return bool(inside.min() >= 0.01 - 1e-9 and inside.max() <= 0.03 + 1e-9)


@pytest.mark.parametrize(
    ("claim", "holds"),
    [("C02", total_assets), ("C11", growth), ("C43", treasuries), ("C57", unemployment_rose), ("C48", lowest),
     ("C73", breakevens)],
)  # fmt: skip
def test_a_rate_of_a_shipped_claim_is_that_of_pandas(claim: str, holds: Callable[[timedelta], bool | None]) -> None:
    told = shipped()[claim].false_hold
    assert told is not None
    expected = rate(holds)
    assert (told.share, told.n) == (pytest.approx(expected.share), expected.n)


def test_every_shipped_claim_prints_its_rate_or_why_there_is_none() -> None:
    for language, begins in (("en", ("A statement of this form holds on", "No rate on random windows:")),
                             ("zh", ("同样形式的说法有", "不给出随机窗口中的成立比例："))):  # fmt: skip
        for judged in shipped().values():
            said = verdicts.why(judged, Words(language))
            assert sum(said.count(begin) for begin in begins) == 1, (judged.claim.id, said)
    rates = [one.false_hold for one in shipped().values() if one.false_hold]
    assert sum(one.share is not None for one in rates) >= 46
    assert all(0 <= one.share <= 1 and one.n >= 20 for one in rates if one.share is not None)


def judged(question: str, values: dict[str, float]) -> Judgement:
    world = evidence(series("WALCL", values, "Billions of USD", "W"))
    (one,) = with_false_holds(check(report_of(question), world), world)
    return one


def test_a_planted_share_of_weeks_is_the_rate_and_few_weeks_give_none() -> None:
    """Every other week stands at 100: of the weeks drawn those an even number away from the day hold."""
    days = pd.date_range("2005-01-05", "2035-12-26", freq="7D")
    middle = list(days).index(pd.Timestamp("2020-01-01"))
    values = {f"{day:%Y-%m-%d}": 100.0 if (n - middle) % 2 == 0 else 50.0 for n, day in enumerate(days)}
    asks = 'quantity = "level_at", args = { series = "WALCL", on = 2020-01-01 }, expected = 100, unit = "usd_bn"'
    told = judged(asks, values).false_hold
    assert told is not None
    assert (told.share, told.n) == (pytest.approx(float(np.mean(WEEKS % 2 == 0))), 60)
    short = {day: value for day, value in values.items() if "2019-06-01" < day < "2020-06-01"}
    few = judged(asks, short)
    assert few.false_hold is not None
    assert few.false_hold.share is None
    moved = [date(2020, 1, 1) + timedelta(weeks=int(week)) for week in WEEKS]
    assert few.false_hold.n == sum(f"{day:%Y-%m-%d}" in short for day in moved)
    assert "fewer than 20" in verdicts.why(few, Words("en"))
    assert "不足 20 个" in verdicts.why(few, Words("zh"))


def test_a_statement_without_days_says_that_nothing_can_be_moved() -> None:
    asks = 'quantity = "date_of_fact", args = { words = ["Runoff concluded"] }, expected = 2019-07-31, unit = "date"'
    one = judged(asks, {"2020-01-01": 100.0, "2020-01-08": 100.0})
    assert one.false_hold == FalseHold(None, has_days=False)
    assert "names no day" in verdicts.why(one, Words("en"))
    assert "没有可以移动的日期" in verdicts.why(one, Words("zh"))
