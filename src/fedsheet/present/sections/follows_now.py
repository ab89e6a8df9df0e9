"""What follows from the present and the years ahead: rates, purchases, the calendar, reserves, the sheet, risks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from statistics import median
from typing import TYPE_CHECKING, cast

from fedsheet.present.sections.follows import YEAR, NotHeldError, Sentence, Shown, a_year_apart, day, number, says
from fedsheet.present.table import Cell
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.market.results import MarketReport

NEAR_SHARE = 0.005  # reserves within half a point of bank credit count as the same
EVEN = 0.5
DECIDED = ("treasuries", "mbs", "other_assets")  # what the Committee decides on moves these
FIVE_BP, TEN_BP, SCARCE, AMPLE = 5e-4, 1e-3, 0.08, 0.09  # columns of the tables named here

# ---- policy --------------------------------------------------------------------------------------------------------


@says("administered-rates")
def corridor(shown: Shown, words: Words) -> str:
    """How wide the corridor is, and the room repo has under its ceiling."""
    rates, last = shown.numbers("administered-rates", "value"), shown.rows("target-range", "iorb_rate")[-1]
    iorb = number(last, "iorb_rate")
    return words("follows.corridor", width=max(rates) - min(rates), under=max(rates) - iorb)


@says("administered-rates")
def margin(shown: Shown, words: Words) -> str:
    """What a bank earns on funds' cash."""
    last = shown.rows("target-range", "iorb_rate", "on_rrp_rate")[-1]
    return words("follows.margin", over=number(last, "iorb_rate") - number(last, "on_rrp_rate"))


@says("purchases-done")
def kept_plan(shown: Shown, words: Words) -> str:
    """How much of what was announced was done."""
    whole = shown.rows("purchases-done", "announced")[-1]
    return words("follows.kept_plan", share=number(whole, "purchases") / number(whole, "announced"))


@says("purchases-done")
def adds_nothing(shown: Shown, words: Words) -> str:
    """How much of the rise in bills leaves reserves as they were."""
    whole = shown.rows("purchases-done", "announced")[-1]
    return words("follows.adds_nothing", share=number(whole, "agency_principal") / number(whole, "bills_rose"))


@says("days-ahead")
def next_decision(shown: Shown, words: Words) -> str:
    """The next meeting and how far off it is."""
    coming = day(shown.row("days-ahead", "event", words("view.event_meeting")))
    return words("follows.next_decision", day=coming, left=(coming - words.day).days)


def _drains(shown: Shown, words: Words) -> tuple[set[Cell], set[Cell]]:
    rows = shown.rows("days-ahead")
    events = (words("view.event_tax"), words("view.event_settlement"))
    tax, settled = ({row["date"] for row in rows if row["event"] == event} for event in events)
    return tax, settled


@says("days-ahead")
def drains(shown: Shown, words: Words) -> str:
    """On how many days cash can leave reserves for the Treasury's account."""
    tax, settled = _drains(shown, words)
    return words("follows.drains", n=len(tax | settled), tax=len(tax), settled=len(settled))


@says("days-ahead")
def drained_twice(shown: Shown, words: Words) -> str:
    """The first day on which both fall together, beside the quarter's end."""
    both = sorted(set.intersection(*_drains(shown, words)), key=str)
    end = day(shown.row("days-ahead", "event", words("view.event_quarter_end")))
    first = day({"date": both[0]})
    if first > end:
        raise NotHeldError("days-ahead")
    return words("follows.drained_twice", first=first, left=(end - first).days)


# ---- reserves ------------------------------------------------------------------------------------------------------


@says("market-adequacy")
def year_before(shown: Shown, words: Words) -> str:
    """What the same filter said a year before."""
    before, last = a_year_apart(shown.rows("market-adequacy", "chance_not_abundant"))
    values = {"now": number(last, "chance_not_abundant"), "before": number(before, "chance_not_abundant")}
    same = (values["now"] > EVEN) == (values["before"] > EVEN)
    return words(f"follows.year_before_{'same' if same else 'turned'}", day=day(before), **values)


@says("market-demand-curve")
def same_share(shown: Shown, words: Words) -> str:
    """How far apart rates stood at today's share of reserves."""
    rows = shown.rows("market-demand-curve", "reserves_share", "effr_minus_iorb")
    now = number(rows[-1], "reserves_share")
    alike = [number(r, "effr_minus_iorb") for r in rows if abs(number(r, "reserves_share") - now) <= NEAR_SHARE]
    return words("follows.same_share", share=now, low=min(alike), high=max(alike), n=len(alike))


@says("market-curve")
def room(shown: Shown, words: Words) -> str:
    """How far reserves can fall before SOFR passes interest on reserves."""
    first, at = _room(shown)
    return words("follows.room", start=first, fall=first - at, at=at)


def _room(shown: Shown) -> tuple[float, float]:
    """Reserves at the start of the curve, and where SOFR first stands above interest on reserves, US dollars."""
    rows = shown.rows("market-curve")
    first = number(rows[0], "reserves")
    at = number(next(iter(r for r in rows if number(r, "sofr_minus_iorb") > 0), rows[0]), "reserves")
    if at == first:
        raise NotHeldError("market-curve")
    return first, at


@says("market-curve")
def likely_strain(shown: Shown, words: Words) -> str:
    """From which reserves a spread of more than five basis points is likelier than not."""
    row = next(iter(r for r in shown.rows("market-curve") if number(r, "over_5bp") > EVEN), None)
    if row is None:
        raise NotHeldError("market-curve")
    return words("follows.likely_strain", level=FIVE_BP, at=number(row, "reserves"), chance=number(row, "over_5bp"))


@says("market-curve")
def steeper(shown: Shown, words: Words) -> str:
    """What the first and the last step of the table cost."""
    rows = shown.rows("market-curve")
    spread = [number(row, "sofr_minus_iorb") for row in rows]
    step = number(rows[0], "reserves") - number(rows[1], "reserves")
    return words("follows.steeper", step=step, first=spread[1] - spread[0], last=spread[-1] - spread[-2])


@says("reserve-bridge")
def without_drain(shown: Shown, words: Words) -> str:
    """What reserves would have done without the factor that moved them most."""
    rows = [row for row in shown.rows("reserve-bridge", "contribution") if row["side"] is not None]
    most = max(rows, key=lambda row: abs(number(row, "contribution")))
    whole = number(shown.row("reserve-bridge", "factor", "reserves"), "contribution")
    key = "follows.without_factor" if most["factor"] in DECIDED else "follows.without_factor_outside"
    factor = words(f"review.factor_{most['factor']}")
    return words(key, factor=factor, rest=whole - number(most, "contribution"))


# ---- the sheet ahead -----------------------------------------------------------------------------------------------


@says("portfolio-ahead")
def first_year(shown: Shown, words: Words) -> str:
    """How the sheet changes over the first year."""
    rows = shown.rows("portfolio-ahead", "mbs", "treasuries", "total_assets")
    start = rows[0]
    end = next(row for row in reversed(rows) if day(row) <= day(start) + YEAR)
    moved = {key: number(end, key) - number(start, key) for key in ("mbs", "treasuries", "total_assets")}
    if not moved["mbs"] < 0 < moved["treasuries"]:
        raise NotHeldError("portfolio-ahead")
    return words("follows.first_year", day=day(end), **moved)


@says("portfolio-ahead")
def mix(shown: Shown, words: Words) -> str:
    """What Treasuries and MBS make of the assets, now and at the end."""
    rows = shown.rows("portfolio-ahead", "mbs", "treasuries", "total_assets")
    start, end = rows[0], rows[-1]
    shares = {
        f"{key}_{moment}": number(row, key) / number(row, "total_assets")
        for moment, row in (("now", start), ("then", end))
        for key in ("treasuries", "mbs")
    }
    return words("follows.mix", end=day(end), **shares)


@says("reserve-chances")
def what_runoff_adds(shown: Shown, words: Words) -> str:
    """What runoff resumed does to the chance of scarce reserves."""
    last = shown.rows("reserve-chances", "base_8", "resumed_8")[-1]
    values = {"base": number(last, "base_8"), "resumed": number(last, "resumed_8")}
    return words("follows.what_runoff_adds", level=SCARCE, day=day(last), **values)


# ---- risks, at the end of the key figures --------------------------------------------------------------------------


@says("key-figures")
def taken_off(shown: Shown, words: Words) -> str:
    """How much of the peak has been taken off again."""
    levels = shown.numbers("key-figures", "assets")
    whole = {"table": "key-figures", "share": 1 - levels[-1] / max(levels)}
    return words("follows.taken_off", **whole, peak=max(levels), last=levels[-1])


def risks(shown: Shown, words: Words) -> list[str]:
    """Direction, size and trigger of what could turn the view; each where its figures are held."""
    return _held((_risk_reserves, _risk_year_end, _risk_income, _risk_growth), shown, words)


def changes(shown: Shown, words: Words) -> list[str]:
    """What would change the view of page one: the decision that leaves the least reserves, and how few are few."""
    return _held((_change_of_policy, _change_of_reserves), shown, words)


def _held(sentences: Sequence[Sentence], shown: Shown, words: Words) -> list[str]:
    found = []
    for sentence in sentences:
        with suppress(LookupError):
            found.append(sentence(shown, words))
    return found


def _change_of_policy(shown: Shown, words: Words) -> str:
    rows = shown.rows("scenario-table", "reserves_to_gdp", "sofr_over_iorb")
    base, least = rows[0], min(rows, key=lambda row: number(row, "reserves_to_gdp"))
    if base is least:
        raise NotHeldError("scenario-table")
    values = {"share": number(least, "reserves_to_gdp"), "base": number(base, "reserves_to_gdp")}
    told = {"scenario": least["_scenario"], "day": day(least, "day"), "spread": number(least, "sofr_over_iorb")}
    return words("follows.change_policy", **values, **told)


def _change_of_reserves(shown: Shown, words: Words) -> str:
    first, passed = _room(shown)
    return words("follows.change_reserves", start=first, at=passed)


def _risk_reserves(shown: Shown, words: Words) -> str:
    last = shown.rows("reserve-chances", "base_9")[-1]
    return words("follows.risk_reserves", level=AMPLE, day=day(last), chance=number(last, "base_9"))


def _risk_year_end(shown: Shown, words: Words) -> str:
    row = shown.row("market-forecast-dates", "day_kind", "year_end")
    found = cast("MarketReport | None", shown.results.get("market"))
    if found is None or ("sofr", 1) not in found.forecasts:
        raise NotHeldError("market-forecast-dates")
    origin = found.forecasts["sofr", 1].outlook.origin
    return words(
        "follows.risk_year_end", origin=origin, level=TEN_BP, double=2 * TEN_BP, day=day(row),
        chance=number(row, "above_10_bp"), far=number(row, "above_20_bp"),
    )  # fmt: skip


def _risk_income(shown: Shown, words: Words) -> str:
    base, other = (shown.row("scenario-table", "scenario", name) for name in ("today", "higher-for-longer"))
    return words(
        "follows.risk_income", year=day(base, "day"), base=number(base, "income"), other=number(other, "income")
    )


def _risk_growth(shown: Shown, words: Words) -> str:
    row = shown.row("scenario-table", "scenario", "recession")
    effects = number(row, "effect_low"), number(row, "effect_high")
    return words("follows.risk_growth", low=max(effects), high=min(effects), middle=median(effects))
