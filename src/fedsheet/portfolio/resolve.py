"""From a scenario, a vintage and the record to everything the loop needs; nothing is read after this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError
from fedsheet.core.manifest import Manifest, digest_of, package_versions
from fedsheet.core.units import from_bn
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.cohorts import Cohorts, History, build_cohorts
from fedsheet.portfolio.deferred import deferred_on
from fedsheet.portfolio.holdings import Holdings, scaled_to
from fedsheet.portfolio.liabilities import GdpPath, GivenPath, LiabilityPaths, gdp_path, observed_path
from fedsheet.portfolio.mortgage_value import value_mortgages
from fedsheet.portfolio.opening import Opening, list_dates, opening_holdings, opening_statement
from fedsheet.portfolio.parameters import Parameters, load_parameters
from fedsheet.portfolio.policy import MonthPolicy, monthly_policy
from fedsheet.portfolio.pools import history_of_pools
from fedsheet.portfolio.project import PolicyRule, as_announced
from fedsheet.portfolio.rates import RatePath, last_curve, rate_path
from fedsheet.portfolio.roll import roll_forward
from fedsheet.portfolio.rules import EndByReserves, WithSales
from fedsheet.portfolio.scenario import MOST_YEARS, Given, Level, Scenario, ScenarioFile
from fedsheet.portfolio.valuation import Valuation, value_treasuries
from fedsheet.record import PolicyPath

OBSERVED = {"tga": "WTREGEN", "on_rrp": "RRPONTSYD"}
RATES_FROM = date(2008, 1, 1)  # first month of the daily yields that ship; cohorts need the rates they were bought at
EARLIEST = date(2008, 4, 1)  # prepayment answers to mortgage rates of two and three months before
RATES_BEYOND_END = 14  # months of rates past the end: coupons of new TIPS look a year ahead


@dataclass(frozen=True)
class Lists:
    """One's own lists of the opening day: securities, agency MBS pools; None where the figures here are used."""

    holdings: Holdings | None = None
    pools: Cohorts | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of both lists; empty where there is none."""
        h, p = self.holdings, self.pools
        parts = [h.maturity_date, h.coupon, h.par_usd, h.compensation_usd] if h else []
        parts += [p.upb_usd, p.note_rate, p.months_left, p.age_months, p.pool_factor] if p else []
        return digest_of(*(part.tobytes() for part in parts)) if parts else ""


NO_LISTS = Lists()


@dataclass(frozen=True)
class Setting:
    """A scenario resolved against data; with a seed for paths it is the whole of what a projection depends on."""

    name: str
    opening: Opening
    policies: list[MonthPolicy]
    rates: RatePath
    parameters: Parameters
    paths: LiabilityPaths
    until: date
    rule: PolicyRule
    commitments: tuple[float, ...]
    valuation: Valuation
    manifest: Manifest

    @property
    def gdp(self) -> GdpPath:
        """Nominal GDP, which liabilities and ends by reserves' share follow."""
        return self.paths.gdp


def resolve(
    scenario: Scenario,
    vintage: Vintage,
    record: PolicyPath,
    opens: date | None = None,
    until: date | None = None,
    lists: Lists = NO_LISTS,
) -> Setting:
    """The setting of a scenario; `opens` and `until` override its own dates, `lists` the holdings of the opening.

    Days after the last statement held, or an end before the opening, raise `DateRangeError`.
    """
    spec = scenario.spec
    parameters = load_parameters().keeping(spec.banks_keep_to_gdp)
    day = opens or _opening_day(spec, vintage)
    end = until or _end(spec, day)
    _check_dates(vintage, day, end, scenario.name)
    path = scenario.overlay(record)
    rates = _rates(scenario, vintage, record, parameters, day, end)
    opening, commitments = open_sheet(vintage, record, rates, parameters, day, _deferred(spec, vintage, day), lists)
    gdp = gdp_path(vintage, day, parameters.liabilities.gdp_growth)
    known = {"each_date": None, "opening": day}.get(str(spec.policy_known), spec.policy_known)
    policies = monthly_policy(path, day, end, known if isinstance(known, date) else None)
    return Setting(
        scenario.name,
        opening,
        [WithSales(spec.sell)(p) if spec.sell else p for p in policies],
        rates,
        parameters,
        LiabilityPaths(gdp, _given(spec, vintage, day, end)),
        end,
        EndByReserves(spec.end, gdp) if spec.end else as_announced,
        commitments,
        _valuation(vintage, opening, rates, parameters),
        _manifest(scenario, vintage, path, day, end, parameters, lists),
    )


def _opening_day(spec: ScenarioFile, vintage: Vintage) -> date:
    if isinstance(spec.opens, date):
        return spec.opens
    last: date = vintage["WALCL"].values.index[-1].date()
    return last


def _deferred(spec: ScenarioFile, vintage: Vintage, day: date) -> float:
    """The deferred asset at the opening, US dollars; a scenario's own amount holds on its own day and no other."""
    given = spec.deferred_asset_usd_bn
    return deferred_on(day) if given is None or day != _opening_day(spec, vintage) else from_bn(given)


def _end(spec: ScenarioFile, day: date) -> date:
    return spec.until if isinstance(spec.until, date) else add_months(day, 12 * spec.until)


def _check_dates(vintage: Vintage, day: date, end: date, name: str) -> None:
    first, last = (vintage["WALCL"].values.index[i].date() for i in (0, -1))
    first = max(first, EARLIEST)
    if not first <= day <= last:
        raise DateRangeError(
            f"No statement opens a projection on {day}",
            where=name,
            possible=f"Statements are held from {first} to {last}",
            do="Choose --from within them, or pull newer figures",
        )
    if end <= day:
        raise DateRangeError(f"The projection ends {end}, not after it opens {day}", where=name)
    latest = add_months(day, 12 * MOST_YEARS)
    if end > latest:
        raise DateRangeError(
            f"No projection opened on {day} runs to {end}",
            where=name,
            possible=f"The last possible day is {latest}, {MOST_YEARS} years on",
            do="Choose an earlier --until",
        )


def _rates(
    scenario: Scenario, vintage: Vintage, record: PolicyPath, parameters: Parameters, day: date, end: date
) -> RatePath:
    """The rate path with the scenario's shifts; "observed" takes what is held up to the end as given."""
    observed = scenario.spec.rates == "observed"
    given_until = max(day, min(end, vintage["DGS10"].values.index[-1].date())) if observed else day
    beyond = "flat" if scenario.spec.rates == "flat" else "forwards"
    last = add_months(end, RATES_BEYOND_END)
    path = rate_path(vintage, record, parameters, RATES_FROM, last, given_until=given_until, beyond=beyond)
    if not scenario.spec.shift:
        return path
    days = path.months.astype("datetime64[D]").astype(date)
    return path.shifted(np.array([scenario.shift_at(d) for d in days]))


def open_sheet(
    vintage: Vintage,
    record: PolicyPath,
    rates: RatePath,
    parameters: Parameters,
    day: date,
    deferred_usd: float,
    lists: Lists = NO_LISTS,
) -> tuple[Opening, tuple[float, ...]]:
    """The opening and the MBS bought in the months before and not settled yet; `lists` replace what is held here."""
    model, pool = parameters.prepayment_known(day).model, parameters.mortgage_pool
    mbs = build_cohorts(vintage, rates, model, pool, day)
    if lists.pools is not None:
        mbs = history_of_pools(lists.pools, mbs, day)
    holdings = lists.holdings or _holdings(vintage, record, rates, parameters, day)
    securities = int(holdings.principal_usd.sum()) + round(mbs.cohorts.total_usd)
    fading = parameters.income.premium_amortisation
    statement = opening_statement(vintage, day, securities, round(deferred_usd), fading)
    return Opening(statement, holdings, mbs), _commitments(record, mbs, day, pool.settlement_lag_months)


def _holdings(vintage: Vintage, record: PolicyPath, rates: RatePath, parameters: Parameters, day: date) -> Holdings:
    """Those of the day; else the newest list before it, carried forward by the recorded policy and scaled to H.4.1."""
    listed_on = max((d for d in list_dates(vintage) if d <= day), default=day)
    listed = opening_holdings(vintage, listed_on)
    if listed_on == day:
        return listed
    policies = monthly_policy(record, listed_on, day)
    model = parameters.prepayment_known(listed_on).model
    then = build_cohorts(vintage, rates, model, parameters.mortgage_pool, listed_on)
    carried = roll_forward(listed, then, policies, rates, parameters, day)
    return scaled_to(carried, round(vintage["TREAST"].last(day)[1]))


def _commitments(record: PolicyPath, mbs: History, day: date, lag: int) -> tuple[float, ...]:
    """What was committed to in the months before the opening: net purchases and principal to be reinvested in MBS."""
    months = [add_months(day.replace(day=1), -k) for k in range(lag, 0, -1)]
    found = []
    for policy in monthly_policy(record, months[0], months[-1]):
        paid = mbs.paid_by_month.get(np.datetime64(policy.month, "M"), 0.0)
        rest = max(paid - (policy.agency_cap_usd or 0.0), 0.0)
        reinvested = rest if policy.agency_rule.endswith("to_agency_mbs") else 0.0
        found.append(policy.purchases_usd["agency_mbs"] + reinvested)
    return tuple(found)


def _valuation(vintage: Vintage, opening: Opening, rates: RatePath, parameters: Parameters) -> Valuation:
    """The opening's securities at the yields of its day; mortgages at its month's mortgage rate."""
    day, held, mbs = opening.day, opening.holdings, opening.mbs.cohorts
    ten_year, real = (vintage[series_id].last(day)[1] for series_id in ("DGS10", "DFII10"))
    value, ten_year_equivalents = value_treasuries(held, last_curve(vintage, day), ten_year, real)
    model, market_rate = parameters.prepayment_known(day).model, float(rates.mortgage[rates.at(day)])
    worth = value_mortgages(mbs, model, parameters.mortgage_pool, market_rate, day.month)
    face, premium = float(held.treasuries_usd), float(opening.statement.premium_usd)
    return Valuation(day, value, face, ten_year_equivalents, worth, mbs.total_usd, premium, held.largest_share)


def _given(spec: ScenarioFile, vintage: Vintage, day: date, end: date) -> dict[str, GivenPath]:
    paths: dict[str, GivenPath] = {}
    for line in Given.model_fields:
        wanted: str | list[Level] | None = getattr(spec.given, line)
        if wanted == "observed":
            paths[line] = observed_path(vintage, OBSERVED[line], day, end)
        elif isinstance(wanted, list):
            paths[line] = GivenPath(tuple((level.day, from_bn(level.usd_bn)) for level in wanted))
    return paths


def _manifest(
    scenario: Scenario,
    vintage: Vintage,
    path: PolicyPath,
    day: date,
    end: date,
    parameters: Parameters,
    lists: Lists,
) -> Manifest:
    assumptions = {
        "scenario": scenario.digest_text,
        "opens": str(day),
        "until": str(end),
        "rates": scenario.spec.rates,
        "parameters": parameters.digest,
        "lists": lists.digest,
    }
    versions = package_versions("numpy", "pandas")
    return Manifest(f"project {scenario.name}", vintage.as_of, vintage.digest, path.digest, assumptions, None, versions)
