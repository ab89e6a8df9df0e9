"""Who holds reserves, as far as is published: cash assets of large and of small domestic banks by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage

LARGE, SMALL = "CASLCBW027NBOG", "CASSCBW027NBOG"
MONTHS_BACK = (0, 12, 24, 60)


@dataclass(frozen=True)
class HolderReserves:
    """Cash assets on one day, US dollars; `large_share` of the two together."""

    day: date
    large_usd: float
    small_usd: float

    @property
    def large_share(self) -> float:
        """What large banks have of it."""
        return self.large_usd / (self.large_usd + self.small_usd)


def reserve_holders(vintage: Vintage) -> tuple[HolderReserves, ...]:
    """The newest month and some before it, oldest first; none where the two series are not held."""
    if LARGE not in vintage or SMALL not in vintage:
        return ()
    both = pd.concat([vintage.base(LARGE), vintage.base(SMALL)], axis=1).dropna()
    places = [len(both) - 1 - back for back in reversed(MONTHS_BACK) if len(both) > back]
    rows = [(both.index[place].date(), *both.iloc[place]) for place in places]
    return tuple(HolderReserves(day, float(large), float(small)) for day, large, small in rows)
