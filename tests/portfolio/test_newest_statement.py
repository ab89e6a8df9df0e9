"""A projection opens on the newest statement that is held whole: a pull may have brought total assets first."""

from __future__ import annotations

from datetime import date

import pandas as pd

from fedsheet.core.series import Series
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.rates import rate_path
from fedsheet.portfolio.scenario.resolve import newest_statement
from fedsheet.record.load import load_path
from support import snapshot_vintage


def with_a_week_more(vintage, *names):
    for name in names:
        held = vintage[name]
        more = pd.Series([held.values.iloc[-1]], index=[held.values.index[-1] + pd.Timedelta(weeks=1)])
        vintage = vintage.with_series(Series(held.definition, pd.concat([held.values, more])))
    return vintage


def test_total_assets_alone_open_nothing():
    own = snapshot_vintage()
    assert newest_statement(own) == date(2026, 10, 7)
    assert newest_statement(with_a_week_more(own, "WALCL", "TREAST", "WSHOMCB")) == date(2026, 10, 7)
    whole = with_a_week_more(own, "WALCL", "TREAST", "WSHOMCB", "WRBWFRBL", "WDTGAL", "WLRRAL")
    assert newest_statement(whole) == date(2026, 10, 14)


def test_a_line_that_ended_long_ago_is_not_waited_for():
    own = snapshot_vintage()
    assert newest_statement(own.with_series(own["WDTGAL"].between(end=date(2026, 7, 1)))) == date(2026, 10, 7)


def test_the_fed_pays_in_the_month_of_the_opening_what_the_record_says_it_pays():
    # Yields are held to September: the forward curve is no reason to tell another IORB of October than 3.90%.
    opening = date(2026, 10, 7)
    rates = rate_path(
        snapshot_vintage(), load_path(), load_parameters(), date(2026, 1, 1), date(2027, 1, 1), given_until=opening
    )
    assert rates.iorb[rates.at(opening)] == 0.039
    assert rates.iorb[rates.at(date(2026, 11, 1))] > 0.039
