"""投资要点: five paragraphs, one a chapter, the key figures in one table, and the risks."""

from __future__ import annotations

from datetime import date, timedelta

from fedsheet.core.errors import DateRangeError
from fedsheet.present import measures
from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.charts import assets, qe
from fedsheet.present.charts.windows import ROUNDS
from fedsheet.present.sections import ReportData, money_market, normalisation, pandemic, policy_outlook, view
from fedsheet.present.sections.telling import paragraph, source, table
from fedsheet.present.table import Table
from fedsheet.present.text import Words

D = date
BASES = (D(2007, 12, 26), D(2008, 9, 3), D(2008, 11, 19))


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Five paragraphs, the table of key figures, the risks."""
    return [
        Heading(
            1, words("view.history_title" if report.has_seen(view.BEGINS) else "report.summary_title"), numbered=False
        ),
        *paragraph(
            words,
            lambda: words("report.sum_growth", **_growth_facts(report)),
            lambda: words("report.sum_rounds", **_round_facts(report)),
            lead=words("report.lead_qe"),
        ),
        *paragraph(
            words,
            lambda: words("report.norm_lift_off", **normalisation.lift_off_facts(report)),
            lambda: words("report.sum_runoff", **normalisation.runoff_facts(report, "runoff1")),
            lambda: words("report.sum_runoff", **normalisation.runoff_facts(report, "runoff2")),
            lead=words("report.lead_norm"),
        ),
        *paragraph(
            words,
            lambda: words("report.sweep_size", **pandemic.size_facts(report)),
            lambda: words("report.sum_fault", **pandemic.fault_facts(report)),
            lead=words("report.lead_pandemic"),
        ),
        *paragraph(
            words,
            lambda: words("report.outlook_condition", **policy_outlook.progress_facts(report)),
            lambda: words("report.outlook_taper", **policy_outlook.taper_facts(report)),
            lambda: policy_outlook.stance_text(report, words),
            lead=words("report.lead_outlook"),
        ),
        *(_money(report, words) if report.has_seen(money_market.BEGINS) else []),
        *table(
            words,
            words("report.key_title"),
            words("report.key_caption"),
            source(words, "board", "bea"),
            lambda: _key_table(report, words),
        ),
        *([] if report.has_seen(view.BEGINS) else view.freshness(report, words)),
        *([] if report.announced("runoff2") else [Note(words("report.later_left_out", day=report.vintage.as_of))]),
        Heading(2, words("report.risk_title"), numbered=False),
        Paragraph(words("report.risk_text")),
    ]


def _title(report: ReportData) -> str:
    """Behind a view this is how it came to it; of an early day it is the summary."""
    return "view.history_title" if report.has_seen(view.BEGINS) else "report.summary_title"


def _money(report: ReportData, words: Words) -> list[Block]:
    return paragraph(
        words,
        lambda: words(money_market.with_standing_repo(report, "report.sum_money")),
        lambda: words("report.order_text", **money_market.order_facts(report)),
        lead=words("report.lead_money"),
    )


def _growth_facts(report: ReportData) -> dict[str, object]:
    """Total assets at the end of the four rounds, their growth on three bases, and their share of GDP."""
    vintage, end = report.vintage, report.path.programmes["lsap3"].statement_window.end
    total = vintage["WALCL"].base_at(end)
    growth = {f"growth{n}": total / vintage["WALCL"].base_at(day) - 1 for n, day in enumerate(BASES)}
    bases = {f"base{n}": day for n, day in enumerate(BASES)}
    shares = {
        "share_before": measures.share_of_gdp(vintage, "WALCL", BASES[0], D(2007, 10, 1)),
        "share_after": measures.share_of_gdp(vintage, "WALCL", end, D(2014, 10, 1)),
        "quarter_before": D(2007, 10, 1),
        "quarter_after": D(2014, 10, 1),
    }
    return {"end": end, "assets": total, **growth, **bases, **shares}


def _round_facts(report: ReportData) -> dict[str, object]:
    changes = {name: qe.round_changes(report.vintage, report.path, name) for name in ROUNDS}
    yields = {
        name: assets.window_changes(report.vintage, assets.market_window(report.path, name))["DGS10"] for name in ROUNDS
    }
    facts: dict[str, object] = {}
    for name in ROUNDS:
        facts |= {
            f"{name}_treasuries": changes[name]["treasuries"],
            f"{name}_mbs": changes[name]["mbs"],
            f"{name}_yield": yields[name],
        }
    return facts


def _key_table(report: ReportData, words: Words) -> Table:
    """Total assets, reserves and their share of GDP at the turns of the balance sheet."""
    programmes = report.path.programmes
    turns = {
        "crisis": BASES[0],
        "before_qe1": programmes["lsap1"].statement_window.start,
        "after_qe1": programmes["lsap1"].statement_window.end,
        "after_qe4": programmes["lsap3"].statement_window.end,
        "after_runoff1": programmes["runoff1"].statement_window.end,
        "before_covid": programmes["covid"].statement_window.start,
        "after_covid": programmes["covid"].statement_window.end,
        "after_runoff2": programmes["runoff2"].statement_window.end,
    }
    shares = measures.ratio_to_gdp(report.vintage, "WALCL") if "GDP" in report.vintage else None
    rows = []
    for name, day in turns.items():
        if day > report.vintage.as_of - timedelta(days=1):
            continue
        levels = [
            report.vintage[series_id].base_last(day)[1] for series_id in ("WALCL", "TREAST", "WSHOMCB", "WRESBAL")
        ]
        share = None if shares is None else float(shares.loc[: day.isoformat()].iloc[-1])
        rows.append((words(f"report.turn_{name}"), day, *levels, share))
    if not rows:
        raise DateRangeError("present.summary_none_turns_lay_before", as_of=report.vintage.as_of)
    keys = ("turn", "date", "assets", "treasuries", "mbs", "reserves", "share_of_gdp")
    headings = tuple(words(f"report.column_{key}") for key in keys)
    formats = ("text", "iso", "money", "money", "money", "money", "pct1")
    return Table.headed("key-figures", keys, headings, formats, tuple(rows))
