"""Charts as data: windows and recessions are two layers, axes carry units, nothing missing is drawn as a number."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve
from fedsheet.present.charts.parts import Shade
from fedsheet.present.charts.style import Frame, ShadedSpan
from fedsheet.present.text import Words

FRAME = Frame(date(2008, 1, 1), date(2012, 12, 31))
MONTHS = pd.date_range("2007-01-01", "2013-12-01", freq="MS")
VALUES = pd.Series(np.arange(len(MONTHS), dtype=float), index=MONTHS)


def layers(spec: dict) -> list[dict]:
    return [layer for group in spec["layer"] for layer in group["layer"]]


def test_windows_and_recessions_are_distinct_layers_behind_the_lines() -> None:
    span = ShadedSpan(date(2010, 11, 3), date(2011, 6, 30), "QE2")
    spec = style.chart(FRAME, style.lines({"a": VALUES}, title="%"), style.shade([span]), style.recessions(Words("en")))
    styles = [layer["mark"].get("style") for layer in layers(spec) if layer["mark"]["type"] == "rect"]
    assert styles == ["easing", "recession"]
    kinds = [layer["mark"]["type"] for layer in layers(spec)]
    assert kinds.index("rect") < kinds.index("line")


def test_windows_are_clipped_to_the_frame() -> None:
    span = ShadedSpan(date(2000, 1, 1), date(2030, 1, 1), "all")
    rect = layers(style.chart(FRAME, style.shade([span]), style.lines({"a": VALUES}, title="%")))[0]
    assert rect["data"]["values"] == [{"date": "2008-01-01", "until": "2012-12-31", "label": "all"}]


def test_a_window_outside_the_frame_leaves_nothing() -> None:
    span = ShadedSpan(date(2020, 1, 1), date(2021, 1, 1), "later")
    spec = style.chart(FRAME, style.shade([span]), style.lines({"a": VALUES}, title="%"))
    assert [layer["mark"]["type"] for layer in layers(spec)] == ["line"]


def test_only_the_frame_s_rows_are_in_the_spec() -> None:
    rows = layers(style.chart(FRAME, style.lines({"a": VALUES}, title="%")))[0]["data"]["values"]
    assert rows[0]["date"] == "2008-01-01"
    assert rows[-1]["date"] == "2012-12-01"


def test_a_held_rate_starts_at_the_left_edge_with_the_value_before() -> None:
    rate = pd.Series([5.0, 1.0], index=pd.to_datetime(["2006-06-29", "2008-10-29"]))
    rows = layers(style.chart(FRAME, style.lines({"rate": rate}, title="%", step=True)))[0]["data"]["values"]
    assert [(row["date"], row["value"]) for row in rows] == [("2008-01-01", 5.0), ("2008-10-29", 1.0)]


def test_missing_values_are_left_out_and_the_spec_is_strict_json() -> None:
    holed = VALUES.where(VALUES.index.year != 2010)
    spec = style.chart(FRAME, style.lines({"a": holed}, title="%", gap=timedelta(days=100)))
    json.dumps(spec, allow_nan=False)
    rows = layers(spec)[0]["data"]["values"]
    assert not [row for row in rows if row["date"].startswith("2010")]
    assert {row["piece"] for row in rows} == {0, 1}


def test_two_axes_take_the_colours_of_their_lines_and_scales_of_their_own() -> None:
    left = style.lines({"a": VALUES}, title="%", colours=("#111111",))
    right = style.lines({"b": VALUES * 100}, title="bn", axis="right", colours=("#222222",))
    spec = style.chart(FRAME, left, right)
    axes = [layer["encoding"]["y"]["axis"] for layer in layers(spec)]
    assert [(axis["orient"], axis["titleColor"], axis["labelColor"]) for axis in axes] == [
        ("left", "#111111", "#111111"),
        ("right", "#222222", "#222222"),
    ]
    assert spec["resolve"] == {"scale": {"y": "independent"}}


def test_one_axis_keeps_one_scale() -> None:
    spec = style.chart(FRAME, style.lines({"a": VALUES}, title="%"), style.lines({"b": VALUES}, title="%"))
    assert "resolve" not in spec


def test_rebase_sets_the_base_day_to_one_hundred() -> None:
    rebased = style.rebase(VALUES + 1, date(2010, 6, 15))
    assert rebased.loc["2010-06-01"] == 100.0


def test_names_above_the_plot_never_overlap() -> None:
    first, width = date(2010, 1, 1), timedelta(days=14)
    starts = [first + timedelta(days=20 * n) for n in range(8)]
    spans = [ShadedSpan(start, start + width, f"name {n}") for n, start in enumerate(starts)]
    spec = style.chart(FRAME, style.shade(spans), style.lines({"a": VALUES}, title="%"))
    told = [layer for layer in layers(spec) if layer["mark"]["type"] == "text"]
    names = [layer for layer in told if "angle" not in layer["mark"]]
    assert len(told) == len(spans)  # what finds no room in the rows stands upright
    rows: dict[float, list[tuple[float, float]]] = {}
    for layer in names:
        centre = FRAME.x(date.fromisoformat(layer["data"]["values"][0]["date"]))
        half = style.text_width(layer["mark"]["text"], style.NAME_SIZE) / 2
        rows.setdefault(layer["encoding"]["y"]["value"], []).append((centre - half, centre + half))
    assert 2 <= len(rows) <= style.ROWS  # a name that finds no room stands a row higher
    assert all(end < start for row in rows.values() for (_, end), (start, _) in pairwise(row))


def test_an_upright_name_stands_where_nothing_is_drawn() -> None:
    spans = (ShadedSpan(date(2010, 3, 1), date(2010, 3, 20), "recession"),)
    for level, foot in ((0.0, False), (100.0, True)):
        values = pd.Series([level, level, 50.0, 100.0 - level], pd.date_range("2010-02-01", periods=4, freq="2MS"))
        spec = style.chart(FRAME, Shade(spans, "recession", at_top=False), style.lines({"a": values}, title="%"))
        [name] = [layer for layer in layers(spec) if "angle" in layer["mark"]]
        assert (name["mark"]["align"] == "left") == foot, level


def test_a_recession_whose_band_a_line_runs_up_is_named_above() -> None:
    """Unemployment of spring 2020: in its band no place is free from foot to top."""
    band = Shade((ShadedSpan(date(2010, 3, 1), date(2010, 3, 20), "recession"),), "recession", at_top=False)
    jump = pd.Series([0.0, 0.0, 100.0, 100.0], pd.to_datetime(["2010-01-01", "2010-03-08", "2010-03-12", "2010-06-01"]))
    spec = style.chart(FRAME, band, style.lines({"a": jump}, title="%"))
    [name] = [layer for layer in layers(spec) if layer["mark"]["type"] == "text"]
    assert "angle" not in name["mark"]
    assert name["encoding"]["y"]["value"] < 0


@given(
    st.dates(date(2007, 1, 1), date(2020, 1, 1)),
    st.integers(20, 6000),
    st.sampled_from([style.WIDTH, style.HALF_WIDTH]),
)
def test_date_labels_have_room(start: date, days: int, width: int) -> None:
    frame = Frame(start, start + timedelta(days=days), width)
    axis = style.x_axis(frame)["axis"]
    days_shown = [date.fromisoformat(day) for day in axis["values"]]
    assert all(frame.start <= day <= frame.end for day in days_shown)
    places = [frame.x(day) for day in days_shown]
    assert all(b - a >= 38 for a, b in pairwise(places))


def test_columns_leave_missing_places_empty() -> None:
    spec = style.columns(["x", "y"], {"a": [1.0, None], "b": [float("nan"), 2.0]}, title="bn")
    assert [(row["category"], row["series"]) for row in spec["data"]["values"]] == [("x", "a"), ("y", "b")]


@pytest.mark.parametrize("tones", [style.LIGHT, style.DARK])
def test_both_editions_name_every_style_the_marks_use(tones: style.Tones) -> None:
    assert {"easing", "runoff", "recession", "ink", "soft", "zero"} <= style.theme(tones)["style"].keys()


@pytest.mark.parametrize("form", ["bp_num", "bp1_num", "bp2_num", "bp3_num"])
def test_basis_points_are_drawn_as_such_by_every_form_of_theirs(form: str) -> None:
    values = pd.Series([0.0001], pd.DatetimeIndex(["2026-01-02"]))
    assert Curve("x", "x", values, form).shown(Words("en")).iloc[0] == pytest.approx(1.0)
