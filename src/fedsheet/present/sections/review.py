"""Looking back deepened: placebo, events, term premium, supply effect, ledger, drivers of reserves, the economy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.present import measures
from fedsheet.present.blocks import Block, DataTable, Heading, Note, Paragraph, TableBlock
from fedsheet.present.charts import review as charts
from fedsheet.present.sections.telling import figure, source
from fedsheet.present.text import Words
from fedsheet.review.assertions import REACH, sign_p_value
from fedsheet.review.composition import composition

if TYPE_CHECKING:
    from fedsheet.review.assertions import Assertion
    from fedsheet.review.events import EventStudy
    from fedsheet.review.identification import Identified
    from fedsheet.review.reserve_drivers import ReserveDrivers
    from fedsheet.review.results import ReviewResults

SIGNIFICANT = 0.05
LEAST_WINDOWS = 2  # one window compares with nothing
UNPLANNED = ("covid", "runoff1", "runoff2")  # shown for what was held though no amount was announced
PHASE_ASSETS = ("DGS10", "BREAKEVEN10", "DFII10", "SP500_ARCH")
MACRO_SHOWN = ("gdp_over_year", "pce_inflation", "core_pce_inflation", "unemployment", "payroll_gain")
LEAST_DRIVER_USD = 10e9  # factors that moved reserves by less are left to the table in the appendix of data


def section(results: ReviewResults, words: Words) -> list[Block]:
    """Seven parts; one whose figures were not yet public is left out."""
    blocks: list[Block] = []
    if len(charts.main_rows(results, "DGS10")) >= LEAST_WINDOWS:
        blocks += _phases(results, words)
    if results.events:
        blocks += _events(results, words)
    if results.history is not None and results.splits:
        blocks += _premium(results, words)
    if results.supply:
        blocks += _supply(results, words)
    if results.ledger:
        blocks += _ledger(results, words)
    if results.drivers:
        blocks += _reserves(results, words)
    return blocks + _macro(results, words)


def _columns(words: Words, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(words(f"review.column_{key}") for key in keys)


# ---- phases ------------------------------------------------------------------------------------------------------


def _phases(results: ReviewResults, words: Words) -> list[Block]:
    rows = charts.main_rows(results, "DGS10")
    unusual = [charts.window_name(words, r.window) for r in rows if r.adjusted_p < SIGNIFICANT]
    key = "review.placebo_caption" if unusual else "review.placebo_caption_none"
    caption = words(key, n=len(rows), unusual=len(unusual), names=unusual)
    drawn = charts.placebo_figure(results, words)
    text = [_asserted(found, words) for found in results.assertions]
    floors = sorted({(a.n_windows, a.sign_floor) for a in results.assertions})
    text += [words("review.sign_floor", n=n, p=floor, one=sign_p_value(n - 1, n)) for n, floor in floors]
    blocks: list[Block] = [
        Heading(2, words("review.phases_title")),
        Paragraph(words("common.sentence_gap").join(text)),
        figure(None, drawn, caption, source(words, "board"), _placebo_note(results, words)),
        TableBlock(_phase_table(results, words), words("review.phase_table"), source(words, "board")),
    ]
    if results.grid is not None:
        blocks.append(_grid(results, words))
    return blocks


def _placebo_note(results: ReviewResults, words: Words) -> str:
    return words("review.placebo_note", n=results.phases.n_draws, level=1 - SIGNIFICANT, size=SIGNIFICANT)


def _asserted(found: Assertion, words: Words) -> str:
    """An assertion: its signs, its placebo, and what later episodes did where there are any."""
    verdict = words(f"review.bearing_{found.bearing.name.lower()}")
    said = words(
        f"review.assertion_{found.id}", agreeing=found.agreeing, n=found.n_windows, p=found.shift_p, verdict=verdict
    )
    if not found.later:
        return said
    agree = sum(ok for _, _, ok in found.later)
    return words("common.sentence_gap").join(
        [said, words("review.assertion_later", later=agree, n_later=len(found.later))]
    )


def _phase_table(results: ReviewResults, words: Words) -> DataTable:
    """Change and corrected p of each asset in each main window."""
    held = [a for a in PHASE_ASSETS if results.phases.of_asset(a)]
    rows = []
    for window in results.windows.values():
        found = {r.asset: r for r in results.phases.rows if r.window == window.id}
        if window.is_main and "DGS10" in found:
            cells = [(found[a].change, found[a].adjusted_p) if a in found else (None, None) for a in held]
            flat = [cell for pair in cells for cell in pair]
            rows.append((charts.window_name(words, window.id), window.market_start, window.market_end, *flat))
    keys = ("window", "start", "end", *(f"{a.lower()}{part}" for a in held for part in ("", "_p")))
    forms = [form for a in held for form in ("pct1_signed" if a == "SP500_ARCH" else "bp_num", "num3")]
    return DataTable("review-phases", keys, _columns(words, keys), ("text", "iso", "iso", *forms), tuple(rows))


def _grid(results: ReviewResults, words: Words) -> Block:
    grid = results.grid
    assert grid is not None  # asked for only where there is one
    row = results.phases.row(grid.window, grid.asset)
    caption = words(
        "review.grid_caption",
        window=charts.window_name(words, grid.window),
        change=row.change,
        share=grid.share_with_sign(row.change),
        reach=REACH,
    )
    return figure(None, charts.grid_figure(grid, words), caption, source(words, "board"), words("review.grid_note"))


# ---- events ------------------------------------------------------------------------------------------------------


def _events(results: ReviewResults, words: Words) -> list[Block]:
    studies = [study for study, _ in results.events]
    drawn = charts.events_figure(studies, words)
    first = studies[0].sum_of("DGS10")
    unusual = [s for s in studies if s.sum_of("DGS10").placebo_p < SIGNIFICANT]
    names = [words(f"review.set_{s.event_set.id}") for s in unusual]
    caption = words("review.events_caption", n=len(studies), unusual=len(unusual), names=names)
    blocks: list[Block] = [Heading(2, words("review.events_title"))]
    matched = [s for s in studies if s.sum_of("DGS10").published is not None]
    sentences = [_against_paper(s, words) for s in matched] or [words("review.events_none", change=first.change)]
    identified = [_second(found, words) for _, found in results.events if found is not None and found.is_identified]
    sentences += [words("review.events_identified", found=identified)] if identified else []
    blocks.append(Paragraph(words("common.sentence_gap").join(sentences)))
    blocks.append(figure(None, drawn, caption, source(words, "board"), words("review.events_note")))
    weak = [words(f"review.set_{f.event_set}") for _, f in results.events if f is not None and not f.is_identified]
    if weak:
        blocks.append(Note(words("review.events_weak", names=weak)))
    return blocks


def _against_paper(study: EventStudy, words: Words) -> str:
    found = study.sum_of("DGS10")
    return words(
        "review.events_paper",
        set=words(f"review.set_{study.event_set.id}"),
        change=found.change,
        published=found.published,
        p=found.placebo_p,
    )


def _second(found: Identified, words: Words) -> str:
    return words(
        "review.events_second",
        set=words(f"review.set_{found.event_set}"),
        share=found.policy_share,
        summed=found.summed,
        policy=found.policy_sum,
    )


# ---- term premium and supply -------------------------------------------------------------------------------------


def _premium(results: ReviewResults, words: Words) -> list[Block]:
    history = results.history
    assert history is not None  # asked for only where there is one
    at, (first, last), board = history.column(120), history.estimated, source(words, "board")
    premium, own = history.premium[:, at], history.own_premium[:, at]
    text = words(
        "review.premium_text", gap=float(abs(premium - own).mean()), error=history.fit_rmse, first=first, last=last
    )
    low = int(premium.argmin())
    days = [measures.day_of(history.days[place]) for place in (-1, low)]
    caption = words(
        "review.premium_caption", now=float(premium[-1]), low=float(premium[low]), day=days[0], low_day=days[1]
    )
    shown = [r for r in results.splits if results.windows[r.id].is_main and results.windows[r.id].kind != "gap"]
    same = sum((r.premium > 0) == (r.nominal > 0) for r in shown)
    split = charts.split_figure(results, words)
    return [
        Heading(2, words("review.premium_title")),
        Paragraph(text),
        figure(None, charts.premium_figure(results, words), caption, board, words("review.premium_note")),
        figure(None, split, words("review.split_caption", same=same, n=len(shown)), board),
    ]


def _supply(results: ReviewResults, words: Words) -> list[Block]:
    peak = min(results.supply, key=lambda e: e.effect_low)
    caption = words("review.supply_caption", day=peak.day, low=peak.effect_low, high=peak.effect_high)
    return [
        Heading(2, words("review.supply_title")),
        Paragraph(words("review.supply_text", share_low=peak.to_gdp_low, share_high=peak.to_gdp_high, day=peak.day)),
        figure(
            None,
            charts.supply_figure(results, words),
            caption,
            source(words, "board", "nyfed", "bea"),
            words("review.supply_note"),
        ),
    ]


# ---- ledger ------------------------------------------------------------------------------------------------------


def _ledger(results: ReviewResults, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(2, words("review.ledger_title"))]
    sentences = [*_extension(results, words), *_caps(results, words)]
    if sentences:
        blocks.append(Paragraph(words("common.sentence_gap").join(sentences)))
    table = _ledger_table(results, words)
    return [*blocks, TableBlock(table, words("review.ledger_caption"), source(words, "board", "nyfed", "fomc"))]


def _ledger_table(results: ReviewResults, words: Words) -> DataTable:
    """One row an instrument: announced, traded, held, and the largest named difference."""
    keys = ("programme", "instrument", "announced", "traded", "held", "difference", "difference_name")
    rows = []
    for line in results.ledger:
        told = line.announced_usd is not None or line.traded_usd is not None or line.programme in UNPLANNED
        if not told:
            continue
        largest = max(line.differences, key=lambda d: abs(d.usd), default=None)
        rows.append(
            (
                charts.window_name(words, line.programme),
                words(f"review.instrument_{line.instrument}"),
                line.announced_usd,
                line.traded_usd,
                line.held_usd,
                largest.usd if largest else None,
                words(f"review.difference_{largest.key}") if largest else "",
            )
        )
    forms = ("text", "text", *("money_signed" for _ in range(4)), "text")
    return DataTable("review-ledger", keys, _columns(words, keys), forms, tuple(rows))


def _extension(results: ReviewResults, words: Words) -> list[str]:
    """What the maturity extension moved, where both ends are key Wednesdays that were public."""
    window = results.windows.get("mep")
    if window is None or window.is_open or window.statement_start is None or window.statement_end is None:
        return []
    moved = composition(results.vintage, window.statement_start, window.statement_end)
    return [words("review.extension_text", long=moved.long_change_usd, short=moved.short_change_usd)]


def _caps(results: ReviewResults, words: Words) -> list[str]:
    return [
        words(
            "review.caps_text",
            programme=words(f"common.told_{use.programme}"),
            instrument=words(f"review.instrument_{use.instrument}"),
            decline=use.decline_usd,
            caps=use.caps_usd,
            share=use.share,
        )
        for use in results.caps
    ]


# ---- reserves and the economy ------------------------------------------------------------------------------------


def _reserves(results: ReviewResults, words: Words) -> list[Block]:
    sentences = [_episode(found, words) for found in results.drivers]
    drawn = charts.reserves_figure(results, words)
    latest = results.drivers[-1]
    caption = words("review.reserves_caption", start=latest.start, end=latest.end, change=latest.change_usd)
    weekly = [Note(words("review.drivers_note"))] if any(e.depth == "week" for e in results.drivers) else []
    table = _driver_table(results.drivers, words)
    return [
        Heading(2, words("review.reserves_title")),
        Paragraph(words("common.sentence_gap").join(sentences)),
        figure(None, drawn, caption, source(words, "board", "nyfed"), words("review.reserves_note")),
        TableBlock(table, words("review.drivers_caption"), source(words, "board")),
        *weekly,
    ]


def _episode(found: ReserveDrivers, words: Words) -> str:
    """The two factors that moved reserves most."""
    first, second = sorted(found.drivers, key=lambda d: -abs(d.contribution_usd))[:2]
    return words(
        "review.episode_text",
        start=found.start,
        end=found.end,
        change=found.change_usd,
        first=words(f"review.factor_{first.id}"),
        first_usd=first.contribution_usd,
        second=words(f"review.factor_{second.id}"),
        second_usd=second.contribution_usd,
    )


def _driver_table(episodes: Sequence[ReserveDrivers], words: Words) -> DataTable:
    """Contributions of every factor of weight in any episode, the remainder, and the change they add up to."""
    by_episode = [{d.id: d.contribution_usd for d in e.drivers} for e in episodes]
    names = list(dict.fromkeys(n for one in by_episode for n, usd in one.items() if abs(usd) >= LEAST_DRIVER_USD))
    rows: list[tuple[str | float | None, ...]] = [
        (words(f"review.factor_{name}"), *(one.get(name) for one in by_episode)) for name in names
    ]
    small = [sum(usd for n, usd in one.items() if n not in names) for one in by_episode]
    rest = [s + e.remainder_usd for s, e in zip(small, episodes, strict=True)]
    rows.append((words("review.factor_remainder"), *rest))
    rows.append((words("review.factor_reserves"), *(e.change_usd for e in episodes)))
    spans = tuple(f"{e.start} – {e.end}" for e in episodes)
    keys = ("factor", *(f"episode_{e.start}_{e.end}" for e in episodes))
    heads = (words("review.column_factor"), *spans)
    return DataTable("review-drivers", keys, heads, ("text", *("money_signed" for _ in episodes)), tuple(rows))


def _macro(results: ReviewResults, words: Words) -> list[Block]:
    """Start, end and a year after, current vintage, with the earlier one beside at the end."""
    rows = []
    for window in results.windows.values():
        for name in MACRO_SHOWN:
            found = {r.moment: r for r in results.macro.rows if (r.window, r.indicator) == (window.id, name)}
            if found and any(r.current is not None for r in found.values()):
                moments = [_told(found[m].current, found[m].unit, words) for m in ("start", "end", "year after")]
                earlier = _told(found["end"].earlier, found["end"].unit, words)
                label = words(f"review.indicator_{name}")
                rows.append((charts.window_name(words, window.id), label, *moments, earlier))
    if not rows:
        return []
    keys = ("programme", "indicator", "at_start", "at_end", "year_after", "earlier_vintage")
    table = DataTable("review-macro", keys, _columns(words, keys), ("text",) * len(keys), tuple(rows))
    return [
        Heading(2, words("review.macro_title")),
        TableBlock(table, words("review.macro_caption"), source(words, "bea", "bls")),
        Note(_macro_note(results, words)),
    ]


def _macro_note(results: ReviewResults, words: Words) -> str:
    earlier = results.macro.earlier_as_of
    return words("review.macro_note", day=earlier) if earlier else words("review.macro_note_one")


def _told(value: float | None, unit: str, words: Words) -> str:
    return words.format(value, "pct1" if unit == "rate" else "thousands")
