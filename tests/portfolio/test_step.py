"""The loop as a function: a step leaves what was as it was, and a reader may stop, look and go on."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import numpy as np
import pytest

from fedsheet.core.dates import month_end
from fedsheet.portfolio.principal.month_step import ORDER, Act, SheetEvent, in_order, ordinal
from fedsheet.portfolio.project import Given, Inputs, months, opening_state, output_dates, step
from fedsheet.portfolio.projection import Line
from portfolio.settings import projection, setting


def test_a_reader_may_stop_the_loop_look_and_go_on():
    # The same sheet whether all months are run at once, or one is taken, looked at, and the rest run after it.
    of = setting("runoff-2022", date(2022, 12, 31))
    dates = output_dates(of.opening.day, of.until)
    cpi = dict(zip(dates, of.rates.reference_cpi(np.array(dates)).tolist(), strict=True))
    given = Given(
        opening=of.opening, rates=of.rates, parameters=of.parameters, paths=of.paths, reference_cpi=cpi
    )  # fmt: skip
    loop = months(given, of.policies, dates, of.rule, of.commitments)
    first = next(loop)
    assert first.steps[-1].state.day <= month_end(of.opening.day)
    last = [*loop][-1].steps[-1]
    whole = projection("runoff-2022", date(2022, 12, 31))
    assert last.state.reserves == whole.line(Line.RESERVE_BALANCES)[-1]
    assert set(whole.lines) == set(Line)


def test_a_step_leaves_the_sheet_before_it_as_it_was():
    of = setting("runoff-2022", date(2022, 12, 31))
    cpi = {of.opening.day: 280.0, date(2022, 2, 23): 281.0}
    given = Given(
        opening=of.opening, rates=of.rates, parameters=of.parameters, paths=of.paths, reference_cpi=cpi
    )  # fmt: skip
    before = opening_state(given).state
    held = dict(before.held)
    bought = SheetEvent(ordinal(date(2022, 2, 20)), {"bills": 10e9})
    after = step(before, Inputs(day=date(2022, 2, 23), events=(bought,), mbs_coupon=0.03, given=given))
    assert before.held == held
    assert after.state.held["bills"] == held["bills"] + 10e9
    assert after.period is not None
    with pytest.raises(FrozenInstanceError):
        before.reserves = 0


def test_acts_of_a_day_come_in_the_order_that_is_written_down():
    day = ordinal(date(2022, 3, 15))
    mixed = [SheetEvent(day, {}, act) for act in reversed(ORDER)] + [SheetEvent(day - 1, {}, Act.SWAP)]
    assert [(event.day, event.act) for event in in_order(mixed)] == [
        (day - 1, Act.SWAP), *((day, act) for act in ORDER)
    ]  # fmt: skip
