"""Exhibits of a projection drawn: its main lines, the fan of its reserves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.present.charts import portfolio as charts
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.chain import assumed_rates

if TYPE_CHECKING:
    from fedsheet.portfolio.many_paths.project_paths import PathResult
    from fedsheet.portfolio.projection import Projection
    from fedsheet.present.text import Words

PUBLISHERS = ("board", "nyfed", "treasury")


@exhibit("projection-lines", of="projection")
def drawn(found: Projection, words: Words) -> Exhibit:
    """Total assets, Treasuries, MBS and reserves of one scenario."""
    caption = words("portfolio.projection_of", name=found.name)
    shown = charts.main_lines("projection-lines", found, words)
    return Exhibit.of(words, shown, caption, source(words, *PUBLISHERS), *assumed_rates(found.manifest, words))


@exhibit("projection-fan", of="paths")
def fan(found: PathResult, words: Words) -> Exhibit:
    """Reserves on the drawn paths of rates: median and bands at month-ends."""
    caption = words("portfolio.fan_of", name=found.name, n=found.n_paths, seed=found.seed)
    shown = charts.fan("projection-fan", found, "reserve_balances", words)
    return Exhibit.of(words, shown, caption, source(words, *PUBLISHERS))
