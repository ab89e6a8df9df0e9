"""What surrounds every view: the menu, the page's own words, the dark edition of the figures' theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fedsheet.present.charts.theme import (
    BROWN,
    DARK,
    FALL,
    GOLD,
    GREY,
    LIGHT,
    MIDDLE,
    NAVY,
    RED,
    RISE,
    ROSE,
    SKY,
    TEAL,
    VIOLET,
    theme,
)
from fedsheet.present.text import Words
from fedsheet.sheet.h41_lines import WEEKLY
from fedsheet.web.page import View

# Colours of lines and bars that are too dim on a dark ground, each with a lighter tone of the same hue.
LIGHTER = {
    NAVY: "#a3c8f6",
    SKY: "#4a8fc4",
    RED: "#f0827b",
    ROSE: "#b0504b",
    GOLD: "#ebb655",
    TEAL: "#5fc7b6",
    VIOLET: "#b59bdb",
    BROWN: "#cc9c7e",
    RISE: "#5fc7b6",
    FALL: "#f0827b",
    GREY: "#a9b2bc",
    "white": DARK.background,
    MIDDLE: DARK.grid,
    LIGHT.easing: DARK.easing,
    LIGHT.ink: DARK.ink,
    LIGHT.soft: DARK.soft,
    LIGHT.axis: DARK.axis,
}

WORDS = (
    "again", "as_of", "before", "cancel", "cancelled", "choose_file", "cite", "close", "contents", "controls", "copied",
    "copy_command", "copy_figure_link", "copy_link", "copy_picture", "copy_python", "copy_text", "file_away",
    "file_bad", "find_rows", "follow", "forget", "forget_note", "forgotten", "key_back", "key_closer", "keys",
    "keys_on", "latest", "legend", "loading", "menu", "other_language", "print", "pull", "read_along", "refused_closed",
    "remaking", "reset", "show_numbers", "skip", "sort", "take_away", "theme", "whole_screen", "whole_span", "working",
)  # fmt: skip
# Words of the truth bar, thresholds, kept scenarios and boards.
DESK_WORDS = (
    "alert_add", "alert_allow", "alert_allowed", "alert_denied", "alert_examples", "alert_field", "alert_log",
    "alert_met", "alert_most", "alert_none", "alert_nothing", "alert_remove", "alert_title", "truth", "truth_itself",
    "truth_latest", "truth_update", "keep_title", "keep_name", "keep_it", "keep_open", "keep_remove", "keep_compare",
    "keep_none", "keep_need_name", "keep_choose", "board_pin", "board_pinned", "board_name", "board_present",
    "board_end", "board_earlier", "board_later", "board_wider", "board_remove", "board_save", "board_load",
    "board_first", "to_explore", "boards_mine", "board_not", "board_gone", "board_making",
)  # fmt: skip

# Words with places that the page fills itself: the places are written as the page looks for them.
PLACES = {
    "cannot": "day", "new_since": "day", "nothing_new": "day", "figure": "n", "board_of": "n of",
    "board_other_version": "version", "typed": "name", "no_view": "name", "shades": "names", "dashes": "names",
    "rows_kept": "n all", "vintage": "day digest", "pulled": "n",
}  # fmt: skip


def shell(views: Sequence[View], words: Words) -> dict[str, Any]:
    """`words` by key, `views` in the order of the menu, `dark` as a Vega-Lite config, `lighter` its colours."""
    said = {key: words(f"web.{key}") for key in (*WORDS, *DESK_WORDS)}
    said |= {
        key: words(f"web.{key}", **{name: f"{{{name}}}" for name in names.split()}) for key, names in PLACES.items()
    }
    menu = [{"name": view.name, "label": words(f"web.{view.name}"), "long": view.long} for view in views]
    tones = {name: asdict(tones) for name, tones in (("light", LIGHT), ("dark", DARK))}
    return {
        "lang": words.language, "words": said, "views": menu, "dark": theme(DARK), "lighter": LIGHTER, "tones": tones,
        "lines": {code: names[-1] for code, names in WEEKLY.items()},
    }  # fmt: skip
