"""Exhibits of amounts: programmes to what was held, caps, pace, drivers of reserves, yields, economy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.present.charts import review as charts
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.review import window_name
from fedsheet.present.table import Column, Table
from fedsheet.review.supply import assumptions

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.composition import Composition
    from fedsheet.review.ledger import CapsUse, LedgerLine, PaceMonth
    from fedsheet.review.macro import MacroPanel, MacroRow
    from fedsheet.review.reserve_drivers import ReserveDrivers
    from fedsheet.review.results import ReviewResults
    from fedsheet.review.supply import HoldingsMeasure
    from fedsheet.review.supply_effect import SupplyEffect

UNPLANNED = ("covid", "runoff1", "runoff2")  # shown for what was held though no amount was announced
MACRO_SHOWN = ("gdp_over_year", "pce_inflation", "core_pce_inflation", "unemployment", "payroll_gain")
MACRO_UNITS = {"rate": ("%", 100.0), "persons": ("thousand a month", 1e-3)}  # what machines are told, per base unit
LEAST_DRIVER_USD = 10e9  # factors that moved reserves by less are summed in the remainder


# ---- programmes --------------------------------------------------------------------------------------------------


@exhibit("review-ledger-steps", of="ledger lines")
def ledger(lines: Iterable[LedgerLine], words: Words) -> Exhibit:
    """One row a step: announced, traded, settled, each named difference, held."""
    columns = (
        Column("programme", "text", ""), Column("_programme"), Column("instrument", "name:review.instrument_"),
        Column("step", "text", ""), Column("_step"), Column("amount", "money_signed"), Column("how", "text", ""),
        Column("_how"), Column("start", "iso"), Column("end", "iso"),
    )  # fmt: skip
    rows = [row for line in lines for row in _steps(line, words)]
    table = Table.of("review-ledger-steps", words, columns, rows)
    notes = (words("review.held_note"), words("review.empty_note"))
    return Exhibit.of(words, table, "", source(words, "board", "nyfed", "fomc"), *notes)


def _steps(line: LedgerLine, words: Words) -> list[tuple[object, ...]]:
    language = words.language
    told = [
        ("announced", words("review.step_announced"), line.announced_usd, line.announced_how.en,
         line.announced_how.of(language)),
        ("traded", words("review.step_traded"), line.traded_usd, line.traded_how.en, line.traded_how.of(language)),
        ("settled", words("review.step_settled"), line.settled_usd, "operations by settlement date",
         words("review.settled_how")),
        *(
            (f"  {d.name}", "  " + words(f"review.difference_{d.key}"), d.usd, d.how.en, d.how.of(language))
            for d in line.differences
        ),
        ("held", words("review.step_held"), line.held_usd, line.held_how.en, line.held_how.of(language)),
    ]  # fmt: skip
    name = window_name(line.programme, words)
    return [
        (line.programme, name, line.instrument, step, said, usd, how, why, line.start, line.end)
        for step, said, usd, how, why in told
    ]


@exhibit("review-ledger", of="review")
def ledger_summary(results: ReviewResults, words: Words) -> Exhibit:
    """One row an instrument: announced, traded, held, and the largest named difference."""
    columns = (
        Column("programme", "text", ""), Column("_programme"), Column("instrument", "name:review.instrument_"),
        *(Column(key, "money_signed", f"review.column_{key}") for key in ("announced", "traded", "held", "difference")),
        Column("difference_name", "name:review.difference_", "review.column_difference_name"),
    )  # fmt: skip
    rows = []
    for line in results.ledger:
        if line.announced_usd is None and line.traded_usd is None and line.programme not in UNPLANNED:
            continue
        largest = max(line.differences, key=lambda d: abs(d.usd), default=None)
        rows.append(
            (
                line.programme, window_name(line.programme, words), line.instrument, line.announced_usd,
                line.traded_usd, line.held_usd, largest.usd if largest else None, largest.key if largest else None,
            )
        )  # fmt: skip
    table = Table.of("review-ledger", words, columns, rows)
    notes = [words("review.ledger_note")]
    if any(line.programme == "rmp" for line in results.ledger):
        notes.append(words("review.ledger_rmp", done="purchases-done"))
    sources, note = source(words, "board", "nyfed", "fomc"), words("common.sentence_gap").join(notes)
    return Exhibit.of(words, table, words("review.ledger_caption"), sources, note)


@exhibit("review-caps", of="caps")
def caps(found: Sequence[CapsUse], words: Words) -> Exhibit:
    """Both runoffs against their caps."""
    columns = (
        Column("programme", "text", ""), Column("_programme"), Column("instrument", "name:review.instrument_"),
        Column("start", "iso"), Column("end", "iso"), Column("months", "int"), Column("sum_of_caps", "money"),
        Column("decline", "money"), Column("share_used", "pct1"),
    )  # fmt: skip
    rows = [
        (
            c.programme, window_name(c.programme, words), c.instrument, c.start, c.end, c.n_months, c.caps_usd,
            c.decline_usd, c.share if c.caps_usd else None,
        )
        for c in found
    ]  # fmt: skip
    used = [one for one in found if one.caps_usd]
    caption = ""
    if used:
        least = min(used, key=lambda use: use.share)
        caption = words("review.caps_caption", programme=words(f"common.told_{least.programme}"), share=least.share)
    table = Table.of("review-caps", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, "board", "fomc"), words("review.decline_note"))


@exhibit("review-pace", of="pace")
def monthly(found: Iterable[PaceMonth], words: Words) -> Exhibit:
    """Planned and done by month."""
    columns = (
        Column("month", "month"), Column("instrument", "name:review.instrument_"), Column("planned", "money_signed"),
        Column("traded", "money_signed", "review.column_traded"),
        Column("held_change", "money_signed", "review.column_held"),
    )  # fmt: skip
    rows = [(r.month, r.instrument, r.planned_usd, r.traded_usd, r.held_usd) for r in found]
    table = Table.of("review-pace", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "board", "nyfed", "fomc"), words("review.pace_note"))


def pace_drawn(months: Sequence[PaceMonth], programme: str, instrument: str, words: Words) -> Exhibit:
    """Planned and done by month of one instrument of a programme."""
    plot, mean = charts.pace_figure(months, instrument, words)
    caption = words(
        "review.pace_caption", programme=window_name(programme, words), mean=mean,
        instrument=words(f"review.instrument_{instrument}"),
    )  # fmt: skip
    note = words("report.note_net_change")
    return Exhibit.of(words, plot, caption, source(words, "board", "fomc"), note)


@exhibit("review-composition", of="composition")
def composition(found: Composition, words: Words) -> Exhibit:
    """Levels and changes by kind and by maturity of Treasuries."""
    columns = (
        Column("part", "name:review.part_", "terms.group"), Column("name", "text", ""), Column("_name"),
        Column("start_level", "money"),
        Column("end_level", "money"), Column("change", "money_signed", "review.column_change"),
    )  # fmt: skip
    groups = (("kind", found.kinds), ("treasury_maturity", found.maturities))
    rows = [
        (part, name, _part_name(name, words), before, after, after - before)
        for part, levels in groups
        for name, (before, after) in levels.items()
    ]
    note = "" if found.maturities else words("review.no_maturities")
    caption = words("review.composition_caption", start=found.start, end=found.end)
    table = Table.of("review-composition", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, "board"), note)


def _part_name(name: str, words: Words) -> str:
    key = f"review.part_name_{name.replace(' ', '_').replace('-', '_').lower()}"
    return words(key) if key in words else name


# ---- reserves ----------------------------------------------------------------------------------------------------


@exhibit("review-episodes", of="episodes")
def episodes(found: Sequence[ReserveDrivers], words: Words) -> Exhibit:
    """Every episode's drivers in one table, the remainder and the change last."""
    columns = (
        Column("start", "iso"), Column("end", "iso"), Column("depth", "text", ""),
        Column("factor", "name:review.factor_"), Column("contribution", "money_signed"),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for one in found:
        told = [(d.id, d.contribution_usd) for d in one.drivers]
        told += [("remainder", one.remainder_usd), ("reserves", one.change_usd)]
        rows += [(one.start, one.end, one.depth, name, usd) for name, usd in told]
    note = "" if rows else words("review.no_episode")
    table = Table.of("review-episodes", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "board"), note)


@exhibit("review-drivers", of="review")
def drivers(results: ReviewResults, words: Words) -> Exhibit:
    """Contributions of every factor of weight in any episode, the remainder, and the change they add up to."""
    found = results.drivers
    by_episode = [{d.id: d.contribution_usd for d in e.drivers} for e in found]
    names = list(dict.fromkeys(n for one in by_episode for n, usd in one.items() if abs(usd) >= LEAST_DRIVER_USD))
    rows: list[tuple[object, ...]] = [(name, *(one.get(name) for one in by_episode)) for name in names]
    small = [sum(usd for n, usd in one.items() if n not in names) for one in by_episode]
    rows.append(("remainder", *(s + e.remainder_usd for s, e in zip(small, found, strict=True))))
    rows.append(("reserves", *(e.change_usd for e in found)))
    columns = (
        Column("factor", "name:review.factor_"),
        *(Column(f"episode_{e.start}_{e.end}", "money_signed", label=f"{e.start} – {e.end}") for e in found),
    )
    weekly = words("review.drivers_note") if any(e.depth == "week" for e in found) else ""
    table = Table.of("review-drivers", words, columns, rows)
    return Exhibit.of(
        words, table, words("review.drivers_caption"), source(words, "board"), words("review.drivers_dash"), weekly
    )


@exhibit("review-reserves", of="review")
def reserves_drawn(results: ReviewResults, words: Words) -> Exhibit:
    """What moved reserves quarter by quarter."""
    if not results.drivers:
        raise DateRangeError("present.ledger_no_episode")
    latest = results.drivers[-1]
    most = max(latest.drivers, key=lambda d: abs(d.contribution_usd))
    caption = words(
        "review.reserves_caption", start=latest.start, end=latest.end, change=latest.change_usd,
        first=words(f"review.factor_{most.id}"), first_usd=most.contribution_usd,
    )  # fmt: skip
    note = words("review.reserves_note")
    return Exhibit.of(words, charts.reserves_figure(results, words), caption, source(words, "board", "nyfed"), note)


# ---- supply -------------------------------------------------------------------------------------------


@exhibit("review-holdings", of="duration")
def holdings(found: tuple[Sequence[HoldingsMeasure], object], words: Words) -> Exhibit:
    """Weighted average maturity, duration and ten-year equivalents of the Treasuries held, by kind."""
    columns = (
        Column("date", "iso"), Column("kind", "text", ""), Column("_kind", "text", "review.part_kind"),
        Column("par", "money"), Column("wam", "num2"), Column("duration", "num2"),
        Column("ten_year_equivalents", "money"),
    )  # fmt: skip
    rows = [
        (
            m.day, m.kind, _part_name(m.kind, words), m.par_usd, m.wam_years, m.duration_years,
            m.ten_year_equivalents_usd,
        )
        for m in found[0]
    ]  # fmt: skip
    table = Table.of("review-holdings", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "nyfed", "treasury"))


@exhibit("review-supply-table", of="duration")
def supply(found: tuple[object, Sequence[SupplyEffect]], words: Words) -> Exhibit:
    """Ten-year equivalents over GDP and what published elasticities make of them, as a range."""
    columns = (
        Column("date", "iso"), Column("treasury_equivalents", "money", "review.column_treasuries"),
        Column("mbs_equivalents_low", "money"), Column("mbs_equivalents_high", "money"),
        Column("to_gdp_low", "pct1", "review.column_to_gdp_low"),
        Column("to_gdp_high", "pct1", "review.column_to_gdp_high"),
        Column("effect_low", "bp_num", "review.column_effect_low"),
        Column("effect_high", "bp_num", "review.column_effect_high"),
        Column("published", "bp_num", "review.column_published"), Column("basis", "name:review.basis_"),
    )  # fmt: skip
    rows = [
        (
            e.day, e.treasuries_usd, e.mbs_low_usd, e.mbs_high_usd, e.to_gdp_low, e.to_gdp_high, e.effect_low,
            e.effect_high, e.published, e.basis,
        )
        for e in found[1]
    ]  # fmt: skip
    assumed = assumptions()
    notes = (
        words("review.mbs_durations"),
        words("review.anticipation"),
        *(
            words(
                "review.elasticity",
                id=words(f"review.elasticity_{e.id}"),
                bp=e.bp_per_percent_of_gdp,
                grade=e.grade,
                source=e.source,
            )
            for e in assumed.elasticities
        ),
        *(words("review.paper", day=str(p.date), bp=p.bp, source=p.source, grade=p.grade) for p in assumed.published),
    )
    table = Table.of("review-supply-table", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "board", "nyfed", "bea"), *notes)


@exhibit("review-supply", of="review")
def supply_drawn(results: ReviewResults, words: Words) -> Exhibit:
    """Range of the supply effect on the ten-year yield by key Wednesday, with the literature's figures."""
    if not results.supply:
        raise DateRangeError("present.ledger_no_supply")
    peak = min(results.supply, key=lambda e: e.effect_low)
    now = results.supply[-1]
    caption = words(
        "review.supply_caption", day=peak.day, low=peak.effect_low, high=peak.effect_high, now=now.day,
        now_low=now.effect_low, now_high=now.effect_high,
    )  # fmt: skip
    sources, notes = source(words, "board", "nyfed", "bea"), (words("review.supply_note"), words("review.anticipation"))
    return Exhibit.of(words, charts.supply_figure(results, words), caption, sources, *notes)


# ---- the economy -------------------------------------------------------------------------------------------------


@exhibit("review-macro-table", of="macro")
def macro(panel: MacroPanel, words: Words) -> Exhibit:
    """The economy at the start, the end and a year after each programme, in both vintages."""
    columns = (
        Column("programme", "text", ""), Column("_programme"), Column("indicator", "name:review.indicator_"),
        Column("unit", "text", ""), Column("moment", "name:review.moment_"), Column("period", "general"),
        Column("current", "num2", ""), Column("_current"), Column("earlier_vintage", "num2", ""),
        Column("_earlier_vintage", "text", "terms.earlier_vintage"),
    )  # fmt: skip
    rows = [_macro(row, words) for row in panel.rows]
    earlier = panel.earlier_as_of
    note = words("review.macro_vintages", day=panel.current_as_of)
    beside = words("review.macro_note", day=earlier) if earlier else words("review.macro_note_one")
    table = Table.of("review-macro-table", words, columns, rows)
    if not earlier:  # a column of dashes would say nothing
        table = table.pick(*(key for key in table.keys if key != "_earlier_vintage"))
    return Exhibit.of(words, table, "", source(words, "bea", "bls"), note, beside)


def amount_text(value: float | None, unit: str, words: Words) -> str:
    """A rate, or a gain of jobs, as readers see it."""
    return words.format(value, "pct1" if unit == "rate" else "thousands")


def _macro(row: MacroRow, words: Words) -> tuple[object, ...]:
    current, earlier = (_counted(value, row.unit) for value in (row.current, row.earlier))
    return (
        row.window, window_name(row.window, words), row.indicator, MACRO_UNITS[row.unit][0], row.moment,
        row.period, current, amount_text(row.current, row.unit, words),
        earlier, amount_text(row.earlier, row.unit, words),
    )  # fmt: skip


def _counted(value: float | None, unit: str) -> float | None:
    """A rate in percent, a gain of jobs in thousands a month."""
    return None if value is None else value * MACRO_UNITS[unit][1]


def _economy(results: ReviewResults) -> list[dict[str, MacroRow]]:
    """Each programme's indicators that are shown, by moment, where any is known."""
    found = [
        {r.moment: r for r in results.macro.rows if (r.window, r.indicator) == (window.id, name)}
        for window in results.windows.values()
        for name in MACRO_SHOWN
    ]
    return [one for one in found if any(r.current is not None for r in one.values())]


def has_economy(results: ReviewResults) -> bool:
    """Whether anything of the economy around a programme is known."""
    return bool(_economy(results))


@exhibit("review-macro", of="review")
def macro_summary(results: ReviewResults, words: Words) -> Exhibit:
    """Start, end and a year after, current vintage, with the earlier one beside at the end."""
    rows = []
    for found in _economy(results):
        end = found["end"]
        told = [*(found[moment].current for moment in ("start", "end", "year after")), end.earlier]
        numbers = (_counted(value, end.unit) for value in told)
        texts = (amount_text(value, end.unit, words) for value in told)
        name, unit = window_name(end.window, words), MACRO_UNITS[end.unit][0]
        rows.append((end.window, name, end.indicator, unit, *numbers, *texts))
    if not rows:
        raise DateRangeError("present.ledger_no_economy")
    keys = ("at_start", "at_end", "year_after", "earlier_vintage")
    columns = (
        Column("programme", "text", ""), Column("_programme", "text", "review.column_programme"),
        Column("indicator", "name:review.indicator_", "review.column_indicator"), Column("unit", "text", ""),
        *(Column(key, "num2", "") for key in keys),
        *(Column(f"_{key}", "text", f"review.column_{key}") for key in keys),
    )  # fmt: skip
    table = Table.of("review-macro", words, columns, rows)
    earlier_day = results.macro.earlier_as_of
    note = words("review.macro_note", day=earlier_day) if earlier_day else words("review.macro_note_one")
    return Exhibit.of(words, table, words("review.macro_caption"), source(words, "bea", "bls"), note)
