"""Exhibits of the money market: who lends to whom, rates and the order they keep, anyone's balance sheet on a day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.clock import is_old
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.units import to_pct
from fedsheet.market.participants import classes, dated, flows, instruments, participants
from fedsheet.market.sheets import BRANCHES, POOLS, sheet_rows
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.measures import day_of
from fedsheet.present.table import STALE, Column, Table
from fedsheet.present.text import within_sentence

if TYPE_CHECKING:
    from fedsheet.market.hierarchy import Ordering
    from fedsheet.market.results import MarketMap
    from fedsheet.present.text import Words
    from fedsheet.sheet.accounts import BalanceSheets

PUBLISHERS = ("nyfed", "ofr", "board")
OLD = timedelta(days=366)  # a size is told to be old
ADMINISTERED = ("ON RRP", "IORB", "standing repo", "primary credit")


# ---- who lends to whom -------------------------------------------------------------------------------------------


@exhibit("market-map", of="map")
def flow_map(found: MarketMap, words: Words) -> Exhibit:
    """The nine kinds with the sizes known by the day, and the flows between them."""
    from fedsheet.present.charts import market_map

    plot = market_map.flow_map(found, words)
    largest, size = max(found.sizes_usd.items(), key=lambda pair: pair[1])
    top = next(s.participant for s in found.kinds if s.participant.id == largest)
    caption = words(
        "market.map_caption", kinds=len(found.kinds), flows=len(plot.table.rows), size=size,
        top=within_sentence(top.name[words.language]), measure=top.size_of.of(words.language),
    )  # fmt: skip
    note = words("market.map_note", kinds="market-kinds")
    return Exhibit.of(words, plot, caption, words("market.own"), note, old_sizes(found, words))


@exhibit("market-kinds", of="map")
def kinds(found: MarketMap, words: Words) -> Exhibit:
    """The nine kinds: what each lends and borrows in, how large, since when and by whom known, what holds it back."""
    columns = (
        Column("number", "int"), Column("id", "text", ""), Column("kind"), Column("class"), Column("lends"),
        Column("borrows"), Column("size", "money"), Column("size_of"), Column("size_date", "iso"), Column("source"),
        Column("grade"), Column("friction"),
    )  # fmt: skip
    names, groups, language = instruments(), classes(), words.language

    def listed(ids: tuple[str, ...]) -> str | None:
        return words.format([names[i][language] for i in ids], "names") or None

    rows = [
        (
            s.participant.number, s.participant.id, s.participant.name[language],
            groups[s.participant.of_class][language], listed(s.participant.lends), listed(s.participant.borrows),
            s.size_usd, s.participant.size_of.of(language), s.size_date, s.source and s.source.of(language),
            s.grade, s.participant.friction[language],
        )
        for s in found.kinds
    ]  # fmt: skip
    table, caption = Table.of("market-kinds", words, columns, rows), words("market.sizes_caption", day=found.day)
    brief = ("number", "kind", "lends", "borrows", "size", "size_of", "size_date", "grade")
    return Exhibit.of(words, table, caption, words("market.own"), *_notes(found, words)).briefly(*brief)


def _notes(found: MarketMap, words: Words) -> tuple[str, ...]:
    """What the grades and sizes mean, and the rates of the day."""
    shown = [
        f"{words.format(str(name), 'name:terms.')} {words.format(float(rate), 'pct2')}"
        for name, rate in found.rates.items()
        if np.isfinite(rate)
    ]
    rates = words("market.map_rates", day=found.day, rates=words.format(shown, "names"))
    notes = words("market.map_grades"), words("market.map_sizes"), sizes_note(found, words), old_sizes(found, words)
    return *notes, rates


def old_sizes(found: MarketMap, words: Words) -> str:
    """The sizes that are more than a year older than the map, each with its date; nothing where none is."""
    old = [s for s in found.kinds if s.size_date is not None and s.size_date < found.day - OLD]
    shown = [f"{s.participant.size_label.of(words.language)} {words.format(s.size_date, 'date')}" for s in old]
    return words("market.map_old_sizes", sizes=words.format(shown, "names")) if shown else ""


def sizes_note(found: MarketMap, words: Words) -> str:
    """That sizes dated later are left empty, where there are some."""
    return "" if len(found.sizes_usd) == len(found.kinds) else words("market.sizes_later")


def record(found: MarketMap, words: Words) -> dict[str, object]:
    """The map whole, for machines: kinds in both languages, flows, rates and orderings."""
    return {
        "day": found.day,
        "kinds": [
            {
                "number": s.participant.number, "id": s.participant.id, "class": s.participant.of_class,
                "name": s.participant.name, "lends": list(s.participant.lends), "borrows": list(s.participant.borrows),
                "friction": s.participant.friction, "size_usd": s.size_usd, "size_of": asdict(s.participant.size_of),
                "size_date": s.size_date, "source": s.source and asdict(s.source),
                "grade": s.grade,
            }
            for s in found.kinds
        ],
        "flows": [asdict(f) for f in flows()],
        "rates": {name: None if not np.isfinite(r) else float(r) for name, r in found.rates.items()},
        "orderings": orderings(found.orderings, words).table.records(),
    }  # fmt: skip


# ---- rates -------------------------------------------------------------------------------------------------------


@exhibit("market-rates", of="rates")
def rates(found: pd.DataFrame, words: Words) -> Exhibit:
    """Observed overnight rates by day, from the floor to the ceilings."""
    columns = (Column("date", "iso"), *(Column(name, "pct2", label=_rate(name, words)) for name in found.columns))
    rows = [(day_of(day), *row) for day, row in zip(found.index, found.to_numpy(), strict=True)]
    table = Table.of("market-rates", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, *PUBLISHERS), words("market.rates_note"))


def _regime(name: str, words: Words) -> str:
    """A regime as readers call it; one that a user names by its own name."""
    key = f"terms.regime_{name}"
    return words(key) if key in words else name


def _rate(name: object, words: Words) -> str:
    """A rate as readers call it."""
    return words.format(str(name), "name:terms.")


def ladder(found: pd.DataFrame, day: date, words: Words) -> Exhibit:
    """Every rate of the last day up to `day`, from the lowest to the highest, beside interest on reserves."""
    from fedsheet.present.charts import web_market as charts

    before = found.loc[: day.isoformat()]
    if before.empty:
        raise DateRangeError("present.market_rates_held", day=day, index=found.index[0].date())
    row, shown_day = before.iloc[-1].dropna().sort_values(), before.index[-1].date()
    iorb = float(row["IORB"]) if "IORB" in row else None
    is_stale = is_old(shown_day, words.day, "D")
    cells = [
        (str(name), float(rate), None if iorb is None else float(rate) - iorb, is_stale) for name, rate in row.items()
    ]
    columns = (
        Column("rate", "name:terms."), Column("value", "pct2"), Column("over_iorb", "bp_num"),
        Column(STALE, "yesno", ""),
    )  # fmt: skip
    table = Table.of("market-ladder", words, columns, cells)
    bars = [
        {"name": _rate(name, words), "value": round(to_pct(rate), 4), "administered": name in ADMINISTERED}
        for name, rate, *_ in cells
    ]
    caption = words(
        "market.ladder_caption", day=shown_day, low=_rate(cells[0][0], words), low_rate=cells[0][1],
        high=_rate(cells[-1][0], words), high_rate=cells[-1][1],
    )  # fmt: skip
    return Exhibit.of(words, charts.ladder(bars, table, words), caption, source(words, *PUBLISHERS))


@exhibit("market-ladder", of="rates")
def ladder_now(found: pd.DataFrame, words: Words) -> Exhibit:
    """The ladder of the last day held."""
    return ladder(found, day_of(found.index[-1]), words)


@exhibit("market-orderings", of="orderings")
def orderings(found: list[Ordering], words: Words) -> Exhibit:
    """On which share of days the upper rate stood at or above the lower, by regime."""
    columns = (
        Column("view", "name:market.view_"), Column("lower", "name:terms."), Column("upper", "name:terms."),
        Column("regime", "text", ""), Column("_regime"), Column("share", "pct1", "market.share_of_days"),
        Column("days", "int"),
    )  # fmt: skip
    rows = [(o.view, o.lower, o.upper, o.regime, _regime(o.regime, words), o.share, o.n_days) for o in found]
    notes = (words("market.share_note"), words("market.view_note"))
    table = Table.of("market-orderings", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, *PUBLISHERS), *notes)


@exhibit("market-levels", of="orderings")
def levels(found: list[Ordering], words: Words) -> Exhibit:
    """One row a pair, one column a regime: the share of days on which the lower stood at or under the upper."""
    regimes = list(dict.fromkeys(o.regime for o in found))
    pairs = list(dict.fromkeys((o.view, o.lower, o.upper) for o in found))
    shares = {(o.view, o.lower, o.upper, o.regime): o.share for o in found}
    columns = (
        Column("view", "name:market.view_"), Column("lower", "name:terms.", ""), Column("upper", "name:terms.", ""),
        Column("_ordering"), *(Column(regime, "pct0", label=_regime(regime, words)) for regime in regimes),
    )  # fmt: skip
    rows = [
        (
            view, lower, upper, f"{_rate(lower, words)} ≤ {_rate(upper, words)}",
            *(shares[view, lower, upper, regime] for regime in regimes),
        )
        for view, lower, upper in pairs
    ]  # fmt: skip
    caption = words("market.orderings_caption", n=len(pairs), regimes=len(regimes))
    table = Table.of("market-levels", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS))


def report_levels(shown: Exhibit, words: Words) -> Exhibit:
    """The research report's own three levels."""
    own = shown.table.where(lambda row: row["view"] == "report")
    kept = own.pick(*(key for key in own.keys if key not in ("view", "lower", "upper")))
    return shown.showing(kept, words("market.levels_caption"))


# ---- balance sheets ----------------------------------------------------------------------------------------------


def item_name(item: str, words: Words) -> str:
    """An instrument of the sheets as readers call it."""
    return instruments()[item][words.language] if item in instruments() else words(f"market.item_{item}")


def sector_name(sector: str, words: Words) -> str:
    """A kind of participant, the Fed, the Treasury or everyone else as readers call it."""
    names = {p.id: p.name[words.language] for p in participants()}
    return names[sector] if sector in names else words(f"market.sector_{sector}")


@exhibit("market-sheets", of="sheets")
def sheets(found: BalanceSheets, words: Words, day: date | None = None) -> Exhibit:
    """Everyone's balance sheet in whole dollars, one row a sector and item."""
    columns = (
        Column("sector", "text", ""), Column("item", "text", ""), Column("_sector"), Column("_item"),
        Column("owns", "usd_whole"), Column("owes", "usd_whole"),
    )  # fmt: skip
    rows = [
        (sector, item, sector_name(sector, words), item_name(item, words), owns, owes)
        for sector, item, owns, owes in sheet_rows(found)
    ]
    table = Table.of("market-sheets", words, columns, rows)
    caption = words("market.sheets_on", day=day) if day else ""
    return Exhibit.of(words, table, caption, words("market.own"), words("market.remainders"), sheet_dates(words))


def sheet_dates(words: Words) -> str:
    """The dates of what has one published figure, which stands on every day from an as-of that knows it."""
    return words("market.sheet_dates", advances=dated(POOLS), funding=dated(BRANCHES))


@exhibit("market-sheet", of="sheets")
def sheet(found: BalanceSheets, words: Words, subject: str = "", day: date | None = None) -> Exhibit:
    """One kind's opening sheet; every claim stands on two sheets, remainders are shown as such."""
    kind = subject or "large_banks"
    if kind not in found.sectors:
        raise UnknownNameError("kind of participant", kind, found.sectors)
    place = found.sectors.index(kind)
    owned, owed = (np.asarray(grid).reshape(-1, *grid.shape[-2:])[0][place] for grid in (found.owned, found.owed))
    columns = (Column("item", "text", ""), Column("_item"), Column("owns", "money"), Column("owes", "money"))
    rows = [
        (item, item_name(item, words), owned[i], owed[i]) for i, item in enumerate(found.items) if owned[i] or owed[i]
    ]
    facts = {"kind": sector_name(kind, words), "owns": float(owned.sum())}
    caption = words("market.sheet_caption", day=day, **facts) if day else words("market.sheet_caption_open", **facts)
    table = Table.of("market-sheet", words, columns, rows)
    return Exhibit.of(words, table, caption, words("market.own"), sheet_dates(words))
