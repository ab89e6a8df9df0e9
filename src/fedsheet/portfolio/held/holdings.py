"""SOMA's securities on one day: from a CUSIP list, or from the H.4.1 maturity distribution where no list is held.

Shapes: k securities. Par and inflation compensation in whole US dollars; coupons decimal a year (bills: the yield at
which they were bought; FRNs: the spread over the 13-week bill).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import parse_date
from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.ids import cusip as checked_cusip
from fedsheet.core.units import PERCENT
from fedsheet.instruments.treasury import Days, days
from fedsheet.portfolio.held.number_cells import is_missing, number_of

Dollars = NDArray[np.int64]
KINDS = ("bill", "note_bond", "tips", "frn", "agency_debt")
BILL, NOTE, TIPS, FRN, AGENCY = range(len(KINDS))
LEAST_TIPS_COUPON = 0.00125  # Treasury auctions TIPS with a coupon of at least 1/8 percent


@dataclass(frozen=True)
class Holdings:
    """k securities held on `as_of`; `kind` indexes `KINDS`, `name` is the CUSIP or what stands in for one.

    share_of_issue  (k,) held over outstanding, NaN where the amount outstanding is not held
    """

    as_of: date
    name: tuple[str, ...]
    kind: NDArray[np.int64]
    maturity_date: Days
    coupon: NDArray[np.float64]
    par_usd: Dollars
    compensation_usd: Dollars
    share_of_issue: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.name)

    @property
    def principal_usd(self) -> Dollars:
        """(k,) what is due at maturity as of today: par plus inflation compensation."""
        return self.par_usd + self.compensation_usd

    def total(self, *kinds: int) -> int:
        """Principal of these kinds, US dollars."""
        return int(self.principal_usd[np.isin(self.kind, kinds)].sum())

    @property
    def treasuries_usd(self) -> int:
        """Treasuries at face value with inflation compensation, as H.4.1 counts them."""
        return self.total(BILL, NOTE, TIPS, FRN)

    @property
    def largest_share(self) -> float | None:
        """The largest known share of a Treasury issue, None where none is known."""
        known = self.share_of_issue[(self.kind != AGENCY) & np.isfinite(self.share_of_issue)]
        return float(known.max()) if len(known) else None

    def select(self, mask: NDArray[np.bool_]) -> Holdings:
        """The securities where `mask` (k,) is true."""
        names = tuple(n for n, keep in zip(self.name, mask, strict=True) if keep)
        return Holdings(
            self.as_of, names, self.kind[mask], self.maturity_date[mask], self.coupon[mask], self.par_usd[mask],
            self.compensation_usd[mask], self.share_of_issue[mask],
        )  # fmt: skip


def holdings_from_rows(rows: Iterable[Mapping[str, object]], as_of: date, *, where: str = "holdings") -> Holdings:
    """Holdings from rows with cusip, kind, maturity_date, coupon_percent, spread_percent, par_usd,
    inflation_compensation_usd, share_of_issue; percent as published, missing coupons of bills and FRNs allowed.

    Refuses, naming the row and the value: a wrong CUSIP check digit, an unknown kind, a security matured by `as_of`,
    a negative par, a note without a coupon, a share of an issue outside 0 to 1, a CUSIP given twice.
    """
    found = [_security(row, as_of, f"{where}, row {i}") for i, row in enumerate(rows, start=1)]
    names = [row[0] for row in found]
    twice = next((n for n in names if names.count(n) > 1), None) if len(set(names)) < len(names) else None
    if twice:
        raise InputError("portfolio.holdings_cusip_listed_twice", where=where, twice=twice)
    columns = list(zip(*found, strict=True)) if found else [()] * 7
    name, kind, maturity, coupon, par, compensation, share = columns
    return Holdings(
        as_of,
        tuple(name),
        np.array(kind, dtype=np.int64),
        days(list(maturity)),
        np.array(coupon, dtype=np.float64),
        np.array(par, dtype=np.int64),
        np.array(compensation, dtype=np.int64),
        np.array(share, dtype=np.float64),
    )


def _security(row: Mapping[str, object], as_of: date, where: str) -> tuple[str, int, date, float, int, int, float]:
    try:
        name = checked_cusip(str(row["cusip"]))
    except InputError as error:
        raise error.at(where) from None
    kind = str(row["kind"])
    if kind not in KINDS:
        raise UnknownNameError("kind of security", kind, KINDS, where=where)
    maturity = parse_date(str(row["maturity_date"])[:10], where=where)
    if maturity <= as_of:
        raise InputError("portfolio.holdings_matured_holdings", where=where, name=name, maturity=maturity, as_of=as_of)
    par = _amount(row.get("par_usd"), name, where)
    if par < 0:
        raise InputError("portfolio.holdings_par", where=where, name=name, par=par)
    rate = _rate(row, kind, name, where)
    return (
        name,
        KINDS.index(kind),
        maturity,
        rate,
        round(par),
        round(_amount(row.get("inflation_compensation_usd"), name, where)),
        _share(row.get("share_of_issue"), name, where),
    )


def _rate(row: Mapping[str, object], kind: str, name: str, where: str) -> float:
    column = {"bill": None, "frn": "spread_percent"}.get(kind, "coupon_percent")
    if column is None:
        return float("nan")
    value = row.get(column)
    if is_missing(value):
        raise InputError("portfolio.holdings_has_no", where=where, name=name, kind=kind, column=column)
    return number_of(value, name, where) * PERCENT.scale


def _share(value: object, name: str, where: str) -> float:
    share = float("nan") if is_missing(value) else number_of(value, name, where)
    if share < 0.0 or share > 1.0:
        raise InputError("portfolio.holdings_share_issue", where=where, name=name, share=share)
    return share


def _amount(value: object, name: str, where: str) -> float:
    return 0.0 if is_missing(value) else number_of(value, name, where)


@dataclass(frozen=True)
class Bucket:
    """A maturity bucket of H.4.1: days after the statement from `start` to `end`, and what matures within, dollars."""

    start_days: int
    end_days: int
    principal_usd: int


def holdings_from_buckets(
    buckets: Iterable[Bucket],
    as_of: date,
    issued: Callable[[Days], tuple[NDArray[np.float64], NDArray[np.float64]]],
    kind: int = NOTE,
) -> Holdings:
    """Stand-ins for a list not held: each bucket's principal in equal parts on the mid-month and month-end dates
    within it, at the mean coupon of what matures in it.

    issued  of dates (k,): how much is held that matures then, as weights, and at which coupons
    An approximation, told as such: within a bucket the true dates are unknown.
    """
    dates, coupons, pars = [], [], []
    for bucket in buckets:
        if bucket.principal_usd == 0:
            continue
        first, last = (np.datetime64(as_of) + np.timedelta64(n, "D") for n in (bucket.start_days, bucket.end_days))
        slots = _coupon_dates(first, last)
        weights, coupon = issued(slots)
        edges = np.rint(np.linspace(0, bucket.principal_usd, len(slots) + 1)).astype(np.int64)
        mean = float(np.average(coupon, weights=weights if weights.sum() > 0 else None))
        dates.append(slots)
        pars.append(np.diff(edges))
        coupons.append(np.full(len(slots), mean))
    maturity = np.concatenate(dates)
    names = tuple(f"H.4.1 {KINDS[kind]} {d}" for d in maturity)
    par = np.concatenate(pars)
    kinds = np.full(len(par), kind, dtype=np.int64)
    unknown = np.full(len(par), np.nan)
    return Holdings(as_of, names, kinds, maturity, np.concatenate(coupons), par, np.zeros_like(par), unknown)


def joined(one: Holdings, other: Holdings) -> Holdings:
    """The securities of both, of one day."""
    columns = ("kind", "maturity_date", "coupon", "par_usd", "compensation_usd", "share_of_issue")
    together = (np.concatenate([getattr(one, name), getattr(other, name)]) for name in columns)
    return Holdings(one.as_of, one.name + other.name, *together)


def _coupon_dates(start: np.datetime64, end: np.datetime64) -> Days:
    """The 15ths and month-ends in [start, end]; the end itself where none falls between."""
    day, month = np.timedelta64(1, "D"), np.timedelta64(1, "M")
    months = np.arange(start.astype("datetime64[M]"), end.astype("datetime64[M]") + month)
    firsts = months.astype("datetime64[D]")
    both = np.sort(np.concatenate([firsts + 14 * day, (months + month).astype("datetime64[D]") - day]))
    inside: Days = both[(both >= start) & (both <= end)]
    return inside if len(inside) else np.array([end], dtype="datetime64[D]")


def scaled_to(holdings: Holdings, treasuries_usd: int) -> Holdings:
    """The same securities with Treasuries scaled to a total held, so that a list of another day opens a projection."""
    factor = treasuries_usd / holdings.treasuries_usd
    is_treasury = holdings.kind != AGENCY
    par = np.where(is_treasury, np.rint(holdings.par_usd * factor), holdings.par_usd).astype(np.int64)
    compensation = np.where(is_treasury, np.rint(holdings.compensation_usd * factor), 0).astype(np.int64)
    gap = treasuries_usd - int((par + compensation)[is_treasury].sum())
    par[np.argmax(np.where(is_treasury, par, -1))] += gap
    unknown = np.full(len(par), np.nan)
    return replace(holdings, par_usd=par, compensation_usd=compensation, share_of_issue=unknown)


def scaled_to_kinds(holdings: Holdings, par_usd: Mapping[int, int], compensation_usd: int) -> Holdings:
    """The same securities with each kind's par at the amount published, TIPS' compensation at its own.

    A kind that the list does not hold cannot be scaled: its amount goes to notes and bonds.
    """
    par, compensation = holdings.par_usd.copy(), holdings.compensation_usd.copy()
    absent = [kind for kind in par_usd if not (par[holdings.kind == kind] > 0).any()]
    wanted = {kind: usd for kind, usd in par_usd.items() if kind not in absent}
    wanted[NOTE] = par_usd[NOTE] + sum(par_usd[kind] for kind in absent) + (compensation_usd if TIPS in absent else 0)
    for kind, usd in wanted.items():
        of = holdings.kind == kind
        par[of] = _to_total(par[of], usd)
    tips = holdings.kind == TIPS
    if TIPS not in absent:
        weights = compensation[tips] if compensation[tips].sum() > 0 else par[tips]
        compensation[tips] = _to_total(weights, compensation_usd)
    unknown = np.full(len(par), np.nan)
    return replace(holdings, par_usd=par, compensation_usd=compensation, share_of_issue=unknown)


def _to_total(amounts: Dollars, total: int) -> Dollars:
    scaled: Dollars = np.rint(amounts * (total / amounts.sum())).astype(np.int64)
    scaled[np.argmax(scaled)] += total - int(scaled.sum())
    return scaled
