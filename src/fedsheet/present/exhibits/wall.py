"""Exhibits of what lies ahead in tables: the maturity wall, scenarios beside each other, chances of low reserves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.dates import add_months
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.chain.scenario_table import ScenarioRow
    from fedsheet.portfolio.many_paths.path_result import PathResult
    from fedsheet.portfolio.maturity_wall import MaturityWall
    from fedsheet.portfolio.results import PortfolioReport
    from fedsheet.portfolio.scenario.assumed import Assumption
    from fedsheet.present.text import Words

PUBLISHERS = ("board", "nyfed", "treasury")
YEAR = 12
SHARES = (0.09, 0.08)  # of GDP
YEARS = 3


@exhibit("soma-wall", of="wall")
def treasuries(found: MaturityWall, words: Words) -> Exhibit:
    """Treasuries held by month of maturity, bills apart from coupons."""
    from fedsheet.present.charts import wall as charts

    over = None if found.treasury_cap is None else int((found.coupons > found.treasury_cap).sum())
    key = "portfolio.wall_caption" if over is None else "portfolio.wall_caption_cap"
    caption = words(
        key, coupons=float(found.coupons[:YEAR].sum()), bills=float(found.bills[:YEAR].sum()), months=YEAR,
        over=over, n=len(found.months), cap=found.treasury_cap,
    )  # fmt: skip
    note = words("portfolio.wall_note", day=found.opens)
    return Exhibit.of(words, charts.treasuries(found, words), caption, source(words, *PUBLISHERS), note)


@exhibit("soma-wall-mbs", of="wall")
def mbs(found: MaturityWall, words: Words) -> Exhibit:
    """Principal of agency MBS by month with its interval."""
    from fedsheet.present.charts import wall as charts

    low, middle, high = (float(x) for x in found.mbs[:, :YEAR].sum(axis=1))
    caption = words("portfolio.wall_mbs_caption", months=YEAR, middle=middle, low=low, high=high, cap=found.agency_cap)
    note = words("portfolio.wall_mbs_note")
    return Exhibit.of(words, charts.mbs(found, words), caption, source(words, *PUBLISHERS), note)


def wall_title(found: MaturityWall, words: Words) -> str:
    """What falls due within a year, and how much of it is bills."""
    bills = float(found.bills[:YEAR].sum())
    whole = float((found.coupons[:YEAR] + found.mbs[1][:YEAR]).sum()) + bills
    return words("portfolio.wall_title", usd=whole, months=YEAR, share=bills / whole)


def wall_text(found: MaturityWall, words: Words) -> str:
    """What follows of the wall: what a month must be bought for the sheet to keep its size; what caps would let go."""
    mbs = float(found.mbs[1][:YEAR].sum())
    due = found.coupons[:YEAR] + found.bills[:YEAR] + found.mbs[1][:YEAR]
    whole, fullest = float(due.sum()), int(np.argmax(due))
    said = [
        words("portfolio.wall_all", months=YEAR, first=found.months[0], usd=whole, share=mbs / whole),
        words("portfolio.wall_month", usd=float(due.mean()), fullest=float(due[fullest]), month=found.months[fullest]),
    ]
    if found.treasury_cap is not None and found.agency_cap is not None:
        treasury = np.minimum(found.coupons[:YEAR] + found.bills[:YEAR], found.treasury_cap).sum()
        agency = np.minimum(found.mbs[1][:YEAR], found.agency_cap).sum()
        over = (found.coupons[:YEAR] > found.treasury_cap).sum(), (found.mbs[1][:YEAR] > found.agency_cap).sum()
        facts = {"usd": float(treasury + agency), "coupons": int(over[0]), "mbs": int(over[1]), "n": YEAR}
        said.append(words("portfolio.wall_capped", **facts))
    return words("common.sentence_gap").join(said)


def scenarios_text(found: Sequence[ScenarioRow], words: Words) -> str:
    """What follows of the scenarios: which one moves reserves, the rate and income most, each beside the baseline."""
    base, others = found[0], found[1:]
    name = {r.name: r.title.of(words.language) for r in found}

    def of(row: ScenarioRow) -> dict[str, object]:
        return {"day": row.day, "name": name[row.name]}

    size = max(others, key=lambda r: abs(r.reserves_usd - base.reserves_usd))
    income = max(others, key=lambda r: abs(r.income_usd - base.income_usd))
    said = [
        words("portfolio.scenario_reserves", **of(size), usd=size.reserves_usd - base.reserves_usd),
        words("portfolio.scenario_income", **of(income), usd=income.income_usd - base.income_usd),
    ]
    spreads = [(r.sofr_over_iorb, r.name) for r in found if r.sofr_over_iorb is not None]
    if spreads:
        (low, _), (high, which) = min(spreads), max(spreads)
        said.append(words("portfolio.scenario_rates", name=name[which], high=high, low=low))
    paces = sorted(
        (one.value, row.reserves_to_gdp)
        for row in others
        for one in row.assumed[:1]
        if len(row.assumed) == 1 and one.id == "bills" and isinstance(one.value, float)
    )
    if len(paces) > 1:
        (slow, least), *_, (fast, most) = paces
        facts = {"slow": slow, "least": least, "fast": fast, "most": most, "base": base.reserves_to_gdp}
        said.append(words("portfolio.scenario_paces", **facts))
    return words("common.sentence_gap").join(said)


# ---- scenarios ---------------------------------------------------------------------------------------------------


@exhibit("scenario-table", of="scenario table")
def scenarios(found: Sequence[ScenarioRow], words: Words) -> Exhibit:
    """One row a scenario: the sheet, reserves, SOFR over IORB, income, the ten-year yield beside the baseline."""
    columns = (
        Column("scenario", "text", ""), Column("_scenario", "text", "terms.scenario"), Column("day", "iso", ""),
        Column("total_assets", "money"), Column("reserve_balances", "money"),
        Column("reserves_to_gdp", "pct1", "portfolio.head_share"),
        Column("sofr_over_iorb", "bp1_num", "portfolio.head_sofr"), Column("income", "money", "portfolio.head_income"),
        Column("effect_low", "bp1_num", "portfolio.head_effect_low"),
        Column("effect_high", "bp1_num", "portfolio.head_effect_high"),
    )  # fmt: skip
    rows = [
        (
            r.name, r.title.of(words.language), r.day, r.total_assets_usd, r.reserves_usd, r.reserves_to_gdp,
            r.sofr_over_iorb, r.income_usd, *r.effect,
        )
        for r in found
    ]  # fmt: skip
    fewest = min(found, key=lambda r: r.reserves_to_gdp)
    caption = words(
        "portfolio.scenarios_caption", day=found[0].day, base=found[0].reserves_to_gdp, least=fewest.reserves_to_gdp,
        name=fewest.title.of(words.language), spread=fewest.sofr_over_iorb,
    )  # fmt: skip
    table = Table.of("scenario-table", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), words("portfolio.scenarios_note"))


# ---- what they assume --------------------------------------------------------------------------------------------

# How a value is printed, and the message of its unit beside it.
UNITS = {
    "usd": ("money", "common.unit_money"), "usd_month": ("money", "common.unit_money_month"),
    "rate": ("pct2", "assumed.unit_a_year"), "growth": ("pct1", "assumed.unit_a_year"),
    "share": ("pct1", "assumed.unit_of_gdp"), "bp": ("bp_num", "common.unit_bp"),
    "months": ("int", "assumed.unit_months"),
}  # fmt: skip


@exhibit("scenario-assumptions", of="scenario table")
def assumptions(found: Sequence[ScenarioRow], words: Words) -> Exhibit:
    """Every assumption of the base case, and what sets each other scenario apart: value, unit, day and who sets it."""
    columns = (
        Column("scenario", "text", ""), Column("_scenario", "text", "terms.scenario"), Column("id", "text", ""),
        Column("_assumption", "text", "assumed.column_assumption"), Column("value", "general", ""),
        Column("_value", "general", "assumed.column_value"), Column("unit", "text", "assumed.column_unit"),
        Column("day", "iso", "assumed.column_day"), Column("by", "name:assumed.by_", "assumed.column_by"),
    )  # fmt: skip
    rows = [
        (
            row.name, row.title.of(words.language), one.id, words(f"assumed.id_{one.id}"), one.value,
            *_value_and_unit(one, words), one.day, one.by,
        )
        for row in found
        for one in row.assumed
    ]  # fmt: skip
    table = Table.of("scenario-assumptions", words, columns, rows)
    caption = words("assumed.caption", n=len(found[0].assumed), others=len(found) - 1)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS, "fomc"), words("assumed.note"))


def _value_and_unit(one: Assumption, words: Words) -> tuple[str, str]:
    """A value as its unit prints it; a rule of the record in words, without a unit."""
    if one.unit == "rule":
        return words(f"record.rule_{one.value}"), ""
    form, unit = UNITS[one.unit]
    return (words("assumed.none") if one.value is None else words.format(one.value, form)), words(unit)


def assumptions_text(found: Sequence[ScenarioRow], words: Words) -> str:
    """On what the view rests: how much of it is recorded, taken from markets, or this report's own."""
    base = found[0].assumed
    by = {name: sum(one.by in group for one in base) for name, group in WHOSE.items()}
    of = {one.id: one for one in base}
    said = [words("assumed.opens", day=of["total_assets"].day, n=len(base), **by)]
    if "keep_share" in of:
        said.append(words("assumed.rule", share=of["keep_share"].value, most=of["ceiling"].value))
    said.append(words("assumed.rates", day=of["iorb"].day, iorb=of["iorb"].value, ten_year=of["ten_year"].value))
    return words("common.sentence_gap").join(said)


WHOSE = {"official": ("statement", "record"), "market": ("forwards",), "own": ("rule", "trend", "model")}


# ---- chances -----------------------------------------------------------------------------------------------------


@exhibit("reserve-chances", of="portfolio report")
def chances(found: PortfolioReport, words: Words) -> Exhibit:
    """Chances of reserves under shares of GDP at each quarter's end, on the baseline and with runoff resumed."""
    fans = (("base", found.ahead_fan), ("resumed", found.resumed))
    columns = [Column("date", "iso")] + [
        Column(f"{name}_{share:.0%}".replace("%", ""), "pct0", label=words(f"portfolio.chance_{name}", share=share))
        for name, _ in fans
        for share in SHARES
    ]
    until = add_months(found.ahead_fan.days[0], YEAR * YEARS)
    places = [n for n, day in enumerate(found.ahead_fan.days) if n and day.month % 3 == 0 and day <= until]
    rows: list[tuple[Cell, ...]] = [
        (found.ahead_fan.days[n], *(_under(fan, share, n) for _, fan in fans for share in SHARES)) for n in places
    ]
    last = rows[-1]
    caption = words("portfolio.chances_caption", day=last[0], share=SHARES[0], base=last[1], resumed=last[3])
    table = Table.of("reserve-chances", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), words("portfolio.chances_note"))


def _under(fan: PathResult, share: float, place: int) -> float:
    return float(np.mean(fan.lines["reserve_balances"][:, place] < share * fan.gdp[place]))
