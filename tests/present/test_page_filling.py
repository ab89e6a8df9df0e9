"""How blocks fill the PDF's pages; heights are chosen so that the arithmetic can be done in the head (PAGE is 715)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.core.manifest import Manifest
from fedsheet.present import pdf
from fedsheet.present.blocks import Block, Figure, Heading, Note, Paragraph, TableBlock
from fedsheet.present.charts.heights import halved, stretched
from fedsheet.present.charts.theme import HALF_WIDTH, HEIGHT
from fedsheet.present.document import Document
from fedsheet.present.page_filling import AIR, LEAST, MOST, PAGE, UNSEEN, MeasuredBlock, Placed, arranged
from fedsheet.present.text import Words
from tables import headed

TABLE = headed("t", ("a",), ("text",), ())


def shown(number: int, picture: float, text: float = 50.0) -> MeasuredBlock:
    """A figure whose picture is all plot."""
    return MeasuredBlock(Figure(f"f{number}", number, {}, "caption", "source", TABLE), text, picture, picture)


def prose(name: str, text: float) -> MeasuredBlock:
    return MeasuredBlock(Paragraph(name), text)


def named(blocks: list[Block]) -> list[object]:
    return [block.number if isinstance(block, Figure) else getattr(block, "text", "") for block in blocks]


def test_plots_of_a_page_are_lower_together_where_the_last_nearly_fits() -> None:
    # 3 x 248 = 744 points, no space below figures where a page is full; 600 are plots: 29 too many, so 1 - 29/600.
    placed = arranged([shown(n, 200.0, 48.0) for n in (1, 2, 3)])
    assert [round(each.plots, 4) for each in placed] == [round(1 - 29 / 600, 4)] * 3


def test_what_a_page_has_left_goes_to_its_plots_and_the_rows_of_its_tables() -> None:
    # 50 + 300 for the figure and 12 + 250 for the table leave 103 before a chapter; 21 of them stay in the gaps. The
    # rest is shared by what each may take: three quarters of 300 for the plot, 8 a row for a head and four rows.
    rows = headed("t", ("a",), ("text",), (("1",), ("2",), ("3",), ("4",)))
    chapter = [MeasuredBlock(Heading(1, "next"), 27.0), prose("text", 40.0)]
    figure, table, *_ = arranged([shown(1, 300.0), MeasuredBlock(TableBlock(rows, "c", "s"), 250.0), *chapter])
    ease = (103.0 - UNSEEN * PAGE) / (0.75 * 300.0 + 5 * AIR)
    assert (round(figure.plots, 6), round(table.air, 6)) == (round(1 + 0.75 * ease, 6), round(AIR * ease, 6))


def test_a_plot_drawn_higher_takes_along_what_stands_in_it_and_leaves_what_stands_above() -> None:
    inside = {"mark": "rect", "encoding": {"y": {"value": 0}, "y2": {"value": 100}}}
    above = {"data": {"values": [{"y": {"value": 7}}]}, "encoding": {"y": {"value": -12}, "x": {"value": 50}}}
    spec = {"width": 200, "height": 100, "layer": [inside, above]}
    made = stretched(spec, 1.5)
    assert made["height"] == 150
    assert made["layer"] == [{"mark": "rect", "encoding": {"y": {"value": 0}, "y2": {"value": 150}}}, above]


def test_a_figure_halved_is_one_of_two_and_its_legend_has_two_columns_wherever_it_stands() -> None:
    coloured = {"mark": "line", "encoding": {"color": {"field": "n", "legend": {"columns": 3}}, "y": {"value": 50}}}
    bare = {"data": {"values": [{"legend": 1}]}, "mark": "rule", "encoding": {"color": {"field": "n", "legend": None}}}
    made = halved({"width": 560, "height": 100, "layer": [{"layer": [coloured]}, bare]})
    assert (made["width"], made["height"]) == (HALF_WIDTH, HEIGHT)
    inner = made["layer"][0]["layer"][0]["encoding"]
    assert inner["color"]["legend"] == {"columns": 2}
    assert inner["y"] == {"value": int(50 * HEIGHT / 100)}
    assert made["layer"][1] == bare


def test_text_comes_before_a_figure_that_would_leave_the_page_empty() -> None:
    # 450 are used and 265 left, the figure wants 415 and at its lowest 355; the paragraph after it wants 60.
    placed = arranged([prose("before", 450.0), shown(1, 400.0, 15.0), prose("after", 60.0)])
    assert named([each.block for each in placed]) == ["before", "after", 1]
    assert placed[2].plots == 1.0


def test_a_chapter_wants_room_or_a_new_page() -> None:
    chapter = MeasuredBlock(Heading(1, "chapter"), 27.0)
    late = arranged([prose("before", 600.0), chapter, prose("text", 40.0)])
    early = arranged([prose("before", 300.0), chapter, prose("text", 40.0)])
    assert [each.opens_page for each in late] == [False, True, False]
    assert not any(each.opens_page for each in early)


def test_a_text_comes_first_and_the_figures_that_wait_keep_their_order() -> None:
    # 500 are used: neither figure's 550 nor, behind it, the other fits; the text between chapters may come first.
    placed = arranged([prose("before", 500.0), shown(1, 500.0), shown(2, 100.0), prose("after", 20.0)])
    assert named([each.block for each in placed]) == ["before", "after", 1, 2]
    chapter = MeasuredBlock(Heading(1, "next"), 27.0)
    placed = arranged([prose("before", 500.0), shown(1, 500.0), chapter, prose("text", 20.0)])
    assert named([each.block for each in placed]) == ["before", 1, "next", "text"]


def test_a_remark_waits_with_its_figure_and_a_table_that_runs_over_takes_its_head_along() -> None:
    remark = MeasuredBlock(Note("remark"), 20.0)
    placed = arranged([prose("before", 500.0), shown(1, 300.0), remark, prose("after", 60.0)])
    assert named([each.block for each in placed]) == ["before", "after", 1, "remark"]
    # 600 of 715 run over, with the head and a row of two: 600 - (715 - 500 - 12) + 30 + 600 / 2 leave no room for 100.
    long = MeasuredBlock(TableBlock(TABLE, "caption", "source"), 600.0, head=30.0)
    placed = arranged([prose("before", 500.0), long, shown(1, 100.0), prose("after", 60.0)])
    assert named([each.block for each in placed])[-1] == "after"


def test_a_table_of_tall_rows_leaves_a_row_and_repeats_its_head_on_every_page() -> None:
    # 1,400 of 7 rows' worth from 112 on: 797 run over, 242 more on each page: 797 - (715 - 242) + 242 leave no 250.
    rows = headed("t", ("a",), ("text",), (("1",), ("2",), ("3",), ("4",), ("5",)))
    long = MeasuredBlock(TableBlock(rows, "caption", "source"), 1400.0, head=30.0)
    placed = arranged([prose("before", 100.0), long, shown(1, 200.0), prose("after", 60.0)])
    assert named([each.block for each in placed])[2:] == ["after", 1]


def test_a_row_that_does_not_fit_leaves_its_page_and_the_last_two_stay_together() -> None:
    # 50 of caption and head and 200 of the first row do not stand in what 500 leave: the table begins a page, of which
    # 50 + 200 + 200 are used. The last two with the source (413) open the next, under the head (30): 272 are left.
    long = MeasuredBlock(TableBlock(TABLE, "caption", "source"), 863.0, head=30.0, rows=(200.0,) * 4)
    fitting = arranged([prose("before", 500.0), long, shown(1, 215.0), prose("after", 60.0)])
    assert named([each.block for each in fitting]) == ["before", "", 1, "after"]
    taller = arranged([prose("before", 500.0), long, shown(1, 290.0), prose("after", 60.0)])
    assert named([each.block for each in taller]) == ["before", "", "after", 1]


def test_rows_are_as_tall_as_their_lines_and_texts_take_what_short_cells_leave() -> None:
    long = "a text of some thirty words that runs over many lines " * 3
    rows = [["2026-10-07", long, "short"], ["2026-10-08", "short", "short"]]
    assert pdf.row_lines(["Day", "Text", "Other"], rows) == [2, 1]
    first, text, last = (float(width.removesuffix("fr")) for width in pdf.column_widths(["Day", "Text", "Other"], rows))
    assert text > 300.0 > first + last
    # A unit that one row has in full and the others short gives its room to the names.
    series = [["X" * 44, "the name of a series of the statement, in words", "%"]] * 9
    odd = ["X" * 44, "name", "thousands of units a year"]
    widths = pdf.column_widths(["Id", "Name", "Unit"], [*series, odd])
    _, _, unit = (float(width.removesuffix("fr")) for width in widths)
    assert unit < 100.0


def test_the_contents_stand_before_the_first_numbered_chapter_which_opens_a_page() -> None:
    view, chapter = MeasuredBlock(Heading(1, "view", numbered=False), 27.0), MeasuredBlock(Heading(1, "one"), 27.0)
    placed = arranged([view, prose("told", 100.0), chapter, prose("text", 40.0)], contents=200.0)
    assert [(each.contents, each.opens_page) for each in placed] == [(0, False), (0, False), (200.0, True), (0, False)]
    full = arranged([view, prose("told", 600.0), chapter, prose("text", 40.0)], contents=200.0)
    assert full[2].contents_on_new_page
    assert not placed[2].contents_on_new_page


def test_the_space_below_a_cover_is_counted() -> None:
    # 100 + 24 above the heading + 27 + 12 + 540 = 703 leave no 9 + 20: these stand with the contents.
    begun = [MeasuredBlock(Heading(1, "view", numbered=False), 27.0), prose("told", 540.0), prose("more", 20.0)]
    placed = arranged([*begun, MeasuredBlock(Heading(1, "one"), 27.0)], cover=100.0, contents=640.0)
    assert not placed[3].contents_on_new_page


def test_words_that_name_a_page_are_measured_though_no_page_is_known_yet() -> None:
    day, words = date(2026, 11, 30), Words("en")
    block = Paragraph("told", "lead", refers="corridor")
    document = Document("en", "t", "", "", "t", day, (block,), Manifest("t", day, ""))
    assert "(p. 00)" in pdf.measuring(document, words)
    printed = pdf.markup(document, [Placed(block)], words)
    assert "(p. 00)" not in printed
    assert "at-corridor" in printed


def test_the_last_page_stays_open_at_its_foot_and_others_share_what_they_leave() -> None:
    day, words = date(2026, 11, 30), Words("en")
    block = TableBlock(TABLE, "caption", "source")
    document = Document("en", "t", "", "", "t", day, (block, block), Manifest("t", day, ""))
    after = pdf.markup(document, [Placed(block), Placed(block)], words).split("#datatable")
    assert after[1].rstrip().endswith(pdf.SLACK)
    assert after[2].endswith(pdf.OPEN + "\n")


def test_remarks_under_a_table_stand_in_its_last_row_and_those_under_a_figure_below_it() -> None:
    # A remark stood alone on the page after its table.
    day, words = date(2026, 11, 30), Words("en")
    block, remark = TableBlock(TABLE, "caption", "source"), Note("what a dash means")
    document = Document("en", "t", "", "", "t", day, (block, remark), Manifest("t", day, ""))
    printed = pdf.markup(document, [Placed(block), Placed(remark), Placed(Paragraph("text")), Placed(remark)], words)
    table, after = printed.split("#datatable")[1].split("#prose")
    assert "what a dash means" in table
    assert "#remark" not in table
    assert '#remark("what a dash means")' in after


def test_a_chapters_name_and_its_first_sections_stand_together() -> None:
    day, words = date(2026, 11, 30), Words("en")
    block = Heading(1, "chapter")
    document = Document("en", "t", "", "", "t", day, (block,), Manifest("t", day, ""))
    assert pdf.SLACK not in pdf.markup(document, [Placed(block), Placed(Heading(2, "section"))], words)
    assert pdf.SLACK in pdf.markup(document, [Placed(Paragraph("text")), Placed(Heading(2, "section"))], words)


blocks = st.one_of(
    st.builds(MeasuredBlock, st.builds(Heading, st.integers(1, 3), st.text(max_size=3)), st.floats(9, 30)),
    st.builds(MeasuredBlock, st.builds(Paragraph, st.text(max_size=3)), st.floats(7, 900)),
    st.builds(MeasuredBlock, st.builds(Note, st.text(max_size=3)), st.floats(7, 60)),
    st.builds(shown, st.integers(1, 99), st.floats(50, 400)),
)


@given(st.lists(blocks, max_size=40), st.floats(0, 300))
def test_every_block_is_placed_once_figures_in_order_and_never_too_small(
    given: list[MeasuredBlock], cover: float
) -> None:
    placed = arranged(given, cover)
    assert sorted(id(each.block) for each in placed) == sorted(id(each.block) for each in given)
    figures = [each for each in placed if isinstance(each.block, Figure)]
    assert [id(each.block) for each in figures] == [id(each.block) for each in given if isinstance(each.block, Figure)]
    assert all(LEAST <= each.plots <= MOST[Figure] for each in placed)
    assert cover < PAGE


@pytest.mark.parametrize(
    ("opening", "tall", "waits"),
    [(600.0, 300.0, False), (250.0, 600.0, True)],
    ids=["a tenth of the page left white", "half of it"],
)
def test_an_exhibit_passes_a_heading_only_where_much_would_stay_white(opening: float, tall: float, waits: bool) -> None:
    """Eight exhibits stood behind the next section's heading to save a few lines; pages half white are worse."""
    figure, heading = shown(1, tall), MeasuredBlock(Heading(2, "next section"), 20.0)
    blocks = [MeasuredBlock(Heading(1, "chapter"), 27.0), prose("opening", opening), figure, heading]
    blocks += [prose(f"text {n}", 60.0) for n in range(4)]
    order = [each.block for each in arranged(blocks)]
    assert (order.index(figure.block) > order.index(heading.block)) == waits
