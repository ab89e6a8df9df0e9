"""What a reader of the page was once misled by: counts, times, units, numbers of figures, words; each looked at."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from vl_convert import vegalite_to_svg

from fedsheet.core.clock import today
from fedsheet.present.blocks import figures
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.web.views import outlook, project
from web.conftest import Workbench

BP = Decimal("0.0001")
TINY = 0.01  # pixels
STANDING_REPO = "2021-07-29"
Block = dict[str, Any]


def page(workbench: Workbench, view: str, **asked: str) -> Block:
    query = "&".join(f"{key}={value}" for key, value in {"lang": "en", **asked}.items())
    answer = workbench.get(f"/api/v1/{view}?{query}")
    assert answer.status_code == 200, answer.text[:500]
    return dict(answer.json())


def flat(found: Block, kind: str) -> list[Block]:
    """All blocks of a kind, those side by side too."""
    every = [one for block in found["blocks"] for one in block.get("figures", [block])]
    return [block for block in every if block["type"] == kind]


def rows(workbench: Workbench, view: str, name: str) -> list[dict[str, str]]:
    text = workbench.get(f"/api/v1/{view}/files/{name}.csv?lang=en").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def rows_of(workbench: Workbench, figure: Block, **asked: str) -> list[list[Any]]:
    """The numbers that a figure of the Outlook draws."""
    query = "&".join(f"{key}={value}" for key, value in {"lang": "en", **asked}.items())
    return list(workbench.get(f"/api/v1/outlook/tables/{figure['id']}?{query}").json()["rows"])


def test_the_corridor_has_every_day_and_its_title_counts_them_as_decimals_do(workbench: Workbench) -> None:
    """Days on which SOFR equals IORB are not above it; every quarter-end of the span is there to be read."""
    found = [row for row in rows(workbench, "overview", "corridor") if row["sofr_minus_iorb"]]
    over = {row["date"]: Decimal(row["sofr_minus_iorb"]) for row in found}
    (title,) = [one["caption"] for one in flat(page(workbench, "overview"), "figure") if one["id"] == "corridor"]
    share = sum(value > 0 for value in over.values()) / len(over)
    assert f"on {share:.0%} of {len(over):,} days" in title
    for day in ("2024-01-02", "2024-12-16", "2025-06-26", "2025-09-09"):
        assert over[day] == 0  # SOFR = IORB on that day
    assert {day: over[day] / BP for day in ("2024-10-01", "2025-11-03", "2025-12-01")} == {
        "2024-10-01": 15, "2025-11-03": 23, "2025-12-01": 22,
    }  # fmt: skip
    published = workbench.desk.vintage(None)["SOFR"].values
    assert len(over) == len(published.loc[STANDING_REPO : max(over)])  # none is left out


def test_a_tile_takes_both_rates_from_one_day_and_the_page_is_of_today(workbench: Workbench) -> None:
    found = page(workbench, "overview")
    (tiles,) = flat(found, "tiles")
    held = {one["label"]: one for one in tiles["items"]}
    known = workbench.desk.vintage(None)
    day = held["SOFR less IORB"]["detail"]
    iorb = workbench.desk.path.series("iorb", date.fromisoformat(day), date.fromisoformat(day)).iloc[-1]
    bp = round((float(known.base("SOFR").loc[day]) - float(iorb)) * 1e4)
    assert held["SOFR less IORB"]["shown"] == f"{bp} bp".replace("-", "−")
    assert found["as_of"] == today().isoformat()
    meeting = held["Next FOMC meeting"]
    left = (date.fromisoformat(meeting["shown"]) - date.fromisoformat(found["as_of"])).days
    assert meeting["detail"].startswith(f"in {left} day")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["overview", "daily"])
def test_the_arrow_of_a_tile_is_of_the_number_beside_it(workbench: Workbench, view: str, language: str) -> None:
    (tiles,) = flat(page(workbench, view, lang=language), "tiles")
    pointed = [one for one in tiles["items"] if one["sign"]]
    assert pointed
    for one in pointed:
        assert one["detail"].startswith("+" if one["sign"] > 0 else "−"), one


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_has_its_unit_in_the_heading_or_in_its_cell(language: str) -> None:
    """Every form of a cell that has a unit says it in one of the two; a table is headed and written by form alone."""
    words = Words(language)
    units = ("$", "%", "bp", "bn", "mn", "trn", "美元", "个基点", "pp", "百分点")
    for form in ("money", "usd", "usd_signed", "pct1", "pct2", "pct3", "bp_num", "bp1_num"):
        told = words.heading("X", form) + words.format(0.5, form)
        assert any(unit in told for unit in units), (form, told)


def test_the_statement_is_that_of_a_recent_week_and_a_line_is_drawn_by_weeks(workbench: Workbench) -> None:
    found = page(workbench, "statement")
    (day,) = re.findall(r"h41 (\S+)", found["command"])
    (figure,) = flat(found, "figure")
    assert (date.fromisoformat("2026-10-07") - date.fromisoformat(day)).days <= 14
    assert figure["table"]["n"] > 900


def test_a_counterfactual_that_cannot_bite_is_said_and_not_offered(workbench: Workbench) -> None:
    found = page(workbench, "simulate", counterfactual="no-standing-repo", paths="1")
    (note,) = [one["text"] for one in flat(found, "note") if "left out" in one["text"]]
    assert "would change nothing" in note
    assert "no-standing-repo" not in [key for key, _ in found["controls"][1]["options"]]
    (rates,) = [one for one in flat(found, "figure") if one["id"] == "simulate-rates"]
    drawn = [layer["mark"] for layer in layers(rates["spec"]) if layer.get("mark", {}).get("type") == "line"]
    assert {mark["interpolate"] for mark in drawn} == {"step-after"}  # a Friday's rate stands over the weekend


@pytest.mark.parametrize("asked", [{}, {"scenario": "september-2019", "paths": "1"}], ids=["paths", "one path"])
def test_no_simulated_line_joins_friday_to_monday(workbench: Workbench, asked: dict[str, str]) -> None:
    """A day's rate and balance stand until the next day of trading: what is drawn runs along or up."""
    for figure in flat(page(workbench, "simulate", **asked), "figure"):
        lines = re.findall(r"mark-(?:line|area) role-mark.*?</g>", vegalite_to_svg(figure["spec"]), re.DOTALL)
        paths = [path for line in lines for path in re.findall(r' d="(M[^"]{40,})"', line)]
        assert paths, figure["id"]
        for path in paths:
            points = [tuple(map(float, point.split(","))) for point in re.findall(r"-?[\d.]+,-?[\d.]+", path)]
            assert len(points) > 10
            for (x, y), (next_x, next_y) in pairwise(points):
                assert abs(next_x - x) < TINY or abs(next_y - y) < TINY, (figure["id"], x, y, next_x, next_y)


def layers(spec: Block) -> list[Block]:
    return [spec, *(below for layer in spec.get("layer", []) for below in layers(layer))]


def test_a_scenario_not_public_yet_names_the_first_day_that_would_do(workbench: Workbench) -> None:
    refused = workbench.get("/api/v1/simulate?as_of=2019-09-17&lang=en").json()["error"]
    assert "As of 2019-09-17 market conditions are known to 2019-09-11" in refused["said"]
    assert refused["since"] == "2019-10-03"
    assert page(workbench, "simulate", as_of=refused["since"], paths="1")["as_of"] == refused["since"]


def test_the_file_taken_away_is_the_one_the_command_names(workbench: Workbench) -> None:
    """One changed by a slider has a name of its own: in the command, the file and the titles."""
    made = workbench.desk.page(project.VIEW, project.ProjectParams(lang="en", treasury_cap=20.0))
    assert list(made.texts) == ["today-changed.toml"]
    assert "fedsheet project today-changed.toml " in made.command
    assert "as changed" in next(one.caption for one in figures(made.report_blocks))


def test_figures_are_counted_from_the_top_and_those_of_the_report_keep_theirs(workbench: Workbench) -> None:
    found = page(workbench, "programmes")
    called = [one.get("label", one["number"]) for one in flat(found, "figure")]
    letters, numbers = [c for c in called if isinstance(c, str)], [c for c in called if isinstance(c, int)]
    assert called[0] == "A"
    assert letters == sorted(letters)
    assert numbers == list(range(1, 15))


def test_terms_are_explained_on_the_page_that_uses_them(workbench: Workbench) -> None:
    found = dict(page(workbench, "daily", lang="zh")["terms"]["items"])
    assert {"TGCR", "BGCR", "OBFR", "CRPS"} <= set(found)
    assert "越小越好" in found["CRPS"]
    assert "QE3 (Twist)" in dict(page(workbench, "programmes")["terms"]["items"])
    assert "CRPS" not in dict(page(workbench, "statement")["terms"]["items"])


def test_one_is_counted_as_one(workbench: Workbench) -> None:
    text = workbench.get("/api/v1/claims/files/claims-example.toml?lang=en").text
    held = workbench.post("/api/v1/uploads", {"kind": "claims", "name": "mine.toml", "text": text}).json()["id"]
    found = page(workbench, "claims", file=held)
    words = " ".join(one["text"] for one in flat(found, "paragraph"))
    assert re.search(r"\bmakes 1 claim\b", words), words
    (table,) = [one["table"] for one in flat(found, "table") if one["table"]["id"] == "claims"]
    assert len(table["rows"]) == 1
    (drawn,) = [one for one in flat(found, "figure") if one["id"] == "claims-by-chapter"]
    assert not re.findall(r">\d+\.\d+<", vegalite_to_svg(drawn["spec"]))  # claims, on an axis of halves before


def test_odds_say_what_they_are_of(workbench: Workbench) -> None:
    text = workbench.get("/api/v1/outlook/files/quotes-example.csv?lang=en&part=im").text
    held = workbench.post("/api/v1/uploads", {"kind": "quotes", "name": "q.csv", "text": text}).json()["id"]
    found = page(workbench, "outlook", file=held, part="im")
    (table,) = [one["table"] for one in flat(found, "table")]
    assert "3.50%–3.75%" in table["headings"]  # the chance of every range after each meeting
    told = " ".join(one["text"] for one in flat(found, "note"))
    assert "whichever meeting brings it" in told
    (drawn,) = flat(found, "figure")
    values = [row[1] for row in rows_of(workbench, drawn, file=held, part="im")]
    assert values[-1] == values[-2]  # the last rate holds after its meeting: it was drawn as a drop without a level
    levels = [
        one["encoding"]["y"]["datum"] for one in layers(drawn["spec"]) if one.get("mark", {}).get("type") == "rule"
    ]
    assert levels == pytest.approx([3.5, 3.75])  # in force on the day of the quotes, 31 December 2025
    assert "3.50% to 3.75%" in drawn["note"]


def test_a_figure_is_titled_by_what_it_draws(workbench: Workbench) -> None:
    params = outlook.OutlookParams(lang="en", part="4")
    drawn = figures(workbench.desk.page(outlook.VIEW, params).report_blocks)
    (chain,) = [one for one in drawn if one.id == "outlook-chain-sofr"]
    assert chain.caption.startswith("SOFR on ")
    assert {column.form for column in chain.table.columns[1:]} <= {"pct2", "pct3"}


@pytest.mark.parametrize("view", ["explore", "assets", "market", "outlook"])
def test_sentences_of_a_note_stand_as_chinese_sets_them(workbench: Workbench, view: str) -> None:
    """No space after a full stop, also where two notes are put under one figure."""
    found = page(workbench, view, lang="zh")
    notes = [one["note"] for kind in ("figure", "explorer") for one in flat(found, kind) if one.get("note")]
    assert notes
    assert not [note for note in notes if "。 " in note]


@pytest.mark.parametrize(("view", "key"), [("market", "day"), ("overview", "since")])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_to_come_gives_way_to_the_last_one_held_and_that_is_said(
    workbench: Workbench, view: str, key: str, lang: str
) -> None:
    """The box kept a day of 2030 while the page silently showed the last that there was."""
    found = page(workbench, view, lang=lang, **{key: "2030-01-01"})
    shown = next(control["value"] for control in found["controls"] if control["key"] == key)
    assert shown <= workbench.desk.vintage(None).as_of.isoformat()
    day, last = (Words(lang).format(date.fromisoformat(one), "date") for one in ("2030-01-01", shown))
    assert [note for note in flat(found, "note") if day in note["text"] and last in note["text"]]
    usual = page(workbench, view, lang=lang, **{key: shown})
    assert not [note for note in flat(usual, "note") if day in note["text"]]


# Boxes and grids lie behind what is read; the others are lines, bars and words.
BEHIND = {"#cfe0f3", "#9aa2ab", "#f4f4f4"}


@pytest.mark.parametrize("view", ["overview", "reserves", "statement", "programmes", "claims"])
def test_lines_and_bars_are_told_from_the_dark_ground(workbench: Workbench, view: str) -> None:
    """At least 3 to 1 (WCAG 1.4.11) after the page has dyed a figure: the waterfall's red was 2.8 to 1."""
    shell = workbench.get("/api/v1/shell?lang=en").json()
    ground = luminance(shell["dark"]["background"])
    for figure in flat(page(workbench, view), "figure"):
        drawn = json.dumps({key: part for key, part in figure["spec"].items() if key != "config"})
        for colour in set(re.findall(r'"(#[0-9a-fA-F]{6})"', drawn)) - BEHIND:
            dyed = shell["lighter"].get(colour, colour)
            assert (luminance(dyed) + 0.05) / (ground + 0.05) >= 3, (figure["id"], colour)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, 0 to 1."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
