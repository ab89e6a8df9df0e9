"""What moved a yield: the expected path or the premium, real rates or breakeven, over every phase and announcement.

The zero curve comes from Gürkaynak–Sack–Wright parameters where the vintage holds them (table `gsw_parameters`), else
from a fit to the par yields held. Two sets of parameters read it: those estimated on 1961–2018, which ship, and those
estimated on the days held alone. The second knows only two decades with one long fall of rates; the distance between
the two is a plain measure of how far the split can be trusted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.lazy import pd
from fedsheet.core.units import from_bp
from fedsheet.core.vintage import Vintage
from fedsheet.review.assets import Asset, AssetMeasure, asset
from fedsheet.review.events import event_changes, event_positions
from fedsheet.review.eventsets import EventSet
from fedsheet.review.termpremium import TermPremiumModel, affine_loadings, decompose, estimate, month_ends
from fedsheet.review.windows import Window
from fedsheet.review.zerocurve import ZeroCurves, from_gsw_parameters, from_par_yields

Array = NDArray[np.float64]
PAR_SERIES = {"DGS3MO": 0.25, "DGS2": 2.0, "DGS5": 5.0, "DGS10": 10.0, "DGS30": 30.0}
GSW_TABLE = "gsw_parameters"
GSW_COLUMNS = ("BETA0", "BETA1", "BETA2", "BETA3", "TAU1", "TAU2")
MONTHS = (24, 60, 120)
NEAR = from_bp(15.0)  # of a change: the New York Fed's five factors and ours tell the same story
OURS = ("expected", "premium", "unexplained", "own_premium", "month_end_premium", "month_end_expected")  # of a row
N_FACTORS_GSW = 5
N_FACTORS_FITTED = 3  # a fitted curve has rank four; beyond three factors the short sample has nothing to say


@dataclass(frozen=True)
class PremiumHistory:
    """Daily split of zero yields for 2, 5 and 10 years, all (t, 3) decimals.

    expected, premium      by the long-sample parameters (or the full estimate where published curves are held)
    own_premium            by parameters estimated on the days held alone
    estimated              first and last month of the sample behind `expected`
    method                 how the curve was had, in words; fit_rmse its error in par yields
    """

    days: NDArray[np.datetime64]
    months: tuple[int, ...]
    fitted: Array
    expected: Array
    own_premium: Array
    method: str
    fit_rmse: float
    persistence: float
    estimated: tuple[date, date]

    @property
    def premium(self) -> Array:
        """Fitted minus expected."""
        return self.fitted - self.expected

    def column(self, months: int) -> int:
        """Which column holds this maturity."""
        return self.months.index(months)

    def series(self, values: Array, name: str, months: int = 120) -> Asset:
        """One column as an asset that windows and events can measure."""
        return Asset(name, AssetMeasure.RATE, self.days, values[:, self.column(months)])


@dataclass(frozen=True)
class SplitRow:
    """One window or event: changes in decimals of the ten-year yield and of its parts.

    nominal = breakeven + real (identity of the definition); expected + premium is the change of the model's zero yield,
    which differs from that of the par yield by `unexplained`. own_premium is the premium by the short sample's model.
    published_* are the changes published between `month_ends`, those before the two days, by the estimate named
    `published_by`; month_end_* are ours between the same two. None where no one estimate spans the window, and where
    it has no path.
    """

    id: str
    start: date
    end: date
    nominal: float
    expected: float
    premium: float
    unexplained: float
    breakeven: float
    real: float
    own_premium: float
    published_by: str | None = None
    published_premium: float | None = None
    published_expected: float | None = None
    month_end_premium: float | None = None
    month_end_expected: float | None = None
    month_ends: tuple[date, date] | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether both our parts lie within `NEAR` of the published changes; None where both are not published."""
        pairs = (
            (self.month_end_premium, self.published_premium), (self.month_end_expected, self.published_expected),
        )  # fmt: skip
        apart = [abs(ours - theirs) for ours, theirs in pairs if ours is not None and theirs is not None]
        return None if len(apart) < len(pairs) else max(apart) <= NEAR

    def told(self, name: str) -> float | None:
        """One part of a phase: ours stands only where published premium and path are there and near."""
        return None if name in OURS and not self.agrees else getattr(self, name)

    @property
    def published_yield(self) -> float | None:
        """The change of the yield that the published parts add up to, between the month-ends."""
        if self.published_premium is None or self.published_expected is None:
            return None
        return self.published_premium + self.published_expected


@cache
def _parameters() -> dict[str, Any]:
    text = resources.files("fedsheet.review").joinpath("data/term_premium.toml").read_text("utf-8")
    return tomllib.loads(text)


def shipped_sample() -> tuple[date, date]:
    """First and last month of the sample behind the parameters that ship."""
    return _parameters()["first_month"], _parameters()["last_month"]


@cache
def shipped_model() -> TermPremiumModel:
    """The parameters that ship (`data/term_premium.toml`), with the loadings they imply."""
    p = _parameters()
    mu, phi, sigma = (np.array(p[name]) for name in ("mu", "phi", "sigma"))
    lambda_0, lambda_1, delta_1 = (np.array(p[name]) for name in ("lambda_0", "lambda_1", "delta_1"))
    short = (float(p["delta_0"]), delta_1)
    priced = affine_loadings(mu - lambda_0, phi - lambda_1, sigma, p["sigma_squared"], short, 120)
    expected = affine_loadings(mu, phi, sigma, p["sigma_squared"], short, 120)
    return TermPremiumModel(
        np.array(p["centre"]),
        np.array(p["weights"]),
        mu,
        phi,
        sigma,
        lambda_0,
        lambda_1,
        *short,
        p["sigma_squared"],
        priced,
        expected,
        float(np.abs(np.linalg.eigvals(phi)).max()),
        p["n_months"],
    )


def _par_yields(vintage: Vintage) -> pd.DataFrame:
    return pd.DataFrame({name: vintage.base(name) for name in PAR_SERIES}).dropna()


def par_curves(vintage: Vintage) -> ZeroCurves:
    """Zero curves fitted to the daily par yields held, on the days that have all five."""
    return _fitted(_par_yields(vintage))


def par_curve_on(vintage: Vintage, day: date) -> ZeroCurves:
    """The fitted curve of the last day up to `day` that has all five par yields."""
    return _fitted(_par_yields(vintage).loc[: pd.Timestamp(day)].iloc[-1:])


def _fitted(held: pd.DataFrame) -> ZeroCurves:
    days = held.index.to_numpy().astype("datetime64[D]")
    return from_par_yields(days, held.to_numpy(), list(PAR_SERIES.values()))


def published_curves(vintage: Vintage) -> ZeroCurves:
    """Zero curves from the published parameters in the vintage's table."""
    held = vintage.table(GSW_TABLE).dropna()
    days = pd.DatetimeIndex(held["date"]).to_numpy().astype("datetime64[D]")
    return from_gsw_parameters(days, held[list(GSW_COLUMNS)].to_numpy(dtype=float))


def premium_history(vintage: Vintage) -> PremiumHistory:
    """The daily split, by the best curve the vintage allows."""
    published = GSW_TABLE in vintage.tables
    curves = published_curves(vintage) if published else par_curves(vintage)
    own = estimate(month_ends(curves).yields, N_FACTORS_GSW if published else N_FACTORS_FITTED)
    model, sample = own, (date.fromisoformat(str(curves.days[0])), date.fromisoformat(str(curves.days[-1])))
    if not published and vintage.as_of > shipped_sample()[1]:  # on an earlier day those parameters were not knowable
        model, sample = shipped_model(), shipped_sample()
    split, own_split = decompose(model, curves, MONTHS), decompose(own, curves, MONTHS)
    return PremiumHistory(
        curves.days,
        MONTHS,
        split.fitted,
        split.expected,
        own_split.premium,
        curves.method,
        curves.fit_rmse,
        model.persistence,
        sample,
    )


def _parts(vintage: Vintage, history: PremiumHistory) -> list[Asset]:
    """Nominal, expected, premium, breakeven, real, own premium: the columns of a row in order."""
    return [
        asset(vintage, "DGS10"),
        history.series(history.expected, "expected"),
        history.series(history.premium, "premium"),
        asset(vintage, "BREAKEVEN10"),
        asset(vintage, "DFII10"),
        history.series(history.own_premium, "own premium"),
    ]


def _row(row_id: str, start: date, end: date, changes: Sequence[float]) -> SplitRow:
    nominal, expected, premium, breakeven, real, own = changes
    return SplitRow(row_id, start, end, nominal, expected, premium, nominal - expected - premium, breakeven, real, own)


# Estimate, its premium, its path. Vintages of one model are never joined; the first that spans a window tells it.
PUBLISHED = (
    ("acm_before", "ACMTP10", "ACMRNY10"), ("acm", "ACMTP10_2026_09", ""), ("kim_wright", "THREEFYTP10", ""),
)  # fmt: skip


def _beside_published(row: SplitRow, vintage: Vintage, history: PremiumHistory) -> SplitRow:
    """The row with the published changes between the month-ends before its days, and ours between the same."""
    for by, premium, path in PUBLISHED:
        held = _month_end_values(vintage, premium)
        if held.empty or held.index[0] > pd.Timestamp(row.start):
            continue
        if held.index[-1] < pd.Timestamp(row.end).replace(day=1) - pd.offsets.BDay(1):
            continue
        months = pd.DatetimeIndex(held.index)
        ends = [months[int(months.searchsorted(pd.Timestamp(day), side="right")) - 1] for day in (row.start, row.end)]
        expected = _month_end_values(vintage, path)
        return replace(
            row,
            published_by=by,
            published_premium=float(held.loc[ends[1]] - held.loc[ends[0]]),
            published_expected=None if expected.empty else float(expected.loc[ends[1]] - expected.loc[ends[0]]),
            month_end_premium=_between(history.series(history.premium, "premium"), ends),
            month_end_expected=_between(history.series(history.expected, "expected"), ends),
            month_ends=(ends[0].date(), ends[1].date()),
        )
    return row


def _month_end_values(vintage: Vintage, name: str) -> pd.Series[float]:
    """The last value of every month; empty where the series is not held."""
    if name not in vintage:
        return pd.Series(dtype=float)
    held = vintage.base(name).dropna()
    return held.groupby(pd.DatetimeIndex(held.index).to_period("M")).tail(1)


def _between(ours: Asset, ends: Sequence[pd.Timestamp]) -> float | None:
    """The change of ours between two days, each read on the last day held by then; None where it begins later."""
    first, last = (int(np.searchsorted(ours.days, np.datetime64(d.date()), side="right")) - 1 for d in ends)
    return float(ours.scale[last] - ours.scale[first]) if first >= 0 else None


def split_windows(vintage: Vintage, history: PremiumHistory, windows: Iterable[Window]) -> tuple[SplitRow, ...]:
    """Every window that all parts cover, in the order given; the published premium beside ours."""
    parts, rows = _parts(vintage, history), []
    for window in windows:
        start, end = window.market_start, window.market_end
        if all(part.covers(start, end) for part in parts):
            changes = [float(p.scale[p.position(end)] - p.scale[p.position(start)]) for p in parts]
            rows.append(_beside_published(_row(window.id, start, end, changes), vintage, history))
    return tuple(rows)


def split_events(vintage: Vintage, history: PremiumHistory, study: EventSet, window_days: int) -> tuple[SplitRow, ...]:
    """Every date of a set and their sum; a date outside the figures raises."""
    parts = _parts(vintage, history)
    changes = []
    for part in parts:
        positions = event_positions(part, study.events, window_days)
        changes.append(event_changes(part.scale, positions, window_days))
    by_event = np.stack(changes, axis=1)
    rows = [
        _row(str(e.date), e.date, e.date, [float(x) for x in c]) for e, c in zip(study.events, by_event, strict=True)
    ]
    return (*rows, _row("sum", study.dates[0], study.dates[-1], [float(x) for x in by_event.sum(axis=0)]))
