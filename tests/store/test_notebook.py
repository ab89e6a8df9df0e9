"""The first five minutes of a notebook: what completion, help, a last line and a slip of the pen show."""

from __future__ import annotations

import copy
import math
import operator
import pickle
import pydoc
import re
from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import fedsheet
from fedsheet.core.errors import FedsheetError, UnitError, UnknownNameError
from fedsheet.core.series import Series
from fedsheet.present.refusals import sentences
from fedsheet.sources.catalogue import catalogue
from fedsheet.sources.users.imports import TIMINGS


@pytest.fixture(autouse=True, scope="module")
def _home(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("FEDSHEET_HOME", str(tmp_path_factory.mktemp("home")))
        fedsheet.vintage()


def test_completion_and_help_show_every_public_name() -> None:
    shown = pydoc.render_doc(fedsheet, renderer=pydoc.plaintext)
    for name in ("series", "vintage", "vintages"):
        assert name in dir(fedsheet)
        assert f"\n    {name}(" in shown


def test_a_mistaken_name_is_told_the_nearest() -> None:
    with pytest.raises(AttributeError, match=r"it has vintages$"):
        fedsheet.vintags  # noqa: B018 the look-up itself is tested
    with pytest.raises(UnknownNameError, match=r"'walc'\. Nearest known: WALCL"):
        fedsheet.series("walc")
    with pytest.raises(UnknownNameError, match="Unknown series 3"):
        fedsheet.series(3)  # type: ignore[arg-type]  # as a user may


def test_a_series_shows_what_it_is_and_its_values() -> None:
    found = fedsheet.series("WALCL", as_of="2019-09-17")
    lines = repr(found).splitlines()
    assert len(lines) <= 10
    assert lines[0].startswith("WALCL: Assets: Total Assets")
    assert lines[1].startswith("Millions of USD, Wednesday level, Federal Reserve Board H.4.1.")
    assert lines[1].endswith("It runs from 2007-01-03 to 2019-09-11")
    assert lines[-1] == "2019-09-11    3769673.0"
    assert "<td>3769673.0</td>" in found._repr_html_()


def test_a_series_and_a_vintage_show_themselves_in_the_language_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSHEET_LANG", "zh")
    known = fedsheet.vintage("2019-09-17")
    assert repr(known["WALCL"]).splitlines()[:2] == [
        "WALCL：美联储总资产", "百万美元，周三余额，美联储理事会 H.4.1。数据自 2007-01-03 至 2019-09-11",
    ]  # fmt: skip
    assert "<p>WALCL：美联储总资产<br>" in known["WALCL"]._repr_html_()
    assert repr(known).startswith(f"截至 2019-09-17 的数据：{len(known)} 个序列，表 treasury_operations")
    assert "<th>单位</th>" in known._repr_html_()


def test_every_timing_of_a_series_is_said_in_both_languages() -> None:
    timings = {one.timing.replace(" ", "_") for one in catalogue().values()} | {
        timing.replace(" ", "_") for timing in TIMINGS.values()
    }
    assert all(timings <= set(sentences(lang)["kinds"]) for lang in ("en", "zh"))


def test_a_vintage_shows_what_is_held_not_all_figures() -> None:
    known = fedsheet.vintage("2019-09-17")
    assert repr(known).startswith(f"Vintage as of 2019-09-17: {len(known)} series, tables treasury_operations")
    assert len(repr(known)) < 200
    assert known._repr_html_().count("<tr") == 1 + len(known)


def test_values_go_to_pandas_by_name_and_to_other_units_by_name() -> None:
    found = fedsheet.series("WALCL", as_of="2019-09-17")
    frame = found.to("Billions of USD").values.to_frame()
    assert list(frame.columns) == ["WALCL"]
    assert frame.index.name == "date"
    assert frame["WALCL"].iloc[-1] == pytest.approx(3769.673)
    with pytest.raises(UnitError):
        found.to("Percent")
    with pytest.raises(UnknownNameError, match="Billions of USD"):
        found.to("Bilions of USD")


def test_every_method_answers_in_the_unit_it_says() -> None:
    found = fedsheet.series("WALCL", as_of="2019-09-17")
    last = found.values.iloc[-1]
    assert found.latest() == (date(2019, 9, 11), last)
    assert found.on("2019-09-11") == found.latest("2019-09-16")[1] == last
    assert found.to("Billions of USD").latest()[1] == pytest.approx(last / 1e3)
    assert found.base_last(date(2019, 9, 16)) == (date(2019, 9, 11), last * 1e6)
    assert (found / 2).on("2019-09-11") == (0.5 * found).on("2019-09-11") == last / 2


def test_unlike_timings_and_ratios_are_refused_with_python_to_run() -> None:
    assets, account = fedsheet.series("WALCL"), fedsheet.series("WTREGEN")
    with pytest.raises(UnitError, match=r"WALCL\.values - WTREGEN\.values"):
        assets - account
    with pytest.raises(UnitError, match=r"WALCL\.base\(\) / WTREGEN\.base\(\)"):
        assets / account  # type: ignore[operator]  # as a user may
    with pytest.raises(UnitError, match=r"WALCL\.values - DGS10\.values"):
        assets - fedsheet.series("DGS10")
    with pytest.raises(UnitError, match=r'WALCL \+ WALCL\.to\("Millions of USD"\)'):
        assets + assets.to("Billions of USD")
    for mixed in (lambda: assets + 1.5, lambda: 1.5 + assets, lambda: assets - 1.5, lambda: 1.5 - assets):
        with pytest.raises(UnitError, match=r"1\.5 has no unit.*WALCL\.values"):
            mixed()


@pytest.mark.parametrize("other", ["DGS10", "WTREGEN", "GDPC1", "CPIAUCSL"])
def test_the_python_that_a_refusal_names_runs(other: str) -> None:
    series = {"WALCL": fedsheet.series("WALCL"), other: fedsheet.series(other)}
    with pytest.raises(UnitError) as told:
        series["WALCL"] + series[other]
    advice = str(told.value.do).rpartition(": ")[2].rstrip(".")
    assert "WALCL" in advice
    eval(advice, {}, series)


REFUSED: dict[str, Callable[[Any], object]] = {
    "**": lambda s: s**2,
    "2 **": lambda s: 2**s,
    "//": lambda s: s // 2,
    "%": lambda s: s % 2,
    "times another": lambda s: s * s,
    "2 /": lambda s: 2 / s,
    "round": lambda s: round(s, 1),
    "float": float,
    "int": int,
    "list": list,
    "array": np.asarray,
    "log": np.log,
    "divmod": lambda s: divmod(s, 2),
    "2 divmod": lambda s: divmod(2, s),
    "matrix": lambda s: s @ s,
    "trunc": math.trunc,
    "an array's times": lambda s: np.ones(len(s)) * s,
    "plus an array": lambda s: s + np.ones(len(s)),
    "above its values": lambda s: s > s.values,
    "above another": lambda s: s > s,
    "frame": pd.DataFrame,
    **{name: attrgetter(name) for name in ("pct_change", "iloc", "head", "diff", "resample", "plot", "to_csv", "mean")},
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("tried", REFUSED.values(), ids=REFUSED)
def test_what_pandas_has_and_a_series_has_not_is_refused_with_python_to_run(
    tried: Callable[[Any], object], lang: str
) -> None:
    found = fedsheet.series("SOFR")
    with pytest.raises(FedsheetError) as refused:
        tried(found)
    python = str(refused.value.values.get("python", "SOFR.base() * SOFR.base()"))
    assert python in refused.value.part("do", lang)
    eval(python, {"np": np}, {"SOFR": found})


@pytest.mark.parametrize("key", [0, "2020-01-02", slice("2019", "2020")])
def test_brackets_are_refused_with_how_a_day_a_span_and_a_place_are_asked_for(key: object) -> None:
    found = fedsheet.series("SOFR")
    with pytest.raises(FedsheetError) as refused:
        found[key]
    for lang in ("en", "zh"):
        lines = re.findall(r"SOFR\.(?:on|between)\([^)]+\)|SOFR\.values\.iloc\[0\]", refused.value.part("do", lang))
        day, span, first = (eval(line, {}, {"SOFR": found}) for line in lines)
        assert (day, first) == (found.latest()[1], found.values.iloc[0])
        assert span.last_day == found.last_day


def test_a_number_is_compared_in_the_unit_of_the_series() -> None:
    found = fedsheet.series("SOFR", as_of="2019-09-18")
    values = found.values
    assert (found == 5.25)[found == 5.25].index[0].date() == date(2019, 9, 17)
    for sign in (operator.gt, operator.ge, operator.lt, operator.le, operator.eq, operator.ne):
        assert sign(found, 2.43).equals(sign(values, 2.43))
        assert sign(np.float64(2.43), found).equals(sign(2.43, values))
    assert found == found
    assert found != fedsheet.series("SOFR", as_of="2019-09-18")
    assert {found: 1}[found] == 1


def test_signs_keep_the_unit_and_a_name_that_nobody_has_is_told_with_those_there_are() -> None:
    found = fedsheet.series("SOFR", as_of="2019-09-18")
    assert +found is found
    assert abs(-found).latest() == found.latest()
    assert (np.float64(2) * found).unit == (found * np.int64(2)).unit == found.unit
    with pytest.raises(AttributeError, match=r"SOFR has no 'avrage'\. It has .*between.*latest"):
        found.avrage  # noqa: B018 the look-up itself is tested
    assert not hasattr(found, "plot")
    for again in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert again.latest() == found.latest()


@pytest.mark.parametrize("made", [lambda one: one, lambda one: one * 2.0, lambda one: one.to("Billions of USD")])
def test_the_arrays_of_a_series_cannot_be_written(made: Callable[[Series], Series]) -> None:
    found = made(fedsheet.series("WALCL", as_of="2019-09-17"))
    before = found.days.copy(), found.amounts.copy()
    for held in (found.days, found.amounts, found.values.to_numpy()):
        with pytest.raises(ValueError, match="read-only"):
            held[0] = held[1]
    assert (found.days == before[0]).all()
    assert (found.amounts == before[1]).all()


def test_nothing_done_to_the_values_changes_a_series() -> None:
    found = fedsheet.series("WALCL", as_of="2019-09-17")
    before, values = found.latest(), found.values
    values.iloc[-1] = 0.0
    values.name = "mine"
    found.values.pop(found.values.index[-1])
    assert found.latest() == before
    assert found.id == found.values.name == "WALCL"


def test_an_export_opens_in_excel_as_dates_and_numbers(tmp_path: Path) -> None:
    import openpyxl

    from fedsheet.store.export import export

    export([fedsheet.series("WALCL", as_of="2019-09-17")], tmp_path / "out.xlsx")
    row = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True))[-1]  # type: ignore[union-attr]  # one sheet is active
    assert datetime(2019, 9, 11) in row
    assert 3769673 in row
