"""What follows from money markets and the policy outlook: rates, orders, the model, rules, signals, projections."""

from __future__ import annotations

from datetime import date
from statistics import fmean, median

from fedsheet.market.scenario import load_counterfactual
from fedsheet.present.measures import MONTHS_A_YEAR
from fedsheet.present.sections.follows import YEAR, NotHeldError, Row, Shown, day, number, says
from fedsheet.present.text import Words

GOAL = 0.02  # of inflation; FOMC, statement of 2012-01-25
KNOWN_AT_TAPER = date(2021, 9, 1)  # the last month of prices out on 2021-11-03, when the taper was announced
CRISIS_DAY = date(2019, 9, 17)

# ---- rates and their order -----------------------------------------------------------------------------------------


@says("rates")
def below(shown: Shown, words: Words) -> str:
    """How many overnight rates lie under interest on reserves."""
    spreads = shown.numbers("rates", "minus_iorb")
    return words("follows.below", n=sum(x < 0 for x in spreads), of=len(spreads))


@says("rates")
def widest(shown: Shown, words: Words) -> str:
    """Between which rates the averages of the calendar year stood furthest apart."""
    rows = sorted(shown.rows("rates", "year_mean"), key=lambda row: number(row, "year_mean"))
    low, high = rows[0], rows[-1]
    said = {"low": low["rate"], "high": high["rate"]}
    return words("follows.widest", width=number(high, "year_mean") - number(low, "year_mean"), **said)


@says("spreads")
def cheaper(shown: Shown, words: Words) -> str:
    """SOFR over interest on reserves in the last year and in the one before."""
    rows = shown.rows("spreads", "sofr_minus_iorb")
    end = day(rows[-1])
    now = [number(row, "sofr_minus_iorb") for row in rows if day(row) > end - YEAR]
    before = [number(row, "sofr_minus_iorb") for row in rows if end - 2 * YEAR < day(row) <= end - YEAR]
    if not before:
        raise NotHeldError("spreads")
    way = "dearer" if fmean(now) > fmean(before) else "cheaper"
    return words(f"follows.repo_{way}", end=end, now=fmean(now), before=fmean(before))


def _years(shown: Shown, key: str) -> tuple[Row, Row]:
    rows = [row for row in shown.rows("orderings", key) if str(row["year"]).isdigit()]
    if not rows:
        raise NotHeldError("orderings")
    return min(rows, key=lambda row: number(row, key)), max(rows, key=lambda row: number(row, key))


@says("orderings")
def dealers_charge(shown: Shown, words: Words) -> str:
    """In which years dealers lent dearer than they borrowed."""
    low, high = _years(shown, "tri_dvp")
    values = {"low": number(low, "tri_dvp"), "high": number(high, "tri_dvp")}
    return words("follows.dealers_charge", low_year=low["year"], high_year=high["year"], **values)


@says("orderings")
def repo_first(shown: Shown, words: Words) -> str:
    """In which years repo traded above fed funds."""
    low, high = _years(shown, "effr_sofr")
    values = {"low": number(low, "effr_sofr"), "high": number(high, "effr_sofr")}
    return words("follows.repo_first", low_year=low["year"], high_year=high["year"], **values)


# ---- the model -----------------------------------------------------------------------------------------------------


@says("market-kinds")
def cash_pools(shown: Shown, words: Words) -> str:
    """How large funds are beside what banks hold as reserves."""
    funds = number(shown.row("market-kinds", "number", 7), "size")
    reserves = shown.numbers("where-money-went", "wresbal")[-1]
    times = words.as_printed(funds, "usd") / words.as_printed(reserves, "usd")
    return words("follows.cash_pools", funds=funds, reserves=reserves, times=times)


@says("market-kinds")
def passed_on(shown: Shown, words: Words) -> str:
    """What is borrowed in DVP beside what dealers borrow in tri-party."""
    dealers, all_in_dvp = (number(shown.row("market-kinds", "number", n), "size") for n in (6, 9))
    times = words.as_printed(all_in_dvp, "usd") / words.as_printed(dealers, "usd")
    return words("follows.passed_on", tri=dealers, dvp=all_in_dvp, times=times)


@says("market-kinds")
def old_sizes(shown: Shown, words: Words) -> str:
    """How many sizes are older than a year."""
    rows = shown.rows("market-kinds", "size_date")
    old = sum(day(row, "size_date") < words.day - YEAR for row in rows)
    return words("follows.old_sizes", old=old, n=len(rows))


@says("market-september-2019")
def calm_too_soon(shown: Shown, words: Words) -> str:
    """How far the model misses on the days that were not fitted."""
    rows = [row for row in shown.rows("market-september-2019", "sofr_observed") if day(row) != CRISIS_DAY]
    misses = [abs(number(row, "sofr_model") - number(row, "sofr_observed")) for row in rows]
    return words("follows.calm_too_soon", miss=fmean(misses), worst=max(misses), n=len(misses))


@says("market-standing-repo")
def cuts_the_peak(shown: Shown, words: Words) -> str:
    """What a standing facility takes off the peak, and what it leaves."""
    rows = shown.rows("market-standing-repo", "without_standing_repo", "with_standing_repo")
    peak = max(rows, key=lambda row: number(row, "without_standing_repo"))
    left = number(peak, "with_standing_repo")
    return words("follows.cuts_the_peak", cut=number(peak, "without_standing_repo") - left, left=left)


@says("market-on-rrp")
def explained(shown: Shown, words: Words) -> str:
    """How close bills and fund cash come to the record of ON RRP."""
    rows = shown.rows("market-on-rrp", "observed", "driven")
    record = max(rows, key=lambda row: number(row, "observed"))
    seen = number(record, "observed")
    return words("follows.explained", share=number(record, "driven") / seen)


def _policy(name: str, words: Words) -> str:
    """A change of policy with its size, as the model's file titles it."""
    return load_counterfactual(name).title[words.language]


@says("market-response-rates")
def banks_or_repo(shown: Shown, words: Words) -> str:
    """Which rate follows interest on reserves."""
    sofr, effr, *_ = shown.rows("market-response-rates", "higher_iorb_drain_2022_2025")
    key = "higher_iorb_drain_2022_2025"
    values = {"sofr": number(sofr, key), "effr": number(effr, key)}
    return words("follows.banks_or_repo", policy=_policy("higher-iorb", words), **values)


@says("market-response-rates")
def floor_of_repo(shown: Shown, words: Words) -> str:
    """Which rate a cap on ON RRP lets go."""
    key = "on_rrp_cap_drain_2022_2025"
    sofr, effr, *_ = shown.rows("market-response-rates", key)
    values = {"sofr": number(sofr, key), "effr": number(effr, key)}
    return words("follows.floor_of_repo", policy=_policy("on-rrp-cap", words), **values)


@says("market-response-rates")
def repo_tells(shown: Shown, words: Words) -> str:
    """How much more strongly scarcity shows in repo."""
    key = "smaller_portfolio_september_2019"
    sofr, effr, *_ = shown.rows("market-response-rates", key)
    values = {"sofr": number(sofr, key), "effr": number(effr, key)}
    told = [words.as_printed(value, "bp1_abs") for value in values.values()]
    return words("follows.repo_tells", times=told[0] / told[1], policy=_policy("smaller-portfolio", words), **values)


# ---- guidance, rules, signals --------------------------------------------------------------------------------------


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month


@says("inflation-goal")
def late(shown: Shown, words: Words) -> str:
    """For how long prices had met their condition when the taper was announced."""
    rows = [row for row in shown.rows("inflation-goal", "pcepi_yoy") if day(row) <= KNOWN_AT_TAPER]
    below_goal = [n for n, row in enumerate(rows) if number(row, "pcepi_yoy") <= GOAL]
    above = rows[below_goal[-1] + 1 :]
    return words("follows.late", months=len(above), last=number(above[-1], "pcepi_yoy"))


@says("outlook-signals")
def judgement(shown: Shown, words: Words) -> str:
    """How far apart the days lie on which one condition is met, by the share that is asked for."""
    rows = [r for r in shown.rows("outlook-signals", "met_on") if r["condition"] == "substantial_further_progress"]
    first, last = rows[0], rows[-1]
    months = _months(day(first, "met_on"), day(last, "met_on"))
    said = {"low": first["_parameter"], "high": last["_parameter"]}
    return words("follows.judgement", first=day(first, "met_on"), last=day(last, "met_on"), months=months, **said)


RULES = (
    "taylor_1993", "balanced_approach", "inertial", "elb_adjusted", "average_inflation", "first_difference",
)  # fmt: skip


def _gap(row: Row) -> float:
    """The rules' median less the middle of the range."""
    middle = (number(row, "range_lower") + number(row, "range_upper")) / 2
    return median(number(row, name) for name in RULES if row.get(name) is not None) - middle


@says("outlook-rules-table")
def against_rules(shown: Shown, words: Words) -> str:
    """How far policy stands from the rules' middle."""
    last = shown.rows("outlook-rules-table")[-1]
    gap = _gap(last)
    return words(f"follows.policy_{'loose' if gap > 0 else 'tight'}", gap=gap, quarter=last["quarter"])


@says("outlook-rules-table")
def gap_moved(shown: Shown, words: Words) -> str:
    """Whether the distance has grown."""
    rows = shown.rows("outlook-rules-table")
    first, last = _gap(rows[0]), _gap(rows[-1])
    way = "wider" if abs(last) > abs(first) else "narrower"
    return words(f"follows.gap_{way}", quarter=day(rows[0], "quarter"), first=first, last=last)


@says("outlook-when")
def few_events(shown: Shown, words: Words) -> str:
    """How many separate events the cases are."""
    rows = shown.rows("outlook-when", "actual")
    return words("follows.few_events", n=len(rows), events=len({row["actual"] for row in rows}))


def _courses(shown: Shown) -> list[Row]:
    rows = shown.rows("outlook-chain")
    end = max(day(row) for row in rows)
    return [row for row in rows if day(row) == end]


@says("outlook-chain")
def rates_not_reserves(shown: Shown, words: Words) -> str:
    """How far apart the courses end."""
    rows = _courses(shown)
    sofr, reserves = ([number(row, key) for row in rows] for key in ("sofr", "reserve_balances"))
    return words("follows.rates_not_reserves", day=day(rows[0]), sofr=max(sofr) - min(sofr),
                 reserves=max(reserves) - min(reserves))  # fmt: skip


@says("outlook-chain")
def income_of_courses(shown: Shown, words: Words) -> str:
    """How much income hangs on the course, and whether strain does."""
    rows = _courses(shown)
    income, strain = ([number(row, key) for row in rows] for key in ("net_income_since_opening", "over_5bp"))
    return words("follows.income_of_courses", income=max(income) - min(income), level=5e-4, chance=max(strain))


@says("outlook-scorecard")
def no_change_wins(shown: Shown, words: Words) -> str:
    """How often no change would have come closer than the official projection."""
    rows = shown.rows("outlook-scorecard", "error", "error_unchanged")
    closer = sum(abs(number(r, "error_unchanged")) < abs(number(r, "error")) for r in rows)
    return words(f"follows.no_change_{'hard' if 2 * closer > len(rows) else 'weak'}", n=closer, of=len(rows))


@says("outlook-scorecard")
def ours_closer(shown: Shown, words: Words) -> str:
    """How often the projection of this report came closer than the official one, and than no change."""
    rows = shown.rows("outlook-scorecard", "error", "error_ours", "error_unchanged")
    closer, than_none = (
        sum(abs(number(r, "error_ours")) < abs(number(r, rival)) for r in rows)
        for rival in ("error", "error_unchanged")
    )
    return words("follows.ours_closer", n=closer, of=len(rows), than_none=than_none)
