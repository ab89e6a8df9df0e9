"""What a programme did to the composition and maturity of holdings, between two key Wednesdays of the statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.review.keydates import key_days, key_levels

_HELD = "Assets: Securities Held Outright"
KINDS = {
    "bills": f"{_HELD}: U.S. Treasury securities: Bills",
    "notes_and_bonds": f"{_HELD}: U.S. Treasury securities: Notes and bonds, nominal",
    "tips": f"{_HELD}: U.S. Treasury securities: Notes and bonds, inflation-indexed",
    "inflation_compensation": f"{_HELD}: U.S. Treasury securities: Inflation compensation",
    "agency_debt": f"{_HELD}: Federal agency debt securities",
    "agency_mbs": f"{_HELD}: Mortgage-backed securities",
}
MATURITIES = {
    "to_15_days": "Maturing within 15 days",
    "16_to_90_days": "Maturing in 16 days to 90 days",
    "91_days_to_1_year": "Maturing in 91 days to 1 year",
    "1_to_5_years": "Maturing in over 1 year to 5 years",
    "5_to_10_years": "Maturing in over 5 years to 10 years",
    "over_10_years": "Maturing in over 10 years",
}
LONG = ("5_to_10_years", "over_10_years")


@dataclass(frozen=True)
class Composition:
    """Levels at both ends in US dollars, by kind and by maturity of Treasuries; maturities empty where not held."""

    start: date
    end: date
    kinds: Mapping[str, tuple[float, float]]
    maturities: Mapping[str, tuple[float, float]]

    def change(self, name: str) -> float:
        """Change of one kind or maturity, US dollars."""
        before, after = self.kinds[name] if name in self.kinds else self.maturities[name]
        return after - before

    @property
    def long_change_usd(self) -> float:
        """Change of Treasuries of more than five years."""
        return sum(self.change(name) for name in LONG)

    @property
    def short_change_usd(self) -> float:
        """Change of Treasuries of up to five years."""
        return sum(self.change(name) for name in self.maturities if name not in LONG)


def _levels(vintage: Vintage, day: date) -> dict[str, float]:
    levels = key_levels(vintage, day)
    if levels is None:
        near = ", ".join(str(d) for d in key_days(vintage))
        raise DateRangeError("review.composition_statement_among_key_wednesdays", day=day, near=near)
    return levels


def composition(vintage: Vintage, start: date, end: date) -> Composition:
    """Holdings by kind and maturity on two key Wednesdays; other days raise with the list of those held."""
    before, after = _levels(vintage, start), _levels(vintage, end)
    kinds = {name: (before[item], after[item]) for name, item in KINDS.items()}
    items = {name: f"{_HELD}: U.S. Treasury securities: {words}" for name, words in MATURITIES.items()}
    both = all(item in before and item in after for item in items.values())
    maturities = {name: (before[item], after[item]) for name, item in items.items()} if both else {}
    return Composition(start, end, kinds, maturities)
