"""Every exhibit in both languages and every medium, early and late; what is unknown names the nearest."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.present.exhibits import Exhibit, entries, entry
from fedsheet.present.media import _document, rendered
from fedsheet.present.notebook import InNotebook
from fedsheet.present.page_filling import Placed
from fedsheet.present.pdf import markup, quoted
from fedsheet.present.text import MISSING, Words
from fedsheet.present.xlsx import numbers_alone
from fedsheet.runs.show import WITHOUT_ROOMS, Asked, listed, result
from support import snapshot_vintage

EARLY, LATE = date(2019, 9, 17), None
PRICES = Path(__file__).parents[2] / "src" / "fedsheet" / "web" / "templates" / "quotes-example.csv"
SURPRISES = Path(__file__).parent / "surprises-example.csv"
DOTS = Path(__file__).parents[2] / "src" / "fedsheet" / "runs" / "examples" / "dots.csv"
SUBJECTS = {
    "implied": str(PRICES), "implied history": str(PRICES), "instrument": f"qe_2008_2012 {SURPRISES} example",
    "single dots": str(DOTS),
}  # fmt: skip
PULLED = {"statement-factors"}  # of release pages, which do not ship
# Rooms of exhibits whose every dash has its reason in print.
LOOKING_BACK_AND_AHEAD = {
    "outlook", "ahead", "triggers", "implied", "review", "effects", "rounds", "events", "assets", "facilities",
    "ledger", "claims", "record", "bridge", "reserve_holders", "premium", "moves",
}  # fmt: skip
LONG = {"log changes"}  # every figure that ships, all rows alike: the last stand for them
PLAIN_CHAPTERS = [f"chapter {name}" for name in WITHOUT_ROOMS]
HAN = range(0x4E00, 0x9FFF)
# As readers see a number, which no program reads: its minus, its sign, its unit or an asterisk beside it; a dash.
READERS_NUMBER = re.compile(r"[—–]|(?=.*[−+*%])[−+]?[$]?\d[\d,.]*\s?(%|bp|pp|bn|trn|thousand)?[*]?")


@cache
def computed(of: str, as_of: date | None) -> object:
    """A result, once for all exhibits of it; None where its figures were not public."""
    if (of, as_of) == ("single dots", EARLY):  # the file is of a later day, and refused on this one
        return None
    if of in PLAIN_CHAPTERS and of != PLAIN_CHAPTERS[0]:  # all are told of one report
        return computed(PLAIN_CHAPTERS[0], as_of)
    if of == "tokens":  # shown to their owner alone, by the command that lists them
        return [("9f86d081", "excel", "read", "2026-11-30", "2027-02-28", False)]
    try:
        found = result(of, Asked(as_of, SUBJECTS.get(of, "")))
        return found[-500:] if of in LONG and isinstance(found, list) else found
    except DateRangeError:
        return None


def made(name: str, as_of: date | None, language: str) -> Exhibit | None:
    """The exhibit, or None where it waits for its figures."""
    one = entry(name)
    found = computed(one.of, as_of)
    try:
        return None if found is None else one.make(found, Words(language))
    except DateRangeError:
        return None


def unitless(shown: Exhibit) -> list[str]:
    """Columns of numbers that no unit stands beside: neither of the column nor in each row; a year needs none."""
    held = shown.table.for_machines()
    if "unit" in held.keys:
        return []
    numbers = [any(isinstance(row[n], int | float) and not isinstance(row[n], bool) for row in held.rows)
               for n in range(len(held.columns))]  # fmt: skip
    told = zip(held.columns, held.units(), numbers, strict=True)
    return [column.key for column, unit, is_number in told if is_number and not unit and column.form != "year"]


@pytest.mark.parametrize("as_of", [EARLY, LATE], ids=["early", "late"])
@pytest.mark.parametrize("name", entries())
def test_an_exhibit_is_whole_in_both_languages_and_every_medium(name: str, as_of: date | None) -> None:
    english, chinese = made(name, as_of, "en"), made(name, as_of, "zh")
    if english is None or chinese is None:
        assert english is chinese
        assert as_of == EARLY or name in PULLED, "every exhibit can be shown today"
        return
    assert english.name == name
    assert unitless(english) == []
    assert english.table.keys == chinese.table.keys
    assert all(any(ord(letter) in HAN for letter in said) for said in (chinese.title, chinese.caption, *chinese.notes))
    for shown, words in ((english, Words("en")), (chinese, Words("zh"))):
        _hold_in_text(shown, words)
        _hold_for_machines(shown, words)
    _hold_on_paper(chinese, Words("zh"))
    if english.spec is None and entry(name).room in LOOKING_BACK_AND_AHEAD:
        _hold_dashes(english, chinese)
    if english.spec is not None:
        assert subjects(english.caption) & drawn_words(english), english.caption
        assert all(len(scales) <= 1 for scales in scales_by_axis(english.spec)), "the layers of an axis have one scale"
    if english.spec is not None and is_drawn_here(name, as_of):
        assert rendered(chinese, "svg", Words("zh"), None).startswith(b"<svg")


def _hold_dashes(english: Exhibit, chinese: Exhibit) -> None:
    """A table with a dash says under it what the dash means, in both languages; one without does not."""
    assert english.table.has_dash == chinese.table.has_dash
    for shown, sign in ((english, "dash"), (chinese, "短横")):
        said = any(sign in note for note in shown.notes)
        assert said or not shown.table.has_dash, f"{shown.name}: {shown.notes}"
        assert shown.dash in shown.notes or not shown.dash
        whole = shown.table.where(lambda row: all(cell is not None for cell in row.values()))
        assert not shown.dash or shown.dash not in shown.showing(whole).notes


# Words that say nothing of what a figure is about.
COMMON = frozenset(
    {
        "with", "from", "that", "this", "over", "more", "most", "less", "than", "were", "have", "been", "each", "both",
        "their", "where", "which", "when", "what", "first", "last", "days", "weeks", "months", "years", "end", "start",
        "date", "value", "values", "number", "share", "change", "into",
    }
)  # fmt: skip


def subjects(text: str) -> set[str]:
    """Words of a text by their first five letters, without numbers and without words that say nothing."""
    found = re.findall(r"[a-z][a-z0-9-]{2,}", text.lower())
    return {word[:5] for word in found if word not in COMMON}


def drawn_words(shown: Exhibit) -> set[str]:
    """Words of what a figure shows: its title and columns, the names in its cells, its axes and legends."""
    table = shown.table.for_readers()
    heads = " ".join(table.headings)
    cells = " ".join({str(cell) for row in shown.table.shown(Words("en")) for cell in row if not cell[:1].isdigit()})
    told = " ".join(re.findall(r'"(?:title|text|label|series|name)": ?"([^"]+)"', json.dumps(shown.spec, default=str)))
    return subjects(f"{shown.title} {heads} {cells} {told}")


def scales_by_axis(spec: dict[str, Any]) -> Iterator[set[str]]:
    """Scales of the values told by the layers of each axis; where they differ the renderer chooses and warns."""
    for group in spec.get("layer", []):
        told = (layer["encoding"].get("y", {}) for layer in group.get("layer", []) if "encoding" in layer)
        yield {json.dumps(y["scale"], sort_keys=True, default=str) for y in told if "scale" in y}


def is_drawn_here(name: str, as_of: date | None) -> bool:
    """Whether the figure is drawn as a picture: a few are, since the report draws what it shows."""
    return as_of is LATE and crc32(name.encode()) % 30 == 0


def _hold_in_text(shown: Exhibit, words: Words) -> None:
    text = rendered(shown, "text", words, None).decode()
    assert shown.caption.split()[0] in text
    assert re.search(r"\bnan\b", text.lower()) is None
    assert len(shown.table.shown(words)) == len(shown.table.rows)


def _hold_for_machines(shown: Exhibit, words: Words) -> None:
    table = shown.table.for_machines()
    lines = list(csv.reader(io.StringIO(rendered(shown, "csv", words, None).decode())))
    assert lines[0] == list(table.keys)
    assert len(lines) == len(table.rows) + 1
    told = json.loads(rendered(shown, "json", words, None))
    assert [column["key"] for column in told["columns"]] == list(table.keys)
    assert len(told["rows"]) == len(table.rows)
    assert list(shown.table.frame().columns) == list(table.keys)
    assert MISSING not in "".join(lines[0])
    set_as_text = {cell for line in lines[1:] for cell in line if READERS_NUMBER.fullmatch(cell)}
    assert not set_as_text, "a number for machines is a number in its column's unit"


def _hold_on_paper(shown: Exhibit, words: Words) -> None:
    """The workbook is one, a notebook has every heading of a page, the print quotes the caption of its table."""
    assert numbers_alone(shown.table.last(50)).startswith(b"PK")
    few = shown.showing(shown.table.last(20))
    hypertext = InNotebook(few, words)._repr_html_()
    assert all(escape(head) in hypertext for head in few.narrow.for_readers().heads(words))
    printed = markup(_document(few, words, None), [Placed(few.block)], words)
    assert quoted(words("common.table", caption=few.caption)) in printed


def test_courses_of_policy_tell_the_rate_they_draw() -> None:
    """The figure is SOFR's; income stands in the note and the table."""
    shown = made("outlook-chain-sofr", LATE, "en")
    assert shown is not None
    assert "SOFR" in shown.caption
    assert "net income" not in shown.caption


def test_a_difference_called_rounding_is_within_rounding() -> None:
    """No step of the ledger is told as rounding; what closes a runoff is what of its caps was not reached."""
    found = made("review-ledger-steps", LATE, "en")
    assert found is not None
    assert not any("rounding" in str(cell) for row in found.table.rows for cell in row)
    steps = [row for row in found.table.records() if row["programme"] == "runoff2" and row["amount"] is not None]
    amounts = {(row["instrument"], row["step"].strip()): row["amount"] for row in steps}
    assert amounts["treasury", "announced"] == pytest.approx(-1640.0)
    assert amounts["agency_mbs", "announced"] == pytest.approx(-1417.5)


# What a first flag is counted from, where readers see one: the year before the decision, or the runoff's beginning.
FIRST_FLAGS = {
    "outlook-trigger-scores": (["within the year before the decision"], ["决定前一年内的首次"]),
    "outlook-trade-off": (["1 January 2018", "1 January 2023"], ["2018 年 1 月 1 日", "2023 年 1 月 1 日"]),
}


def test_every_first_flag_says_what_it_is_the_first_of() -> None:
    """One rule has two: first within a year of the decision, and first since the runoff is judged at all."""
    shown_of_triggers = [made(name, LATE, "en") for name, one in entries().items() if one.of == "triggers"]
    flags = {one.name for one in shown_of_triggers if one and "First flag" in " ".join(one.table.headings)}
    assert flags == set(FIRST_FLAGS)
    for name, said in FIRST_FLAGS.items():
        for language, words in zip(("en", "zh"), said, strict=True):
            shown = made(name, LATE, language)
            assert shown is not None
            assert all(any(word in note for note in shown.notes) for word in words), shown.notes
    scores, others = (made(name, LATE, "en") for name in FIRST_FLAGS)
    assert scores is not None
    assert others is not None
    useful = next(row for row in scores.table.records() if (row["rule"], row["episode"]) == ("buffer", "2017-19"))
    looser = next(
        row for row in others.table.records()
        if (row["rule"], row["reserves_to_gdp"], row["on_rrp"]) == ("buffer", 11.0, 100.0)
    )  # fmt: skip
    # Five business days of February and March 2018 lie more than a year before 20 March 2019: false alarms.
    assert (useful["first_flag"], looser["first_2017_19"]) == (
        date(2018, 3, 22), date(2018, 2, 1),
    )  # fmt: skip


def test_what_a_drawn_course_opens_with_says_of_which_day_it_is() -> None:
    """The deferred asset: H.4.1's last figure up to the opening, by the series itself, and its day in the note."""
    weekly = -snapshot_vintage().base("RESPPLLOPNWW")
    for language, day in (("en", "15 July 2026"), ("zh", "2026 年 7 月 15 日")):
        shown = made("portfolio-deferred", LATE, language)
        assert shown is not None
        assert weekly.index[-1].date() == date(2026, 7, 15)
        assert Words(language).format(float(weekly.iloc[-1]), "usd") in shown.caption
        assert any(day in note and "H.4.1" in note for note in shown.notes)


@pytest.mark.parametrize("form", ["xlsx", "html", "svg", "png"])
def test_a_figure_and_its_numbers_come_as_files(form: str) -> None:
    found = made("outlook-rules", LATE, "zh")
    assert found is not None
    start = {"xlsx": b"PK", "html": b"<!", "svg": b"<svg", "png": b"\x89PNG"}[form]
    assert rendered(found, form, Words("zh"), None).lower().startswith(start.lower())


def test_what_is_unknown_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="outlook-rules"):
        entry("outlook-rule")
    found = made("outlook-rules-table", LATE, "en")
    assert found is not None
    with pytest.raises(UnknownNameError, match="taylor_1993"):
        found.table.pick("taylor1993")
    with pytest.raises(UnknownNameError, match="xlsx"):
        rendered(found, "svg", Words("en"), None)


def test_the_list_names_every_exhibit_under_its_room() -> None:
    rows = listed(Words("en")).table.records()
    assert [row["exhibit"] for row in rows] == list(entries())
    assert all(row["title"] and row["room"] for row in rows)
