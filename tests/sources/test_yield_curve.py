"""The Board's yield curve: what its file says, what is refused, and that the look back uses it once it is held."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fedsheet.core.errors import SourceError
from fedsheet.review.decomposition import GSW_COLUMNS, GSW_TABLE, published_curves
from fedsheet.review.zerocurve import loadings
from fedsheet.runs.pull import settle
from fedsheet.sources.transport import Reply
from fedsheet.sources.yield_curve import PARAMETERS, TABLE, zero_yield
from fedsheet.store.observations import open_store
from fedsheet.store.raw import RawReplies
from specimens import BY_NAME
from support import shared

SPECIMEN = BY_NAME["board_gsw.csv"]


def test_days_without_a_curve_are_left_out_and_parameters_kept_as_published() -> None:
    (table,) = SPECIMEN.parse().tables
    assert (table.name, len(table.rows)) == ("gsw_parameters", 5)
    assert "2025-12-11" not in dict(table.rows)
    assert dict(table.rows)["2025-12-10"] == {
        "date": "2025-12-10", "BETA0": 2.6154, "BETA1": 1.1823, "BETA2": -1.4721, "BETA3": 8.0412, "TAU1": 1.1304,
        "TAU2": 12.2811,
    }  # fmt: skip
    assert SPECIMEN.parse().newest == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"2.615400", b"2.625400", "do not give SVENY01"),
        (b"2.615400", b"NA", r"\['BETA0'\] are missing"),
        (b",12.281100", b",-12.281100", "no decay parameters"),
        (b"2025-12-12", b"2025-12-08", "out of order"),
        (b"SVENY10", b"SVENF10", "SVENY10"),
        (b"\nDate,", b"\nDay,", "column names"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(old: bytes, new: bytes, said: str) -> None:
    assert SPECIMEN.body.count(old) == 1
    with pytest.raises(SourceError, match=said):
        SPECIMEN.parse(SPECIMEN.body.replace(old, new))


def test_yields_of_the_first_day_as_published() -> None:
    """feds200628.csv, line of 1961-06-14: SVENY01 2.9825, SVENY02 3.3771, SVENY05 3.6987; no second hump."""
    beta, tau = (3.91760612, -1.27795525, -1.9493971, 0.0), (0.33921759, -999.99)
    assert [round(zero_yield(years, beta, tau), 4) for years in (1, 2, 5)] == [2.9825, 3.3771, 3.6987]


def test_humps_that_cancel_are_no_contradiction() -> None:
    """2011-08-03, the day of the largest parameters: six decimals give the one-year yield to 0.005."""
    body = SPECIMEN.body.splitlines(keepends=True)
    with shared("data/curves/gsw_parameters_1961_2018.csv").open() as stream:
        row = next(row for row in csv.DictReader(stream) if row["date"] == "2011-08-03")
    beta, tau = tuple(float(row[f"BETA{n}"]) for n in range(4)), (float(row["TAU1"]), float(row["TAU2"]))
    fields = [*(f"{b:.6f}" for b in beta), *(f"{zero_yield(n, beta, tau):.4f}" for n in range(1, 31))]
    line = ",".join(["2011-08-03", *fields, *(f"{t:.6f}" for t in tau)]) + "\n"
    rounded = zero_yield(1, tuple(round(b, 6) for b in beta), (round(tau[0], 6), round(tau[1], 6)))
    assert abs(rounded - zero_yield(1, beta, tau)) > 0.005
    assert len(SPECIMEN.parse(b"".join([*body[:9], line.encode()])).tables[0].rows) == 1


def test_yields_agree_with_the_curve_of_the_look_back() -> None:
    with shared("data/curves/gsw_parameters_1961_2018.csv").open() as stream:
        lines = [row for row in csv.DictReader(stream) if row["BETA0"]][::400]
    assert len(lines) > 30
    for row in lines:
        beta, tau = tuple(float(row[f"BETA{n}"]) for n in range(4)), (float(row["TAU1"]), float(row["TAU2"]))
        theirs = loadings(np.array([1.0, 10.0]), tau[0], tau[1] if tau[1] > 0 else 1.0) @ np.array(beta)
        assert [zero_yield(years, beta, tau) for years in (1, 10)] == pytest.approx(list(theirs), abs=1e-9)


def test_once_held_it_is_what_the_term_premium_is_computed_from(tmp_path: Path) -> None:
    assert (TABLE, PARAMETERS) == (GSW_TABLE, GSW_COLUMNS)
    with open_store(tmp_path / "fedsheet.sqlite") as store:
        outcome = settle(store, RawReplies(tmp_path), SPECIMEN.request, Reply(SPECIMEN.body, SPECIMEN.media_type))
        assert outcome.is_good, outcome.note
        vintage = store.vintage(date.today())
    curves = published_curves(vintage)
    line = next(row for row in csv.reader(SPECIMEN.body.decode().splitlines()[9:]) if row[0] == "2025-12-10")
    ten_years = float(line[4 + 10]) / 100  # SVENY10
    place = list(curves.days.astype(str)).index("2025-12-10")
    assert curves.yields[place][list(curves.months).index(120)] == pytest.approx(ten_years, abs=1e-6)
