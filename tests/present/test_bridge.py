"""Why reserves moved, in a sentence and a waterfall whose bars meet."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.present.exhibits.bridge import bridge, reasons
from fedsheet.present.text import Words
from fedsheet.review.drivers import reserve_drivers
from support import snapshot_vintage


def found():
    return reserve_drivers(snapshot_vintage(), date(2025, 7, 2), date(2025, 10, 29))


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "fell by $428.6 bn to $2.83 trn: the Treasury's account rose and drained $611.6 bn; ON RRP fell"),
     ("zh", "准备金余额减少 4,286 亿美元，至 2.83 万亿美元：财政部账户上升，回笼 6,116 亿美元；隔夜逆回购下降，释放")],
)  # fmt: skip
def test_the_sentence_tells_the_largest_reasons(language, said):
    assert said in reasons(found(), Words(language))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_bar_begins_where_the_one_before_ended(language):
    steps = bridge(found(), Words(language)).spec["data"]["values"]
    levels = [step for step in steps if step["kind"] == "level"]
    moves = [step for step in steps if step["kind"] != "level"]
    at = levels[0]["high"]
    for step in moves:
        assert at in (pytest.approx(step["low"]), pytest.approx(step["high"]))
        at = step["high"] if at == pytest.approx(step["low"]) else step["low"]
        at = step["high"] if step["kind"] == "up" else at
    assert levels[-1]["high"] == pytest.approx(found().reserves_end_usd / Words(language).money_unit)
