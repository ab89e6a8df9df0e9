"""Exhibits of the last days of the overnight market: the newest quotes, every day as a table, every day drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.core.units import from_bp
from fedsheet.market.daily import PERCENTILES, RATES
from fedsheet.present.age import COLUMNS
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.market.daily import Daily, Day, Newest, Quote
    from fedsheet.present.text import Words

PUBLISHERS = ("nyfed", "board")
OVER_BP = 10.0  # a distance from IORB that a desk calls pressure


@exhibit("market-daily-rates", of="daily")
def rates(found: Daily, words: Words) -> Exhibit:
    """The newest quote of each rate: its day, level, distance from IORB, change, percentiles, volume, mean."""
    columns = (
        Column("rate", "name:terms."), Column("date", "iso"), Column("level", "pct2", "daily.level"),
        Column("over_iorb", "bp_num", "daily.over_iorb"), Column("change", "bp_num", "daily.change"),
        *(Column(f"p{p}", "pct2", label=words("daily.percentile", p=p)) for p in PERCENTILES),
        Column("volume", "money", "daily.volume"), Column("mean_over_iorb", "bp1_num", "daily.mean"), *COLUMNS,
    )  # fmt: skip
    table = Table.of("market-daily-rates", words, columns, [_newest(one) for one in found.newest])
    shown = Exhibit.of(words, table, _caption(found, words), source(words, *PUBLISHERS), *_rate_notes(found, words))
    return shown.briefly("rate", "date", "level", "over_iorb", "change", "p1", "p99", "volume")


def _newest(one: Newest) -> tuple[Cell, ...]:
    quote, before = one.quote, one.before
    change = None if before is None else quote.level - before.level
    shares = (quote.percentiles.get(p) for p in PERCENTILES)
    return (
        quote.rate.lower(), quote.day, quote.level, quote.over_iorb, change, *shares, quote.volume_usd,
        one.mean_over_iorb, one.is_stale, one.is_imported,
    )  # fmt: skip


def _caption(found: Daily, words: Words) -> str:
    """Where SOFR stands, or the first rate there is."""
    quote = found.newest[0].quote
    facts = {"rate": words.format(quote.rate.lower(), "name:terms."), "day": quote.day, "level": quote.level}
    if quote.over_iorb is None:
        return words("daily.caption_unknown", **facts)
    return words(f"daily.caption_{'above' if quote.over_iorb > 0 else 'below'}", **facts, over=quote.over_iorb)


def _rate_notes(found: Daily, words: Words) -> tuple[str, ...]:
    """Whose percentiles and volumes are not held, and that rates are of different days where they are."""
    bare = [words.format(o.quote.rate.lower(), "name:terms.") for o in found.newest if not o.quote.percentiles]
    days = {one.quote.day for one in found.newest}
    return (
        words("daily.note_mean", n=max(one.n for one in found.newest)),
        words("daily.note_bare", rates=bare) if bare else "",
        words("daily.note_days", first=min(days), last=max(days)) if len(days) > 1 else "",
    )


@exhibit("market-daily", of="daily")
def days(found: Daily, words: Words) -> Exhibit:
    """Every one of the last days: rates over IORB, SOFR's outer percentiles and volume, facilities, kind of day."""
    columns = (
        Column("date", "iso"), Column("flags", "text", ""), Column("_flags", "text", "daily.flags"),
        *(Column(f"{rate.lower()}_over_iorb", "bp_num", f"terms.{rate.lower()}") for rate in RATES),
        Column("sofr_p1", "bp_num", label=words("daily.sofr_percentile", p=1)),
        Column("sofr_p99", "bp_num", label=words("daily.sofr_percentile", p=99)),
        Column("sofr_volume", "money", "daily.sofr_volume"), Column("on_rrp", "money"),
        Column("standing_repo", "money", "daily.standing_repo"), Column("iorb", "pct2"),
    )  # fmt: skip
    table = Table.of("market-daily", words, columns, [_row(day, words) for day in reversed(found.days)])
    n, first, last = len(found.days), found.days[0].day, found.days[-1].day
    over = sum((_over(day, "SOFR") or 0.0) > from_bp(OVER_BP) + 1e-9 for day in found.days)
    caption = words("daily.days_caption", n=n, first=first, last=last, over=over, threshold=from_bp(OVER_BP))
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), words("daily.days_note"))


def _row(day: Day, words: Words) -> tuple[Cell, ...]:
    sofr = day.quotes.get("SOFR")
    said = words("common.comma").join(words(f"daily.flag_{flag}") for flag in day.flags)
    return (
        day.day, " ".join(day.flags), said, *(_over(day, rate) for rate in RATES),
        *(_share(sofr, p) for p in (PERCENTILES[0], PERCENTILES[-1])), sofr.volume_usd if sofr else None,
        day.on_rrp_usd, day.standing_repo_usd, day.iorb,
    )  # fmt: skip


def _over(day: Day, rate: str) -> float | None:
    return day.quotes[rate].over_iorb if rate in day.quotes else None


def _share(quote: Quote | None, p: int) -> float | None:
    """A percentile's distance from IORB."""
    if quote is None or quote.over_iorb is None or p not in quote.percentiles:
        return None
    return quote.percentiles[p] - (quote.level - quote.over_iorb)


@exhibit("market-daily-chart", of="daily")
def drawn(found: Daily, words: Words) -> Exhibit:
    """The rates over IORB day by day in SOFR's percentiles, days that move the market marked."""
    from fedsheet.present.charts.daily import over_iorb

    plot = over_iorb(found, words)
    return Exhibit.of(words, plot, _ranged(found, words), source(words, *PUBLISHERS), words("daily.chart_note"))


def _ranged(found: Daily, words: Words) -> str:
    """Between which distances from IORB SOFR moved; what the table finds where there is no SOFR."""
    told = [(day.day, over) for day in found.days if (over := _over(day, "SOFR")) is not None]
    if not told:
        return days(found, words).caption
    last, now = told[-1]
    low, high = min(over for _, over in told), max(over for _, over in told)
    return words("daily.chart_caption", n=len(found.days), low=low, high=high, last=last, now=now)
