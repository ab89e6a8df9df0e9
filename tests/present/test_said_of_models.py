"""What a reader must be told of a model beside its numbers, in both languages; the numbers made another way."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fedsheet.present.exhibits import entry
from fedsheet.present.text import Words
from fedsheet.runs.show import Asked, result

PRICES = Path(__file__).parents[2] / "src" / "fedsheet" / "web" / "templates" / "quotes-example.csv"


@cache
def found(of: str, subject: str = "") -> object:
    return result(of, Asked(None, subject))


def notes(name: str, language: str, subject: str = "") -> str:
    one = entry(name)
    return " ".join(one.make(found(one.of, subject), Words(language)).notes)


def test_the_rule_that_makes_up_for_the_bound_says_how_long_it_stays_there() -> None:
    prescribed = found("rules").prescriptions  # type: ignore[attr-defined]
    stays = int(np.sum(np.abs(prescribed.rates["elb_adjusted"] - 0.00125) < 1e-9))
    assert stays > 40
    assert f"in {stays} quarters" in notes("outlook-rules-table", "en")
    assert f"{stays} 个季度" in notes("outlook-rules-table", "zh")


def test_an_implied_path_names_the_premium_that_it_does_not_take_off() -> None:
    """A basis point a month ahead, to the last meeting priced."""
    path = found("implied", str(PRICES))
    last = path.meetings[-1].meeting  # type: ignore[attr-defined]
    months = (last - path.quote_date).days / (365.25 / 12)  # type: ignore[attr-defined]
    assert path.premium_bp == pytest.approx(months, abs=0.6)  # type: ignore[attr-defined]
    assert "none is taken off" in notes("outlook-implied", "en", str(PRICES))
    assert "未予扣除" in notes("outlook-implied", "zh", str(PRICES))


def test_a_rule_for_runoffs_says_how_few_they_are_and_what_luck_would_do() -> None:
    """On a share of all days, a rule is on before two decisions by chance with the share squared."""
    triggers = found("triggers").triggers  # type: ignore[attr-defined]
    said = {language: notes("outlook-trigger-scores", language) for language in ("en", "zh")}
    assert "2 runoffs" in said["en"]
    assert "共 2 轮缩表" in said["zh"]
    for flag in ("buffer", "pressure"):
        luck = float(np.mean(triggers.flags[flag])) ** 2
        assert all(f"{100 * luck:.0f}%" in one for one in said.values())


def test_event_studies_multiply_no_sum_by_a_share_of_variance() -> None:
    """Rigobon and Sack identify a share of the variance: 85% of the 107 bp of the first programme are told nowhere."""
    shown = {language: entry("review-event-study").make(found("events"), Words(language)) for language in ("en", "zh")}
    total = next(
        row["change"] for row in shown["en"].table.records() if (row["series"], row["date"]) == ("DGS10", "sum")
    )  # fmt: skip
    assert total == pytest.approx(-107.0)
    for one in shown.values():
        said = " ".join(one.notes)
        assert "85%" in said
        assert f"{abs(0.85 * total):.0f}" not in said


def test_sets_of_events_are_counted_by_placebo_and_by_hac() -> None:
    studies = [study for study, _ in found("review").events]  # type: ignore[attr-defined]
    by_hac = sum(study.sum_of("DGS10").hac_p < 0.05 for study in studies)
    assert 0 < by_hac < len(studies)
    assert f"(HAC) {by_hac} of {len(studies)} sets" in notes("review-events", "en")
    assert f"（HAC）标准误则为 {len(studies)} 组中 {by_hac} 组" in notes("review-events", "zh")


@pytest.mark.parametrize("name", ["review-supply-table", "review-supply", "review-supply-moves"])
def test_every_effect_of_supply_says_that_anticipation_is_left_out(name: str) -> None:
    assert "Anticipation is left out" in notes(name, "en")
    assert "未计预期效应" in notes(name, "zh")
