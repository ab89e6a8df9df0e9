"""The pool: renderers in their own processes draw what one in this process draws, and say what went wrong."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from fedsheet.core.errors import ModelError
from fedsheet.present.blocks import figures
from fedsheet.present.charts.theme import theme
from fedsheet.present.figures import draw, numbered_afresh, png, pngs
from fedsheet.present.fonts import FAMILY, PART, subset_otf
from fedsheet.present.renderer_pool import RendererPool
from present.report_support import documents


def test_renderers_with_a_part_of_the_typeface_draw_the_same_bytes_as_this_process_with_all_of_it() -> None:
    document = documents()["zh"]
    chosen = list(figures(document.blocks))[:5]
    with RendererPool() as pool:
        drawn = {name: future.result() for name, future in pool.begin(chosen, document.letters).items()}
    here = {figure.id: draw(figure.spec) for figure in chosen}
    assert drawn == here
    assert pngs(list(here.values()))[3] == png(here[chosen[3].id])


def test_a_part_has_a_name_that_no_font_of_the_system_has_and_no_picture_says_it(tmp_path: Path) -> None:
    """The renderer takes the system's font of a name first: one text was measured by another edition, and slowly."""
    part = subset_otf("Reserves")
    (tmp_path / "part.otf").write_bytes(part)
    with TTFont(BytesIO(part)) as font:
        assert font["name"].getDebugName(1) == PART != FAMILY
    spec = {"mark": "text", "data": {"values": [{"told": "Reserves"}]}, "encoding": {"text": {"field": "told"}}}
    svg = draw({**spec, "config": theme()}, tmp_path).svg
    assert FAMILY in svg
    assert PART not in svg


def test_a_figure_does_not_depend_on_what_its_renderer_drew_before() -> None:
    """The renderer counts clip paths and gradients through its life."""
    assert numbered_afresh("url(#gradient_7) clip12 gradient_7") == numbered_afresh(
        "url(#gradient_3) clip40 gradient_3"
    )


def test_a_spec_that_cannot_be_drawn_is_a_named_error_and_the_next_is_drawn() -> None:
    good = next(figures(documents()["zh"].blocks))
    bad = replace(good, id="bad", spec={"mark": 3})
    with RendererPool(renderers=1) as pool:
        pending = pool.begin([bad, good])
        with pytest.raises(ModelError, match="could not be drawn"):
            pending["bad"].result()
        assert pending[good.id].result().svg.startswith("<svg")


def test_a_file_beside_the_reader_is_not_taken_for_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    good = next(figures(documents()["zh"].blocks))
    with RendererPool(renderers=1) as pool:
        assert pool.begin([good])[good.id].result().svg.startswith("<svg")
