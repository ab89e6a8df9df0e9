"""The pool: renderers in their own processes draw what one in this process draws, and say what went wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fedsheet.core.errors import ModelError
from fedsheet.present.blocks import figures
from fedsheet.present.figures import draw, png
from fedsheet.present.renderer_pool import RendererPool
from present.report_support import documents


def test_renderers_draw_the_same_bytes_as_this_process() -> None:
    chosen = list(figures(documents()["zh"].blocks))[:5]
    with RendererPool() as pool:
        drawn = {name: future.result() for name, future in pool.begin(chosen).items()}
    for figure in chosen:
        here = draw(figure.spec)
        assert (drawn[figure.id].svg, drawn[figure.id].width, drawn[figure.id].height) == (
            here.svg,
            here.width,
            here.height,
        )
        assert drawn[figure.id].png == png(here)


def test_a_spec_that_cannot_be_drawn_is_a_named_error_and_the_next_is_drawn() -> None:
    good = next(figures(documents()["zh"].blocks))
    bad = replace(good, id="bad", spec={"mark": 3})
    with RendererPool(renderers=1) as pool:
        pending = pool.begin([bad, good])
        with pytest.raises(ModelError, match="could not be drawn"):
            pending["bad"].result()
        assert pending[good.id].result().svg.startswith("<svg")
