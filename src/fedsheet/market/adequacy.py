"""How ample reserves are: the satiation point, the slope of demand, and how far reserves are from it, day by day.

    structural     value of reserves = IORB + (ceiling − IORB) · Φ((θA − R)/(σA)); satiated where Φ has fallen to 5%
    reduced form   EFFR − IORB on log(reserves / bank credit), rolling 250 days, HAC standard errors

Both are estimates with bands; see docs/market.md. The structural parameters end in 2023, so that later days are out of
sample; the reduced form follows the data and shows where demand has moved since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from fedsheet.core.errors import DateRangeError
from fedsheet.core.shown import Card, Shown, bn
from fedsheet.core.vintage import Vintage
from fedsheet.market.conditions import FIRST_DAY, MarketDays, observed_days, on_days
from fedsheet.market.demand import Array, Behaviour
from fedsheet.market.parameters import Calibration
from fedsheet.record import PolicyPath

SATIATED = 0.05  # of the corridor is what a further dollar of reserves is still worth over IORB
WINDOW = 250
LAGS = 10
BAND, COVERAGE = 1.645, 0.90  # standard deviations to either side, and the share of a normal they hold
STEP = 0.01  # of bank credit by which reserves are lower, in the slopes


@dataclass(frozen=True, repr=False)
class Adequacy(Shown):
    """Arrays (t,): reserves and satiation over bank credit, and the distance in US dollars, with 90% bands.

    slope_structural   change of the value of reserves for reserves lower by 1% of bank credit, decimal rate
    slope_rolling      the same from the rolling reduced form, with its 90% band; NaN for the first 250 days
    """

    days: pd.DatetimeIndex
    reserves_usd: Array
    reserves_share: Array
    satiation_share: Array
    satiation_low: Array
    satiation_high: Array
    distance_usd: Array
    distance_low_usd: Array
    distance_high_usd: Array
    slope_structural: Array
    slope_rolling: Array
    slope_low: Array
    slope_high: Array

    def card(self) -> Card:
        """The last day's distance from where demand turns flat."""
        low, middle, high = (float(x[-1]) for x in (self.distance_low_usd, self.distance_usd, self.distance_high_usd))
        facts = (
            ("reserves", f"{bn(float(self.reserves_usd[-1]))} USD bn, {self.reserves_share[-1]:.1%} of bank credit"),
            ("over satiation by", f"{bn(middle)} ({bn(low)} to {bn(high)}) USD bn"),
        )
        return Card("Adequacy of reserves", (self.days[0].date(), self.days[-1].date()), None, facts)

    def frame(self) -> pd.DataFrame:
        """Every measure by day."""
        import pandas as pd

        names = [name for name in self.__dataclass_fields__ if name != "days"]
        return pd.DataFrame({name: getattr(self, name) for name in names}, index=self.days)


def adequacy(vintage: Vintage, path: PolicyPath, found: Calibration, start: date, end: date) -> Adequacy:
    """Every settlement day from `start` to `end`; the rolling window looks back to days before `start`."""
    b = found.behaviour
    sample = observed_days(vintage, path, b, FIRST_DAY, end)
    asked = sample.days >= pd.Timestamp(start)
    if start < FIRST_DAY or not asked.any() or len(sample.days) < WINDOW:
        raise DateRangeError(
            f"No adequacy from {start} to {end}",
            possible=f"Conditions are held from {FIRST_DAY} to {sample.days[-1].date()}; a slope needs {WINDOW} days",
        )
    reserves = sample.conditions.liquidity - on_days(vintage.base("RRPONTSYD"), sample.days)
    credit = sample.conditions.bank_assets
    share = reserves / credit
    level, deviation = satiation(found)
    effr = vintage.base("DFF").reindex(sample.days).to_numpy(np.float64)
    slope, error = rolling_slope(np.log(share), effr - sample.conditions.iorb)
    one = np.ones(len(sample.days))
    arrays = {
        "reserves_usd": reserves,
        "reserves_share": share,
        "satiation_share": level * one,
        "satiation_low": (level - BAND * deviation) * one,
        "satiation_high": (level + BAND * deviation) * one,
        "distance_usd": (share - level) * credit,
        "distance_low_usd": (share - level - BAND * deviation) * credit,
        "distance_high_usd": (share - level + BAND * deviation) * credit,
        "slope_structural": structural_slope(share, b, sample),
        "slope_rolling": -slope * STEP / share,
        "slope_low": (-slope - BAND * error) * STEP / share,
        "slope_high": (-slope + BAND * error) * STEP / share,
    }
    return Adequacy(sample.days[asked], **{name: values[asked] for name, values in arrays.items()})


def satiation(found: Calibration) -> tuple[float, float]:
    """Reserves over bank credit at which a further dollar is worth 5% of the corridor; (value, standard error).

    θ + z·σ with z the 95% quantile; the error by the delta method, with the covariance of the two estimates.
    """
    need, spread = found.parameters["reserve_need"], found.parameters["reserve_spread"]
    z = NormalDist().inv_cdf(1.0 - SATIATED)
    errors = need.standard_error or 0.0, spread.standard_error or 0.0
    variance = errors[0] ** 2 + (z * errors[1]) ** 2 + 2.0 * z * found.need_spread_covariance
    return need.value + z * spread.value, float(np.sqrt(variance))


def structural_slope(share: Array, b: Behaviour, sample: MarketDays) -> Array:
    """Rise of the value of reserves when reserves fall by 1% of bank credit."""
    corridor = sample.conditions.ceiling - sample.conditions.iorb
    z = (b.reserve_need - share) / b.reserve_spread
    density = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi)
    return np.asarray(corridor * density / b.reserve_spread * STEP)


def rolling_slope(x: Array, y: Array) -> tuple[Array, Array]:
    """(t,) slope of y on x over the last 250 days and its Newey-West standard error; NaN before."""
    u, v = (sliding_window_view(a, WINDOW) for a in (x, y))
    centred = u - u.mean(axis=1, keepdims=True)
    total = np.sum(centred**2, axis=1)
    beta = np.sum(centred * v, axis=1) / total
    score = centred * (v - v.mean(axis=1, keepdims=True) - beta[:, None] * centred)
    variance = np.sum(score**2, axis=1)
    for lag in range(1, LAGS + 1):
        variance += 2.0 * (1.0 - lag / (LAGS + 1)) * np.sum(score[:, lag:] * score[:, :-lag], axis=1)
    before = np.full(WINDOW - 1, np.nan)
    return np.append(before, beta), np.append(before, np.sqrt(np.maximum(variance, 0.0)) / total)
