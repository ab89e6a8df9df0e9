"""Reserves brought further than the lines beside them: accounts end where all are held, and each figure has its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from fedsheet.core.errors import DateRangeError
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.review.drivers import last_accounted, latest_drivers, reserve_drivers
from fedsheet.runs.daily import moves_of
from support import snapshot_vintage

HELD, LATER = date(2026, 10, 7), pd.DatetimeIndex(["2026-10-14", "2026-10-21"])


@pytest.fixture(scope="module")
def ahead() -> Vintage:
    """The shipped figures with reserves of two more weeks."""
    shipped = snapshot_vintage("2026-11-30")
    longer = {
        name: Series(
            shipped[name].definition,
            pd.concat([shipped[name].values, pd.Series([3_005_000.0, 3_010_000.0], LATER)]),
        )
        for name in ("WRBWFRBL", "WRESBAL")
    }  # fmt: skip
    return replace(shipped, series={**shipped.series, **longer})


def test_the_last_weeks_accounted_for_are_those_of_which_all_is_held(ahead: Vintage) -> None:
    assert last_accounted(ahead) == last_accounted(snapshot_vintage("2026-11-30")) == HELD
    found = latest_drivers(ahead)
    assert (found.depth, found.end) == ("wednesday", HELD)
    assert {driver.id for driver in found.drivers} >= {"treasuries", "mbs", "treasury_general_account"}
    assert [one.end for one in moves_of(ahead)] == [HELD] * 3


def test_a_later_end_is_refused_with_the_day_the_lines_reach(ahead: Vintage) -> None:
    with pytest.raises(DateRangeError, match="held to 2026-10-07") as refused:
        reserve_drivers(ahead, date(2026, 7, 22), date(2026, 10, 21))
    assert "仅存至 2026-10-07" in refused.value.said("zh", "cli")


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "on the week); on 21 October 2026 reserves (week average) were $3.01 trn"),
    ("zh", "2026 年 10 月 21 日准备金（周均）3.01 万亿美元"),
])  # fmt: skip
def test_the_overview_tells_the_day_of_each(
    ahead: Vintage, lang: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fedsheet.web.desk import Desk
    from fedsheet.web.views import VIEWS

    desk = Desk()
    monkeypatch.setattr(Desk, "vintage", lambda _desk, _as_of=None: ahead)
    view = next(view for view in VIEWS if view.name == "overview")
    page = desk.page(view, view.params.model_validate({"lang": lang, "as_of": "2026-11-30"}))
    assert any(said in getattr(block, "text", "") for block in page.blocks)
    reserves = next(view for view in VIEWS if view.name == "reserves")
    assert desk.page(reserves, reserves.params.model_validate({"lang": lang, "as_of": "2026-11-30"})).blocks
