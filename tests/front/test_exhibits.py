"""A result's tables and figures by name: the same exhibits as everywhere, shown in a notebook."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

import fedsheet
from fedsheet.chain.results import OutlookReport
from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.present.exhibits import entries
from fedsheet.runs.exhibits import PARTS
from fedsheet.runs.show import RESULTS
from support import snapshot_vintage

# Its extension notebook-renderers, which is part of it: extensions/notebook-renderers/package.json.
DRAWN_BY_VS_CODE = {"image/gif", "image/png", "image/jpeg", "image/svg+xml", "text/html", "application/javascript"}


@cache
def outlook() -> OutlookReport:
    return fedsheet.outlook(vintage=snapshot_vintage())


def test_a_table_by_name_in_both_languages() -> None:
    zh, en = (outlook().table("outlook-rules-table", lang=lang) for lang in ("zh", "en"))
    assert zh.frame().equals(en.frame())
    assert "<table>" in zh._repr_html_()
    assert zh._repr_html_() != en._repr_html_()
    assert set(zh._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_a_notebook_sets_words_and_days_to_the_left_and_what_is_typed_apart() -> None:
    """A notebook sets every cell to the right: words of several lines cannot be read so, a day broken at its hyphen."""
    shown = fedsheet.show("projection-scenarios", lang="zh")._repr_html_()
    assert '<td style="text-align:left;white-space:nowrap">最新报表</td>' in shown
    assert "<td>" not in shown, "every column is of words"
    spans = fedsheet.show("review-programmes", lang="zh")._repr_html_()
    assert '<td style="text-align:left;white-space:nowrap">2008-11-19</td>' in spans
    assert "<td>17,250</td>" in spans
    judged = fedsheet.check("seed-2021").table("claims", lang="en")._repr_html_()
    assert '<td style="text-align:left;min-width:12em">From November 2008' in judged, "not a word a line"
    assert "<code>--claim</code>" in fedsheet.check("seed-2021").table("claims", lang="zh")._repr_html_()


def test_a_figure_shows_itself_as_vega_lite_and_svg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = outlook().figure("outlook-rules")
    forms = found._repr_mimebundle_()
    assert forms["application/vnd.vegalite.v5+json"]["$schema"].endswith("v5.json"), "what notebooks draw"
    assert " ".join(forms["application/vnd.vegalite.v5+json"]["title"]["text"]) == found.exhibit.caption
    assert found.exhibit.caption in "".join(ElementTree.fromstring(forms["image/svg+xml"]).itertext())
    assert set(forms) & DRAWN_BY_VS_CODE, "of itself, without an extension for Vega-Lite"
    assert found.save(tmp_path / "rules.csv").read_text("utf-8").count("\n") > 20
    monkeypatch.setattr("fedsheet.core.extras.find_spec", lambda name: None)  # without the extra that draws
    assert set(found._repr_mimebundle_()) == {"text/plain", "application/vnd.vegalite.v5+json"}


def test_a_notebook_shows_the_columns_of_a_page_and_hands_out_all() -> None:
    days = fedsheet.simulate("september-2019", n_days=5).table("simulate-days")
    assert days._repr_html_().count("<th") == len(days.exhibit.narrow.for_readers().columns) < 20
    assert len(days.frame().columns) > 40


def test_changes_by_window_are_told_by_the_names_and_units_of_every_other_table() -> None:
    shown = fedsheet.review(as_of="2021-06-30").table("review-assertions", lang="zh")
    table = shown.exhibit.table.pick("_by_window")
    assert table.shown(shown.words)[0][0].startswith("QE1 +49 个基点；QE1 与 QE2 之间 −121 个基点")


def test_what_is_of_one_thing_refuses_a_subject_that_nobody_would_read() -> None:
    """The statement of a day asked for by its day was the newest one, under that day's name."""
    with pytest.raises(InputError, match="statement is of one thing, and '2019-09-18' is not read"):
        fedsheet.show("statement", "2019-09-18")
    assert fedsheet.show("claim", "C03").exhibit.caption.startswith("C03")


def test_a_drawing_shows_what_is_typed_without_backticks() -> None:
    drawn = fedsheet.show("review-assets", as_of="2026-10-09")
    assert any("`" in note for note in drawn.exhibit.notes)
    assert "`" not in drawn.as_form("svg").decode()


def test_a_name_that_a_result_lacks_lists_what_it_has() -> None:
    with pytest.raises(UnknownNameError, match="outlook-rules"):
        outlook().table("outlok-rules")
    with pytest.raises(UnknownNameError, match=r"\.table\('outlook-reaction'\)"):
        outlook().rules.figure("outlook-reaction")
    assert "chain-states" not in outlook().tables()


def test_every_part_named_is_one_that_exhibits_are_of() -> None:
    named = {of for parts in PARTS.values() for of in parts}
    assert named <= set(RESULTS)
    assert named <= {entry.of for entry in entries().values()}


def test_show_lists_and_shows() -> None:
    assert "outlook-rules" in fedsheet.show("").frame()["exhibit"].tolist()
    assert fedsheet.show("outlook-rules-assumed", lang="zh").frame().shape[0] > 5


MADE = {
    "projection": lambda v: fedsheet.project("runoff-2022", until="2022-12-31", vintage=v),
    "simulation": lambda v: fedsheet.simulate("september-2019", n_days=5, vintage=v),
    "chain": lambda v: fedsheet.chain("runoff-2022", until="2022-12-31", vintage=v),
    "statement": lambda v: fedsheet.statement(vintage=v),
    "check": lambda v: fedsheet.check("seed-2021", vintage=v),
    "review": lambda v: fedsheet.review(vintage=v),
}


@pytest.mark.parametrize("name", MADE)
def test_every_exhibit_of_a_result_is_shown_in_both_languages(name: str) -> None:
    result = MADE[name](snapshot_vintage())
    assert result.tables()
    for table in result.tables():
        frames = [result.table(table, lang=lang).frame() for lang in ("zh", "en")]
        assert list(frames[0].columns) == list(frames[1].columns)
        assert len(frames[0]) == len(frames[1])


def test_a_long_table_shows_both_its_ends_in_a_notebook_and_says_how_many_rows_lie_between() -> None:
    for lang, said in (("en", "rows between are not shown"), ("zh", "行未列出")):
        shown = fedsheet.show("market-hierarchy", lang=lang)
        days = shown.frame()["date"].astype(str).tolist()
        for text in (shown._repr_html_(), repr(shown)):
            assert days[0] in text
            assert days[-1] in text
            assert days[len(days) // 2] not in text
            assert said in text
        short = fedsheet.show("projection-scenarios", lang=lang)
        assert said not in short._repr_html_() + repr(short)
