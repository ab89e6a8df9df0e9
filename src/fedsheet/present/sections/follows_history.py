"""What follows from looking back: rounds, assets by window, the premium, supply, the economy, runoffs, the pandemic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, cast

from fedsheet.present.sections.follows import NotHeldError, Row, Shown, day, number, says
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.review.assettable import AssetCell
    from fedsheet.review.macro import MacroRow
    from fedsheet.review.results import ReviewResults
    from fedsheet.review.rounds import RoundTold
    from fedsheet.review.rounds_report import RoundsReport

ROUNDS = ("lsap1", "lsap2", "mep", "lsap3")
PURCHASES = (*ROUNDS, "covid", "bills2019", "rmp")
CRISIS_DAY = date(2019, 9, 17)
WEDGE_MONTH = (date(2020, 3, 1), date(2020, 3, 31))
AS_ANNOUNCED = 0.02  # done to within this share counts as done as announced
FIRST_MONTHS = (date(2020, 3, 1), date(2020, 4, 1))

# ---- rounds of purchases -------------------------------------------------------------------------------------------


@says("qe2-purchases")
def replaced(shown: Shown, words: Words) -> str:
    """How much of what was bought added to the sheet."""
    row = shown.row("rounds-compared", "category_key", "lsap2")
    return words("follows.replaced", share=number(row, "assets") / number(row, "treasuries"))


@says("twist")
def longest(shown: Shown, words: Words) -> str:
    """How much of what grew runs over ten years, and how much of what fell was due within one."""
    of = {name: number(shown.row("twist", "category_key", name), "change") for name in
          ("up_to_1", "1_to_5", "5_to_10", "over_10")}  # fmt: skip
    grew, fell = of["5_to_10"] + of["over_10"], of["up_to_1"] + of["1_to_5"]
    return words("follows.longest", long=of["over_10"] / grew, short=of["up_to_1"] / fell)


@says("rounds-compared")
def both_bought(shown: Shown, words: Words) -> str:
    """What MBS and Treasuries made of the largest round."""
    row = shown.row("rounds-compared", "category_key", "lsap3")
    shares = {key: number(row, key) / number(row, "assets") for key in ("mbs", "treasuries")}
    return words("follows.both_bought", **shares)


@says("window-changes")
def not_the_sheet_alone(shown: Shown, words: Words) -> str:
    """Over which windows the ten-year yield rose and fell most."""
    rows = shown.rows("window-changes", "DGS10")
    low, high = (which(rows, key=lambda row: number(row, "DGS10")) for which in (min, max))
    said = {"low_window": low["window"], "high_window": high["window"]}
    return words("follows.not_the_sheet_alone", low=number(low, "DGS10"), high=number(high, "DGS10"), **said)


@says("window-changes")
def real_yields(shown: Shown, words: Words) -> str:
    """In how many rounds the real yield fell while breakevens rose."""
    rows = [row for row in shown.rows("window-changes", "DFII10", "breakeven10") if row["key"] in ROUNDS]
    fell = sum(number(row, "DFII10") < 0 for row in rows)
    return words("follows.real_yields", n=fell, of=len(rows))


def _told(shown: Shown) -> Sequence[RoundTold]:
    found = cast("RoundsReport | None", shown.results.get("rounds"))
    if found is None:
        raise NotHeldError("rounds")
    return found.rounds[0]


@says("rounds")
def against_supply(shown: Shown, words: Words) -> str:
    """How often the yield moved against what published elasticities say of holdings."""
    held = [one.channel for one in _told(shown) if {"nominal", "effect_low"} <= one.channel.keys()]
    against = sum(one["nominal"] * one["effect_low"] < 0 for one in held)
    if 2 * against <= len(held):
        raise NotHeldError("rounds")
    return words("follows.against_supply", n=against, of=len(held))


@says("rounds")
def premium_fell(shown: Shown, words: Words) -> str:
    """In how many windows the premium fell and the expected path rose."""
    held = [one.channel for one in _told(shown) if {"premium", "expected"} <= one.channel.keys()]
    if not held:
        raise NotHeldError("rounds")
    fell = sum(one["premium"] < 0 for one in held)
    rose = sum(one["expected"] > 0 for one in held)
    return words("follows.premium_fell", fell=fell, rose=rose, of=len(held))


@says("rounds")
def unemployment_fell(shown: Shown, words: Words) -> str:
    """In how many windows unemployment was lower at the end."""
    needed = {"unemployment_start", "unemployment_end"}
    held = [one.outcome for one in _told(shown) if needed <= one.outcome.keys()]
    fell = sum(one["unemployment_end"] < one["unemployment_start"] for one in held)
    return words("follows.unemployment_fell", n=fell, of=len(held))


# ---- assets and the premium ----------------------------------------------------------------------------------------


def _cells(shown: Shown) -> list[AssetCell]:
    found = cast("RoundsReport | None", shown.results.get("rounds"))
    cells = [cell for cell in found.assets.cells if cell.change is not None] if found else []
    if not cells:
        raise NotHeldError("review-assets")
    return cells


@says("review-assets")
def most_unusual(shown: Shown, words: Words) -> str:
    """The asset with most unusual windows, and how many assets never had one."""
    by_asset: dict[str, int] = {}
    for cell in _cells(shown):
        by_asset[cell.asset] = by_asset.get(cell.asset, 0) + cell.is_unusual
    top = max(by_asset, key=lambda name: by_asset[name])
    never = sum(not n for n in by_asset.values())
    return words(
        "follows.most_unusual", asset=words(f"effects.asset_{top}"), n=by_asset[top], never=never, of=len(by_asset)
    )


@says("review-assets")
def while_buying(shown: Shown, words: Words) -> str:
    """How many of the unusual changes fall into windows of purchases."""
    unusual = [cell for cell in _cells(shown) if cell.is_unusual]
    n = sum(cell.window in PURCHASES for cell in unusual)
    if 2 * n > len(unusual):
        raise NotHeldError("review-assets")
    return words("follows.while_buying", n=n, of=len(unusual), others=len(unusual) - n)


@says("review-assets")
def how_often(shown: Shown, words: Words) -> str:
    """The share of changes that were unusual."""
    cells = _cells(shown)
    n = sum(cell.is_unusual for cell in cells)
    return words("follows.how_often", share=n / len(cells), n=n, of=len(cells))


@says("premium-panel")
def levels_apart(shown: Shown, words: Words) -> str:
    """How far apart the estimates' levels lie."""
    values = shown.numbers("premium-panel", "value")
    return words("follows.levels_apart", apart=max(values) - min(values), n=len(values))


@says("premium-panel")
def over_a_year(shown: Shown, words: Words) -> str:
    """How many estimates rose over a year."""
    rows = shown.rows("premium-panel", "value", "year_before")
    moves = [number(row, "value") - number(row, "year_before") for row in rows]
    return words("follows.over_a_year", n=sum(x > 0 for x in moves), of=len(moves), low=min(moves), high=max(moves))


@says("premium-panel")
def changes_readable(shown: Shown, words: Words) -> str:
    """How steady the distance between estimates is beside its size."""
    row = max(shown.rows("premium-panel", "from_ours", "spread"), key=lambda row: number(row, "from_ours"))
    return words("follows.changes_readable", gap=number(row, "from_ours"), spread=number(row, "spread"))


@says("review-term-premium")
def premium_now(shown: Shown, words: Words) -> str:
    """The published premium a year before and now."""
    published = shown.row("premium-panel", "estimate", "acm")
    values = {"now": number(published, "value"), "before": number(published, "year_before")}
    return words("follows.premium_now", last=day(published), **values)


@says("review-split")
def by_the_premium(shown: Shown, words: Words) -> str:
    """How much of the last window's move was premium."""
    row = shown.rows("review-split")[-1]
    premium, path = (number(row, f"published_{part}") for part in ("premium", "expected"))
    which = "apart" if premium * path < 0 else "more" if abs(premium) > abs(path) else "less"
    return words(f"follows.by_the_premium_{which}", window=row["window"], premium=premium, path=path)


def _effects(shown: Shown) -> tuple[float, float, float, float]:
    """The effect of holdings at its strongest and on the last day: strong and weak elasticity of each."""
    rows = shown.rows("review-supply", "effect_low", "effect_high")
    peak, last = min(rows, key=lambda row: number(row, "effect_low")), rows[-1]
    if last is peak:
        raise NotHeldError("review-supply")
    (a, b), (c, d) = ((number(row, "effect_low"), number(row, "effect_high")) for row in (peak, last))
    return a, b, c, d


@says("review-ledger")
def done_as_announced(shown: Shown, words: Words) -> str:
    """How far what was traded stood from what was announced."""
    rows = shown.rows("review-ledger", "announced", "traded")
    gap = {n: abs(number(row, "traded") / number(row, "announced") - 1) for n, row in enumerate(rows)}
    worst = max(gap, key=gap.__getitem__)
    close = sum(one < AS_ANNOUNCED for one in gap.values())
    told = {"n": len(rows), "close": close, "level": AS_ANNOUNCED, "worst": gap[worst]}
    return words("follows.done_as_announced", **told, **_named(rows[worst], words))


@says("review-ledger")
def principal_beside(shown: Shown, words: Words) -> str:
    """Where holdings of a programme of purchases parted most from its trades."""
    rows = [r for r in shown.rows("review-ledger", "traded", "held", "difference") if number(r, "announced") > 0]
    most = max(rows, key=lambda row: abs(number(row, "difference")), default=None)
    if most is None:
        raise NotHeldError("review-ledger")
    return words("follows.principal_beside", **_line(most, words), size=abs(number(most, "difference")))


@says("review-ledger")
def caps_are_ceilings(shown: Shown, words: Words) -> str:
    """How much of what runoffs left of their caps one line left."""
    rows = [r for r in shown.rows("review-ledger", "announced", "held", "difference") if number(r, "announced") < 0]
    left = [number(row, "difference") for row in rows]
    if not rows or min(left) < 0:
        raise NotHeldError("review-ledger")
    most = max(rows, key=lambda row: number(row, "difference"))
    return words("follows.caps_are_ceilings", **_line(most, words), size=max(left), share=max(left) / sum(left))


def _named(row: Row, words: Words) -> dict[str, object]:
    return {"programme": row["_programme"], "instrument": words(f"review.instrument_{row['instrument']}")}


def _line(row: Row, words: Words) -> dict[str, object]:
    return _named(row, words) | {"reason": words(f"review.difference_{row['difference_name']}")}


@says("review-supply")
def what_is_left(shown: Shown, words: Words) -> str:
    """How much of the effect is left."""
    strong, weak, strong_now, weak_now = _effects(shown)
    last = shown.rows("review-supply", "effect_low", "effect_high")[-1]
    return words("follows.what_is_left", day=day(last, "day"), share=(strong_now / strong + weak_now / weak) / 2)


@says("review-supply")
def given_back(shown: Shown, words: Words) -> str:
    """What the unwinding has added to the yield."""
    strong, weak, strong_now, weak_now = _effects(shown)
    return words("follows.given_back", low=weak_now - weak, high=strong_now - strong)


# ---- the economy ---------------------------------------------------------------------------------------------------


def _moments(shown: Shown, indicator: str, *moments: str) -> list[list[float]]:
    """An indicator at these moments, programme by programme, where all are held."""
    found = cast("ReviewResults | None", shown.results.get("review"))
    rows: tuple[MacroRow, ...] = tuple(found.macro.rows) if found else ()
    held = {(row.window, row.moment): row.current for row in rows if row.indicator == indicator}
    windows = dict.fromkeys(row.window for row in rows)
    told = [[held.get((window, moment)) for moment in moments] for window in windows]
    known = [[value for value in row if value is not None] for row in told]
    whole = [row for row in known if len(row) == len(moments)]
    if not whole:
        raise NotHeldError(indicator)
    return whole


@says("review-macro")
def jobs_by_the_end(shown: Shown, words: Words) -> str:
    """After how many programmes unemployment stood lower, at the end and a year later."""
    rows = _moments(shown, "unemployment", "start", "end", "year after")
    values = {"end": sum(end < start for start, end, _ in rows), "later": sum(later < end for _, end, later in rows)}
    return words("follows.jobs_by_the_end", of=len(rows), **values)


@says("review-macro")
def prices_by_the_end(shown: Shown, words: Words) -> str:
    """Over how many programmes core inflation rose."""
    rows = _moments(shown, "core_pce_inflation", "start", "end")
    return words("follows.prices_by_the_end", n=sum(end > start for start, end in rows), of=len(rows))


@says("review-macro")
def growth_by_the_end(shown: Shown, words: Words) -> str:
    """Over how many programmes growth picked up."""
    rows = _moments(shown, "gdp_over_year", "start", "end")
    moves = [end - start for start, end in rows]
    return words("follows.growth_by_the_end", n=sum(x > 0 for x in moves), of=len(rows), middle=median(moves))


# ---- normalisation -------------------------------------------------------------------------------------------------


def _ends(shown: Shown, *needed: str) -> tuple[Row, Row]:
    """The first and last row of total assets and reserves in which these are held; one alone tells of no change."""
    rows = shown.rows("assets-reserves", *needed)
    if len(rows) == 1:
        raise NotHeldError("assets-reserves")
    return rows[0], rows[-1]


@says("assets-reserves")
def not_the_old_sheet(shown: Shown, words: Words) -> str:
    """How many times its first level the sheet is."""
    first, last = _ends(shown, "walcl")
    sizes = {"start": number(first, "walcl"), "now": number(last, "walcl")}
    times = words.as_printed(sizes["now"], "usd") / words.as_printed(sizes["start"], "usd")
    return words("follows.not_the_old_sheet", first=day(first), last=day(last), times=times, **sizes)


@says("assets-reserves")
def reserves_of_assets(shown: Shown, words: Words) -> str:
    """What reserves make of total assets, at first and now."""
    first, last = _ends(shown, "walcl", "wresbal")
    shares = [number(row, "wresbal") / number(row, "walcl") for row in (first, last)]
    return words("follows.reserves_of_assets", first=day(first), last=day(last), before=shares[0], now=shares[1])


@says("assets-reserves")
def since_the_peak(shown: Shown, words: Words) -> str:
    """Whether the sheet still shrinks: its last level beside the lowest since its peak."""
    rows = shown.rows("assets-reserves", "walcl")
    peak = max(rows, key=lambda row: number(row, "walcl"))
    after = rows[rows.index(peak) + 1 :]
    if not after:
        raise NotHeldError("assets-reserves")
    low = min(after, key=lambda row: number(row, "walcl"))
    rise = number(after[-1], "walcl") - number(low, "walcl")
    way = "grows" if rise > 0 else "lowest"
    values = {"low": number(low, "walcl"), "rise": rise, "peak": number(peak, "walcl")}
    return words(f"follows.sheet_{way}", low_day=day(low), peak_day=day(peak), **values)


def _at_cap(shown: Shown, name: str, what: str) -> tuple[int, int]:
    rows = shown.rows(f"{name}-{what}", f"{what}_fall", f"{what}_cap")
    return sum(number(row, f"{what}_fall") >= number(row, f"{what}_cap") for row in rows), len(rows)


def _caps_reached(shown: Shown, words: Words, name: str) -> str:
    treasuries, months = _at_cap(shown, name, "treasuries")
    mbs, _ = _at_cap(shown, name, "mbs")
    return words("follows.caps_reached", treasuries=treasuries, mbs=mbs, months=months)


@says("runoff1-mbs")
def caps_of_the_first(shown: Shown, words: Words) -> str:
    """In how many months the first runoff's caps were reached."""
    return _caps_reached(shown, words, "runoff1")


@says("runoff2-mbs")
def caps_of_the_second(shown: Shown, words: Words) -> str:
    """In how many months the second runoff's caps were reached."""
    return _caps_reached(shown, words, "runoff2")


@says("september-2019")
def no_warning(shown: Shown, words: Words) -> str:
    """On how many of the days before SOFR had stood above the range."""
    upper = _top_of_range(shown)
    before = [number(row, "sofr") for row in shown.rows("september-2019", "sofr") if day(row) < CRISIS_DAY]
    return words("follows.no_warning", n=len(before), above=sum(x > upper for x in before))


def _top_of_range(shown: Shown) -> float:
    """The top of the range that was in force on the day of the crisis."""
    steps = [row for row in shown.rows("september-2019", "upper_rate") if day(row) <= CRISIS_DAY]
    return number(steps[-1], "upper_rate")


@says("september-2019")
def back_in_range(shown: Shown, words: Words) -> str:
    """How soon SOFR was back within the range."""
    upper = _top_of_range(shown)
    after = [row for row in shown.rows("september-2019", "sofr") if day(row) > CRISIS_DAY]
    back = next((n for n, row in enumerate(after, 1) if number(row, "sofr") <= upper), None)
    if back is None:
        raise NotHeldError("september-2019")
    return words("follows.back_in_range", n=back, sofr=number(after[back - 1], "sofr"))


@says("where-money-went")
def cushion_gone(shown: Shown, words: Words) -> str:
    """What is left of ON RRP to absorb the next drain."""
    rows = shown.rows("where-money-went", "rrpontsyd")
    left, most = number(rows[-1], "rrpontsyd"), max(number(row, "rrpontsyd") for row in rows)
    return words("follows.cushion_gone", day=day(rows[-1]), left=left, share=left / most)


# ---- the pandemic --------------------------------------------------------------------------------------------------


@says("facilities-2020")
def promised(shown: Shown, words: Words) -> str:
    """What was promised beside what was used."""
    limits = shown.numbers("facilities-2020", "limit")
    others = shown.rows("composition", "other_assets")
    before = [number(row, "other_assets") for row in others if day(row) < WEDGE_MONTH[0]][-1]
    used = max(number(row, "other_assets") for row in others) - before
    return words("follows.promised", n=len(limits), limits=sum(limits), used=used)


@says("facility-lines-2020")
def served_in_turn(shown: Shown, words: Words) -> str:
    """Which line peaked first, and which last."""
    rows = [row for row in shown.rows("facility-lines-2020", "peak") if row["line"] != "primary_credit"]
    told: dict[str, object] = {}
    for place, row in (("first", rows[0]), ("last", rows[-1])):
        told |= {place: words(f"effects.line_{row['line']}"), f"{place}_on": day(row, "peak_on")}
        told |= {f"{place}_usd": number(row, "peak")}
    return words("follows.served_in_turn", **told)


@says("fault-line")
def too_late(shown: Shown, words: Words) -> str:
    """How much of reserves' rise came after the break had closed."""
    wedge = [row for row in shown.rows("fault-line", "dvp_minus_triparty")
             if WEDGE_MONTH[0] <= day(row) <= WEDGE_MONTH[1]]  # fmt: skip
    closed = max(day(row) for row in wedge if number(row, "dvp_minus_triparty") > 0)
    reserves = [row for row in shown.rows("fault-line", "wresbal") if day(row) >= WEDGE_MONTH[0]]
    values = [number(row, "wresbal") for row in reserves]
    at = max(n for n, row in enumerate(reserves) if day(row) <= closed)
    most = values.index(max(values))
    span = {"first": day(reserves[0]), "start": values[0], "last": day(reserves[most]), "most": values[most]}
    share = (values[most] - values[at]) / (values[most] - values[0])
    return words("follows.too_late", share=share, closed=closed, week=day(reserves[at]), **span)


@says("pandemic-purchases")
def in_two_months(shown: Shown, words: Words) -> str:
    """How much was bought at once."""
    rows = [row for row in shown.rows("pandemic-purchases", "treasuries_change") if day(row) >= FIRST_MONTHS[0]]
    first = sum(number(row, "treasuries_change") for row in rows if day(row) in FIRST_MONTHS)
    return words("follows.in_two_months", share=first / sum(number(row, "treasuries_change") for row in rows))


@says("pandemic-purchases")
def mortgages_beside(shown: Shown, words: Words) -> str:
    """How much MBS was bought for each dollar of Treasuries."""
    rows = [row for row in shown.rows("pandemic-purchases", "treasuries_change", "mbs_change")
            if day(row) >= FIRST_MONTHS[0]]  # fmt: skip
    treasuries, mbs = (sum(number(row, key) for row in rows) for key in ("treasuries_change", "mbs_change"))
    return words("follows.mortgages_beside", share=mbs / treasuries)


# ---- the report of 2021 --------------------------------------------------------------------------------------------


@says("claims-by-chapter")
def mostly_right(shown: Shown, words: Words) -> str:
    """The share of what data decide that holds as it stands or on the report's own base."""
    sums = {key: sum(shown.numbers("claims-by-chapter", key))
            for key in ("holds", "own_base", "other_base", "vintage", "fails")}  # fmt: skip
    share = (sums["holds"] + sums["own_base"]) / sum(sums.values())
    return words("follows.mostly_right", share=share, fails=sums["fails"] / sum(sums.values()))
