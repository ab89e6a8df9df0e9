"""Chapter 1: four rounds of purchases and asset performance, figures 1 to 14 and two more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from fedsheet.core.errors import DateRangeError
from fedsheet.present.blocks import Block, Heading, Note
from fedsheet.present.charts import assets
from fedsheet.present.exhibits import qe as exhibits
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import Maker, paragraph, row
from fedsheet.present.text import Words
from fedsheet.record.model import Programme

D = date


def chapter(report: ReportData, words: Words) -> list[Block]:
    """QE1, QE2, Twist, the programme of September 2012, as far as announced, and asset prices over them."""
    rounds = {"lsap1": _qe1, "lsap2": _qe2, "mep": _twist, "lsap3": _qe4}
    parts = [part for name, part in rounds.items() if report.announced(name)]
    if not parts:
        return []
    title = words("report.qe_title" if report.announced("lsap3") else "report.qe_title_early")
    return [Heading(1, title), *(block for part in (*parts, _asset_prices) for block in part(report, words))]


# ---- 1.1 to 1.4: the rounds --------------------------------------------------------------------------------------


def _opening(
    report: ReportData, words: Words, name: str, programme: str, plan: Callable[[ReportData], Mapping[str, object]],
    *more: Maker,
) -> list[Block]:  # fmt: skip
    """A round's title, what was planned, what holdings did, and what else is said of it."""
    return [
        Heading(2, words(f"report.{name}_title")),
        *paragraph(
            words,
            lambda: words(f"report.{name}_plan", **plan(report)),
            lambda: words(f"report.{name}_held", **exhibits.held_change(report, programme)),
            *more,
        ),
    ]


def _qe1(report: ReportData, words: Words) -> list[Block]:
    return [
        *_opening(
            report, words, "qe1", "lsap1", _qe1_plan,
            lambda: words(
                "report.qe1_economy",
                low=exhibits.value(report, "UNRATE", D(2007, 5, 1)),
                end=exhibits.value(report, "UNRATE", D(2010, 3, 1)),
                year_end=exhibits.value(report, "UNRATE", D(2010, 12, 1)),
            ),
        ),
        *row(report, words, exhibits.qe1_purchases, exhibits.qe1_growth, first=1),
        *row(report, words, exhibits.target_cuts, exhibits.qe1_unemployment, first=3),
        *row(report, words, exhibits.qe1_pce, first=5),
    ]  # fmt: skip


def _qe2(report: ReportData, words: Words) -> list[Block]:
    return [
        *_opening(report, words, "qe2", "lsap2", _qe2_plan),
        *row(report, words, exhibits.qe2_purchases, exhibits.qe2_unemployment, first=6),
        *row(report, words, exhibits.qe2_inflation, first=8),
    ]


def _twist(report: ReportData, words: Words) -> list[Block]:
    return [
        *_opening(report, words, "twist", "mep", _twist_plan),
        *row(report, words, exhibits.twist, first=9),
    ]


def _qe4(report: ReportData, words: Words) -> list[Block]:
    return [
        *_opening(report, words, "qe4", "lsap3", _qe4_plan),
        *row(report, words, exhibits.mbs_plan, exhibits.treasury_plan, first=10),
        *row(report, words, exhibits.rounds_compared, first=12),
        *row(report, words, exhibits.qe4_growth, exhibits.qe4_labour, first=13),
    ]


def _qe1_plan(report: ReportData) -> dict[str, object]:
    """Announced totals of QE1: the first plan, the increments of March 2009, and the debt trimmed that November."""
    planned = _known(report, "lsap1", D(2009, 11, 4)).planned
    total = {
        name: sum(p.usd for p in planned if p.instrument == name and p.basis in {"total", "increment"})
        for name in ("agency_mbs", "agency_debt", "treasury")
    }
    first, second = (sorted({p.announced_at for p in planned})[i] for i in (0, 1))
    trimmed = next(p for p in planned if p.basis == "about")
    return {"first": first, "second": second, **total, "trim_day": trimmed.announced_at, "trimmed": trimmed.usd}


def _known(report: ReportData, programme_id: str, until: date) -> Programme:
    """A programme of which what the text tells, up to `until`, had been announced on the report's day."""
    if until > report.vintage.as_of:
        raise DateRangeError("present.qe_nothing_known", until=until, as_of=report.vintage.as_of)
    return report.path.programmes[programme_id]


def _qe2_plan(report: ReportData) -> dict[str, object]:
    programme = _known(report, "lsap2", report.path.programmes["lsap2"].announced_at)
    return {"day": programme.announced_at, "total": programme.planned[0].usd}


def _twist_plan(report: ReportData) -> dict[str, object]:
    """The first plan and its extension."""
    first, second = report.path.programmes["mep"].planned
    _known(report, "mep", second.announced_at)
    return {"day": first.announced_at, "first": first.usd, "extended": second.announced_at, "second": second.usd}


def _qe4_plan(report: ReportData) -> dict[str, object]:
    """The two monthly paces, the first taper step and the decision to end."""
    programme = _known(report, "lsap3", report.path.programmes["lsap3"].statement_window.end)
    return {
        "day": programme.announced_at,
        "mbs": programme.planned[0].usd,
        "second": programme.planned[1].announced_at,
        "treasuries": programme.planned[1].usd,
        "taper": next(phase.start for phase in programme.phases if phase.kind == "taper"),
        "end": programme.statement_window.end,
    }


# ---- 1.5 asset prices --------------------------------------------------------------------------------------------


def _asset_prices(report: ReportData, words: Words) -> list[Block]:
    return [
        Heading(2, words("report.assets_title" if report.announced("lsap3") else "report.assets_title_early")),
        *paragraph(words, lambda: words("report.assets_text", **_window_counts(report))),
        *row(report, words, exhibits.window_changes),
        *row(report, words, exhibits.yields),
        *(
            row(report, words, exhibits.equities)
            if assets.EQUITIES in report.vintage
            else [Note(words("report.equities_absent"))]
        ),
    ]


def _window_counts(report: ReportData) -> dict[str, object]:
    """In how many of the three rounds that grew the sheet, and of the gaps, the ten-year yield rose or fell."""
    rounds = [assets.window_changes(report.vintage, assets.market_window(report.path, name)) for name in assets.BUYING]
    gaps = [assets.window_changes(report.vintage, assets.gap_window(report.path, name)) for name in assets.GAPS]
    return {
        "rounds": len(rounds),
        "rose": sum(1 for each in rounds if each["DGS10"] > 0),
        "breakeven_rose": sum(1 for each in rounds if each["breakeven10"] > 0),
        "gaps": len(gaps),
        "fell": sum(1 for each in gaps if each["DGS10"] < 0),
    }
