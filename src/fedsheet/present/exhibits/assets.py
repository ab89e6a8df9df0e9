"""Exhibits of assets by window: a map shaded by placebo, and every cell with its band or the reason for its dash."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase
from typing import TYPE_CHECKING

from fedsheet.present.charts.asset_table import asset_map
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.effects import span
from fedsheet.present.exhibits.review import window_name
from fedsheet.present.table import Column, Table
from fedsheet.review.assettable import SHOWN, SIGNIFICANT

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.assettable import AssetCell, AssetTable

ASSET_FORMS = {"rate": "bp_num", "price": "pct1_signed", "index": "num2_signed"}


@exhibit("review-asset-cells", of="asset table")
def asset_cells(found: AssetTable, words: Words) -> Exhibit:
    """Every asset in every window: its change beside the placebo's band, or the reason why it has none."""
    columns = (
        Column("window", "text", ""), Column("_window"), Column("asset", "name:effects.asset_"),
        Column("series", "text", ""), Column("start", "iso"), Column("end", "iso"), Column("unit"),
        Column("change", "num2", ""), Column("_change"), Column("placebo_low", "num2", ""),
        Column("placebo_high", "num2", ""), Column("_band", "text", "effects.column_placebo_band"),
        Column("adjusted_p", "p"), Column("why_none", "name:effects.reason_"), Column("about"),
    )  # fmt: skip
    marks = marks_of(found)
    rows = [
        (
            c.window, window_name(c.window, words), c.asset, c.series, c.start, c.end,
            words(f"effects.unit_{c.counted}"), _counted(c.change, c.counted), cell_text(c, marks, words),
            _counted(c.low, c.counted), _counted(c.high, c.counted),
            span(c.low, c.high, ASSET_FORMS[c.counted], words) if c.low is not None else None, c.p_value,
            c.reason or None, c.detail or None,
        )
        for c in found.cells
    ]  # fmt: skip
    table = Table.of("review-asset-cells", words, columns, rows)
    brief = ("_window", "asset", "start", "end", "unit", "_change", "_band", "adjusted_p", "why_none", "about")
    sources, notes = source(words, "board", "eia", "chicago"), asset_notes(found, words)
    return Exhibit.of(words, table, _assets_caption(found, words), sources, *notes).briefly(*brief)


@exhibit("review-assets", of="asset table")
def assets_drawn(found: AssetTable, words: Words) -> Exhibit:
    """The same as a map: windows across, assets down, shaded by how unusual each change is."""
    marks = marks_of(found)
    shown = {(c.window, c.asset): cell_text(c, marks, words) for c in found.cells}
    changes = {(c.window, c.asset): c.change for c in found.cells}
    counted = {c.asset: c.counted for c in found.cells}
    columns = (
        Column("window", "text", ""), Column("_window"),
        *(Column(a, ASSET_FORMS[counted[a]], "") for a in counted),
        *(Column(f"_{a}", "text", f"effects.asset_{a}") for a in counted),
    )  # fmt: skip
    rows = [
        (w.id, window_name(w.id, words), *(changes[w.id, a] for a in counted), *(shown[w.id, a] for a in counted))
        for w in found.windows
    ]
    table = Table.of("review-assets", words, columns, rows)
    sources, notes = source(words, "board", "eia", "chicago"), asset_notes(found, words)
    return Exhibit.of(words, asset_map(found, shown, table, words), _assets_caption(found, words), sources, *notes)


def _counted(change: float | None, counted: str) -> float | None:
    """A change as published: basis points, percent, or index points."""
    scale = {"rate": 1e4, "price": 100.0, "index": 1.0}[counted]
    return None if change is None else change * scale


def marks_of(found: AssetTable) -> dict[str, str]:
    """The letter of each reason for a dash, in the order in which a reader of the map meets them: asset by asset."""
    assets = list(dict.fromkeys(c.asset for c in found.cells))
    met = sorted((c for c in found.cells if c.reason), key=lambda c: assets.index(c.asset))
    return dict(zip(dict.fromkeys(c.reason for c in met), ascii_lowercase, strict=False))


def cell_text(cell: AssetCell, marks: Mapping[str, str], words: Words) -> str:
    """A change in its unit, with an asterisk where it is unusual; a dash with the mark of its reason."""
    if cell.change is None:
        return words("effects.no_change", mark=marks[cell.reason])
    text = words.format(cell.change, ASSET_FORMS[cell.counted])
    return f"{text}*" if cell.is_unusual else text


def _assets_caption(found: AssetTable, words: Words) -> str:
    measured = [c for c in found.cells if c.change is not None]
    unusual = [c for c in measured if c.is_unusual]
    by_chance = SIGNIFICANT * len(measured)
    return words("effects.assets_caption", n=len(measured), unusual=len(unusual), chance=by_chance)


def asset_notes(found: AssetTable, words: Words) -> list[str]:
    """How the map is read, and each reason for a dash with the assets and windows it is about."""
    notes = [words("effects.assets_note", draws=found.n_draws, size=SIGNIFICANT)]
    told: dict[tuple[str, str, str], list[str]] = {}
    marks = marks_of(found)
    for c in sorted(found.cells, key=lambda c: marks.get(c.reason, "")):
        if c.reason:
            told.setdefault((c.reason, c.asset, c.detail), []).append(window_name(c.window, words))
    for (reason, asset_id, detail), windows in told.items():
        asset = words(f"effects.asset_{asset_id}")
        shown = [words("effects.every_window")] if len(windows) == len(found.windows) else windows
        notes.append(words(f"effects.why_{reason}", mark=marks[reason], asset=asset, detail=detail, windows=shown))
    own = [words("effects.own_id", asset=words(f"effects.asset_{a.id}"), id=a.series[0]) for a in SHOWN if a.owner]
    return [*notes, words("effects.own_ids", ids=own)]
