"""From a scenario, a vintage and the record to everything the loop needs; nothing is read after this."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.manifest import Manifest, package_versions
from fedsheet.core.units import from_bn, from_bp, from_pct, to_bn, to_pct
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.held.open_sheet import NO_LISTS, Lists, OpeningRequest, open_sheet
from fedsheet.portfolio.held.opening import Opening
from fedsheet.portfolio.held.valuation import Valuation
from fedsheet.portfolio.income.deferred_asset import deferred_on
from fedsheet.portfolio.liabilities.ahead import Ahead, account_mean, liability_paths, ordinary_on_rrp
from fedsheet.portfolio.liabilities.known_weeks import Weeks, weeks_known
from fedsheet.portfolio.liabilities.on_rrp import OnRrpModel, OnRrpStart
from fedsheet.portfolio.liabilities.parameters import LiabilityModels
from fedsheet.portfolio.liabilities.rules import GdpPath, GivenPath, LiabilityPaths, gdp_path, lowered, observed_path
from fedsheet.portfolio.parameters import Parameters, ReserveManagement
from fedsheet.portfolio.principal.month_policy import PURCHASED, STOOD, MonthPolicy, Swap, monthly_mean, monthly_policy
from fedsheet.portfolio.principal.rules import BillsGoal, KeepReserves
from fedsheet.portfolio.principal.sales import with_mbs_sales, with_swap
from fedsheet.portfolio.project import PolicyRule, as_announced, project
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.rates import YEARS_EXPECTED, RatePath, rate_path
from fedsheet.portfolio.scenario.file import ADMINISTERED, MOST_YEARS, GivenLines, Level, Scenario, ScenarioFile
from fedsheet.portfolio.scenario.levers import load_levers
from fedsheet.record import PolicyPath
from fedsheet.record.from_data import refuse_range_alone

OBSERVED = {"tga": "WTREGEN", "on_rrp": "RRPONTSYD"}
RATES_FROM = date(2008, 1, 1)  # first month of the daily yields that ship; cohorts need the rates they were bought at
EARLIEST = date(2008, 4, 1)  # prepayment answers to mortgage rates of two and three months before
LEAST_RATE = 1e-9  # a hundred-thousandth of a basis point: rounding of sums
# Months past the end, so that no path depends on where it is cut: purchases look a year ahead, yields on another course
# of policy ten years (chain.links).
LINES_BEYOND_END, RATES_BEYOND_END = 13, 12 * YEARS_EXPECTED


@dataclass(frozen=True)
class Setting:
    """A scenario resolved against data; with a seed for paths it is the whole of what a projection depends on.

    known          every Wednesday up to the opening;  policy_known  the last day whose policy is not an assumption
    """

    name: str
    opening: Opening
    policies: list[MonthPolicy]
    rates: RatePath
    parameters: Parameters
    paths: LiabilityPaths
    until: date
    rule: PolicyRule
    commitments: tuple[float, ...]
    valuation: Valuation | None
    manifest: Manifest
    known: Weeks
    policy_known: date

    @property
    def gdp(self) -> GdpPath:
        """Nominal GDP, which liabilities and ends by reserves' share follow."""
        return self.paths.gdp


def resolve(
    scenario: Scenario,
    vintage: Vintage,
    record: PolicyPath,
    parameters: Parameters,
    opens: date | None = None,
    until: date | None = None,
    lists: Lists = NO_LISTS,
    is_valued: bool = True,
) -> Setting:
    """The setting of a scenario; `opens` and `until` override its own dates, `lists` the holdings of the opening.

    The opening's securities are priced unless `is_valued` says that levels alone are wanted.
    Days after the last statement held, or an end before the opening, raise `DateRangeError`.
    """
    spec = scenario.spec
    day = opens or _opening_day(spec, vintage)
    end = until or _end(spec, day)
    _check_dates(vintage, day, end, scenario.name)
    path = scenario.overlay(record)
    refuse_range_alone(record, vintage, _own_iorb_from(spec) or end)
    rates = _rates(scenario, vintage, record, parameters, day, end)
    opened = open_sheet(
        OpeningRequest(
            vintage, record, parameters, rates.up_to(day), day, _deferred(spec, vintage, day), lists, is_valued
        )
    )
    gdp = gdp_path(vintage, day, parameters.liabilities.gdp_growth)
    weeks = weeks_known(vintage, day, gdp.growth)
    known = {"each_date": None, "opening": day}.get(str(spec.policy_known), spec.policy_known)
    policies = monthly_policy(path, day, end, known if isinstance(known, date) else None)
    ahead = Ahead(weeks, parameters.owed, gdp)
    paths = _liabilities(spec, vintage, opened.opening, ahead, add_months(end, LINES_BEYOND_END))
    return Setting(
        scenario.name,
        opened.opening,
        _with_sales(spec, policies, rates, opened.opening, parameters),
        rates,
        parameters,
        paths,
        end,
        _rule(spec, vintage, paths, parameters.reserve_management, day),
        opened.commitments,
        opened.valuation,
        _manifest(scenario, vintage, path, day, end, parameters, lists),
        weeks,
        known if isinstance(known, date) else last_announced(record),
    )


def project_setting(s: Setting) -> Projection:
    """The projection of a resolved setting."""
    found = project(
        s.name, s.opening, s.policies, s.rates, s.parameters, s.paths, s.until, s.manifest, s.rule, s.commitments
    )
    return replace(found, valuation=s.valuation)


def project_scenario(
    scenario: Scenario, vintage: Vintage, record: PolicyPath, parameters: Parameters,
    opens: date | None = None, until: date | None = None, is_valued: bool = True,
) -> Projection:  # fmt: skip
    """One scenario, deterministic; without the worth of its opening where levels alone are wanted."""
    return project_setting(resolve(scenario, vintage, record, parameters, opens, until, is_valued=is_valued))


def _with_sales(
    spec: ScenarioFile, policies: list[MonthPolicy], rates: RatePath, opening: Opening, parameters: Parameters
) -> list[MonthPolicy]:
    """The months with what the scenario sells, and what it brings."""
    if sell := spec.sell:
        model = parameters.prepayment_known(opening.day).model
        policies = with_mbs_sales(
            policies, sell.mbs_usd_bn_a_month, sell.start, sell.end, rates, opening.mbs.cohorts, model,
            parameters.mortgage_pool,
        )  # fmt: skip
    if swap := spec.swap:
        policies = with_swap(policies, Swap(from_bn(swap.usd_bn_a_month), swap.over_years), swap.start, swap.end)
    return policies


def _rule(
    spec: ScenarioFile, vintage: Vintage, paths: LiabilityPaths, rule: ReserveManagement, day: date
) -> PolicyRule:
    """The rule on reserves, and on top of it a goal for bills."""
    found = _reserves_rule(spec, vintage, paths, rule, day)
    return BillsGoal(spec.bills_share, found) if spec.bills_share else found


def _reserves_rule(
    spec: ScenarioFile, vintage: Vintage, paths: LiabilityPaths, rule: ReserveManagement, day: date
) -> PolicyRule:
    """What the scenario makes of policy on the way: an end by reserves, purchases that keep their share, or neither."""
    if keep := spec.reserve_management:
        rule = replace(
            rule,
            front_share=rule.front_share if keep.front_share is None else keep.front_share,
            gap_months=keep.gap_months or rule.gap_months,
            ceiling_usd_a_month=from_bn(keep.ceiling_usd_bn_a_month or to_bn(rule.ceiling_usd_a_month)),
        )
        base = paths.gdp if keep.of == "gdp" else _bank_credit(vintage, day, paths.gdp.growth)
        stop = spec.end.reserves_to_gdp if spec.end else None
        return KeepReserves(keep.share, base, paths, rule, day, ends=stop is not None, end_share=stop)
    if not spec.end:
        return as_announced
    return KeepReserves(spec.end.reserves_to_gdp, paths.gdp, paths, rule, day, buys=spec.end.keep_share)


def _bank_credit(vintage: Vintage, day: date, growth: float) -> GdpPath:
    """Bank credit as last published, grown as GDP is."""
    on, usd = vintage["TOTBKCR"].base_last(day)
    return GdpPath(on, usd, growth)


def last_announced(record: PolicyPath) -> date:
    """The day of the newest decision on purchases, caps or principal."""
    return max(a.effective_date for name in (*PURCHASED, *STOOD) for a in record.steps.get(name, ()))


def _opening_day(spec: ScenarioFile, vintage: Vintage) -> date:
    if isinstance(spec.opens, date):
        return spec.opens
    return newest_statement(vintage)


# Lines without which a statement opens nothing, each by the series that can tell it: a pull may have brought some only.
STATEMENT = (
    ("TREAST",), ("WSHOMCB",), ("WRBWFRBL", "WRESBAL"), ("WDTGAL", "WTREGEN"), ("WLRRAL", "WLRRAFOIAL"),
)  # fmt: skip
LATE = timedelta(weeks=5)  # a line that ended before that is not waited for


def newest_statement(vintage: Vintage) -> date:
    """The newest Wednesday of total assets on which the other main lines are held too."""
    total: date = vintage["WALCL"].last_day
    ends = [
        max(vintage[name].last_day for name in held)
        for names in STATEMENT
        if (held := [name for name in names if name in vintage])
    ]
    newest: date = min([total, *(end for end in ends if end > total - LATE)])
    return newest


def _deferred(spec: ScenarioFile, vintage: Vintage, day: date) -> float:
    """The deferred asset at the opening, US dollars; a scenario's own amount holds on its own day and no other."""
    given = spec.deferred_asset_usd_bn
    return deferred_on(day, vintage) if given is None or day != _opening_day(spec, vintage) else from_bn(given)


def _end(spec: ScenarioFile, day: date) -> date:
    return spec.until if isinstance(spec.until, date) else add_months(day, 12 * spec.until)


def _check_dates(vintage: Vintage, day: date, end: date, name: str) -> None:
    first, last = vintage["WALCL"].first_day, vintage["WALCL"].last_day
    first = max(first, EARLIEST)
    if not first <= day <= last:
        raise DateRangeError(
            "portfolio.resolve_statement_opens_projection", where=name, day=day, first=first, last=last
        )
    days: list[date] = vintage["WALCL"].days.astype(date).tolist()
    if day not in days:
        before, after = (bisect_left(days, day) + k for k in (-1, 0))
        raise DateRangeError(
            "portfolio.resolve_no_statement_of_day", where=name, day=day, before=days[before], after=days[after]
        )
    if end <= day:
        raise DateRangeError("portfolio.resolve_projection_ends_after_opens", where=name, end=end, day=day)
    latest = add_months(day, 12 * MOST_YEARS)
    if end > latest:
        raise DateRangeError(
            "portfolio.resolve_projection_opened_runs",
            where=name,
            day=day,
            end=end,
            latest=latest,
            most_years=MOST_YEARS,
        )


def _rates(
    scenario: Scenario, vintage: Vintage, record: PolicyPath, parameters: Parameters, day: date, end: date
) -> RatePath:
    """The rate path with the scenario's shifts; "observed" takes all that is held as given, past the end too."""
    observed = scenario.spec.rates == "observed"
    given_until = max(day, vintage["DGS10"].last_day) if observed else day
    beyond = "flat" if scenario.spec.rates == "flat" else "forwards"
    last = add_months(end, RATES_BEYOND_END)
    path = rate_path(vintage, record, parameters, RATES_FROM, last, given_until=given_until, beyond=beyond)
    days: list[date] = path.months.astype("datetime64[D]").astype(date).tolist()
    if shift := scenario.spec.shift:
        moved = GivenPath(tuple((one.on(day), from_bp(one.bp)) for one in shift))
        path = path.shifted(np.array([moved.at(d) if d >= moved.points[0][0] else 0.0 for d in days]))
    path = path.given(_own_rates(scenario, record, days))
    if scenario.own_rates:
        _check_corridor(path, day, end, scenario.name)
    return path


def _own_iorb_from(spec: ScenarioFile) -> date | None:
    """The day from which the scenario gives interest on reserves itself, as levels."""
    return next((levels[0].day for name, levels in spec.rate_path if name == "iorb" and levels), None)


def _check_corridor(path: RatePath, day: date, end: date, name: str) -> None:
    """Refuse rates of one's own by which ON RRP pays more than reserves earn: nobody would keep reserves."""
    months = path.months.astype("datetime64[D]")
    ahead = (months >= np.datetime64(day)) & (months <= np.datetime64(end))
    upside_down = np.flatnonzero(ahead & (path.on_rrp > path.iorb + LEAST_RATE))
    if len(upside_down):
        t = int(upside_down[0])
        month, on_rrp, iorb = str(months[t])[:7], to_pct(path.on_rrp[t]), to_pct(path.iorb[t])
        raise InputError("portfolio.resolve_corridor", where=name, month=month, on_rrp=on_rrp, iorb=iorb)


def _own_rates(scenario: Scenario, record: PolicyPath, months: list[date]) -> dict[str, NDArray[np.float64]]:
    """Rates that the scenario gives, (t,) by month, NaN elsewhere: its path, and its actions on what the Fed pays."""
    found = {}
    for name, levels in scenario.spec.rate_path:
        if levels:
            path = GivenPath(tuple((level.day, from_pct(level.percent)) for level in levels))
            first = levels[0].day.replace(day=1)
            found[name] = np.array([path.at(mid_month(m)) if m >= first else np.nan for m in months])
    overlaid = scenario.overlay(record)
    for name in ADMINISTERED:
        if days := [action.effective_date for action in scenario.spec.action if action.instrument == name]:
            first = min(days).replace(day=1)
            found[name] = np.array([monthly_mean(overlaid, name, m) if m >= first else np.nan for m in months])
    return found


def mid_month(month: date) -> date:
    """The day that stands for a month's mean."""
    return month.replace(day=15)


def _liabilities(spec: ScenarioFile, vintage: Vintage, opening: Opening, ahead: Ahead, end: date) -> LiabilityPaths:
    """Every line's path: the scenario's own where it gives one, else its model's from the opening's day."""
    day = opening.day
    own = _given(spec, vintage, day, end)
    given = liability_paths(ahead, opening.statement, end) | own
    pulled = _pulled(spec)
    given |= {line: lowered(given[line], by) for line, by in pulled.items() if line in given}
    liquidity = float(opening.reserves_usd + opening.statement.on_rrp_usd)
    start = OnRrpStart(_on_rrp_model(spec, ahead.models, day), ordinary_on_rrp(ahead, opening.statement), liquidity)
    mean = account_mean(ahead, given["tga"], end)
    return LiabilityPaths(ahead.gdp, start, given, mean, frozenset(own), pulled.get("reserves"))


def _pulled(spec: ScenarioFile) -> dict[str, GivenPath]:
    """What the levers pulled take off each line: nothing before their start, all of it some years later."""
    if not (pull := spec.levers):
        return {}
    over = load_levers().released(pull.pull, pull.at, pull.nsfr)
    start, end = pull.start, pull.start + timedelta(days=round(365 * pull.years))
    return {line: GivenPath(((start, 0.0), (end, usd))) for line, usd in over.items()}


def _on_rrp_model(spec: ScenarioFile, models: LiabilityModels, day: date) -> OnRrpModel:
    """The estimate known on the opening day; a scenario may say otherwise what banks keep."""
    known = models.on_rrp_known(np.datetime64(day)).model
    return replace(known, banks_keep_to_gdp=spec.banks_keep_to_gdp or known.banks_keep_to_gdp)


def _given(spec: ScenarioFile, vintage: Vintage, day: date, end: date) -> dict[str, GivenPath]:
    paths: dict[str, GivenPath] = {}
    for line in GivenLines.model_fields:
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
        "liabilities": parameters.owed.digest,
        "lists": lists.digest,
    }
    if own := scenario.own_rates:
        assumptions["own_rates"] = ", ".join(own)
    if shift := scenario.spec.shift:
        assumptions["shift"] = ", ".join(f"{one.on(day)} {one.bp:+g} bp" for one in shift)
    if given := [(line, levels) for line, levels in scenario.spec.given if isinstance(levels, list)]:
        assumptions["given"] = ", ".join(line for line, _ in given)
    if pull := scenario.spec.levers:
        assumptions["levers"] = str(pull.start)
    versions = package_versions("numpy", "pandas")
    return Manifest(f"project {scenario.name}", vintage.as_of, vintage.digest, path.digest, assumptions, None, versions)
