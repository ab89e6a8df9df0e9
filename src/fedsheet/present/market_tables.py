"""The money market's results as tables and JSON: published units out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from fedsheet.core.units import to_bn, to_bp, to_pct
from fedsheet.market.hierarchy import Wedge, wedge
from fedsheet.market.participants import classes, dated, flows, instruments
from fedsheet.market.rates import NAMES, PERCENTILES
from fedsheet.market.sheets import BRANCHES, POOLS, sheet_rows
from fedsheet.present.sections.reserves import disagreement_text, gauge_table, unknown_text, verdict_text
from fedsheet.present.tables import Column, Table
from fedsheet.present.text import Words

if TYPE_CHECKING:
    import pandas as pd

    from fedsheet.market.agents import AgentRun
    from fedsheet.market.gauges import Panel, Reading
    from fedsheet.market.hierarchy import Ordering
    from fedsheet.market.regimes import ReserveDemand
    from fedsheet.market.response import Response
    from fedsheet.market.results import MarketMap
    from fedsheet.market.simulate import Simulation
    from fedsheet.sheet.accounts import BalanceSheets

BAND = (0.05, 0.95)  # of paths


def market_map(found: MarketMap, words: Words) -> Table:
    """One row a kind: headings as programs read them, texts in the reader's language."""
    columns = (
        Column("number"), Column("kind"), Column("class"), Column("lends"), Column("borrows"),
        Column("size", "USD bn", 1), Column("size_of"), Column("size_date"), Column("source"), Column("grade"),
        Column("friction"),
    )  # fmt: skip
    names, kinds, language = instruments(), classes(), words.language

    def listed(ids: tuple[str, ...]) -> str:
        return words.format([names[i][language] for i in ids], "names")

    rows = [
        (
            s.participant.number, s.participant.name[language], kinds[s.participant.of_class][language],
            listed(s.participant.lends), listed(s.participant.borrows), _bn(s.size_usd),
            s.participant.size_of.of(language), s.size_date, s.source and s.source.of(language),
            s.grade, s.participant.friction[language],
        )
        for s in found.kinds
    ]  # fmt: skip
    return Table.of(f"Money market on {found.day}", columns, rows, *sizes_note(found, words))


def _bn(usd: float | None) -> float | None:
    return None if usd is None else to_bn(usd)


def map_object(found: MarketMap) -> dict[str, Any]:
    """The map as JSON: kinds, flows, rates and orderings."""
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
        "orderings": orderings(found.orderings).records(),
    }  # fmt: skip


def map_brief(found: MarketMap, words: Words) -> Table:
    """The map narrow enough to read on a screen, wholly in the reader's language."""
    names, language = instruments(), words.language
    headings = ("number", "kind", "lends", "borrows")
    columns = (
        *(Column(words(f"market.{key}")) for key in headings),
        Column(words("market.size_usd"), words("common.unit_money"), 0 if language == "zh" else 1),
        *(Column(words(f"market.{key}")) for key in ("size_of", "date", "grade")),
    )
    rows = [
        (
            s.participant.number, s.participant.name[language],
            words.format([names[i][language] for i in s.participant.lends], "names"),
            words.format([names[i][language] for i in s.participant.borrows], "names"),
            None if s.size_usd is None else s.size_usd / words.money_unit,
            s.participant.size_of.of(language), s.size_date, s.grade,
        )
        for s in found.kinds
    ]  # fmt: skip
    return Table.of(words("market.map_title", day=found.day), columns, rows, *_map_notes(found, words))


def _map_notes(found: MarketMap, words: Words) -> tuple[str, ...]:
    """What the grades and sizes mean, and the rates of the day."""
    shown = [
        f"{_rate_name(str(name), words)} {words.format(float(rate), 'pct2')}"
        for name, rate in found.rates.items()
        if np.isfinite(rate)
    ]
    rates = words("market.map_rates", day=found.day, rates=words.format(shown, "names"))
    return words("market.map_grades"), words("market.map_sizes"), *sizes_note(found, words), rates


def sizes_note(found: MarketMap, words: Words) -> tuple[str, ...]:
    """That sizes dated later are left empty, where there are some."""
    return () if len(found.sizes_usd) == len(found.kinds) else (words("market.sizes_later"),)


def _rate_name(name: str, words: Words) -> str:
    """A rate as the language calls it; one that goes by its letters everywhere keeps them."""
    key = f"market.rate_{name.lower().replace(' ', '_').replace('-', '_')}"
    return words(key) if key in words else name


def rates(found: pd.DataFrame) -> Table:
    """Percent a year, one row a day."""
    columns = (Column("date"), *(Column(name, "percent", 2) for name in found.columns))
    rows = [
        (day.date(), *(to_pct(float(v)) for v in row)) for day, row in zip(found.index, found.to_numpy(), strict=True)
    ]
    return Table.of("Overnight rates, floor to ceilings", columns, rows, "Empty where not published.")


def orderings(found: list[Ordering]) -> Table:
    """Share of days on which the upper stood at or above the lower."""
    columns = (
        Column("view"),
        Column("lower"),
        Column("upper"),
        Column("regime"),
        Column("share", "percent of days", 1),
        Column("days"),
    )
    rows = [(o.view, o.lower, o.upper, o.regime, None if o.share is None else to_pct(o.share), o.n_days) for o in found]
    notes = (
        "Share: of days on which both were published, those with the upper at or above the lower; ties count.",
        "Regimes: scarce 2018-19, abundant 2020-23, draining 2024-25.",
        "view report: the research report's three levels (EFFR, OBFR; tri-party; GCF). GCF is published on few days.",
    )
    return Table.of("Orderings of rates", columns, rows, *notes)


def sheets(found: BalanceSheets, title: str) -> Table:
    """One row a sector and item."""
    columns = (Column("sector"), Column("item"), Column("owns", "USD"), Column("owes", "USD"))
    notes = ("everyone_else and other_claims are remainders, shown as such.", sheet_dates(Words("en")))
    return Table.of(title, columns, sheet_rows(found), *notes)


def sheet_dates(words: Words) -> str:
    """The dates of what has one published figure, which stands on every day from an as-of that knows it."""
    return words("market.sheet_dates", advances=dated(POOLS), funding=dated(BRANCHES))


def adequacy(found: ReserveDemand) -> Table:
    """A row a reserve week: reserves, chances in percent, slopes in bp for 1% more reserves with 90% bands."""
    names = tuple(f"slope_{rate}{end}" for rate in found.slopes for end in ("_low", "", "_high"))
    columns = (
        Column("date"), Column("reserves", "USD bn", 1), Column("reserves_share", "% of bank credit", 2),
        *(Column(state, "%", 1) for state in found.chance.columns), Column("ample_or_scarcer_low", "%", 1),
        Column("ample_or_scarcer_high", "%", 1), *(Column(name, "bp", 3) for name in names),
    )  # fmt: skip
    slopes = [found.slopes[rate][q] for rate in found.slopes for q in ("low", "middle", "high")]
    shares = [*(found.chance[state] for state in found.chance.columns), found.low, found.high]
    rows = [
        (
            week.date(), to_bn(float(found.frame["reserves"].iloc[t])), to_pct(float(found.frame["share"].iloc[t])),
            *(to_pct(float(s.iloc[t])) for s in shares), *(float(s.iloc[t]) for s in slopes),
        )
        for t, week in enumerate(found.chance.index)
    ]  # fmt: skip
    return Table.of(
        "Reserve adequacy", columns, rows,
        "Reserve weeks by their Wednesday, each as public the day after. Bands 90%. Slopes: bp over IORB for 1% more "
        "reserves, instrument: forecast errors of the Treasury's account, currency and the foreign pool.",
    )  # fmt: skip


def reserves(found: Panel, words: Words) -> Table:
    """Every gauge of enough reserves; the verdict, the gauges that disagree and those that cannot be read as notes."""
    told = gauge_table(found, words)
    columns = tuple(Column(key) for key in told.keys)
    notes = (verdict_text(found, words), disagreement_text(found, words), unknown_text(found, words))
    return Table.of(words("reserves.title"), columns, told.rows, *(note for note in notes if note))


def reserves_brief(found: Panel, words: Words) -> Table:
    """The same without grade and source of the thresholds, which need a wide page."""
    whole = reserves(found, words)
    return Table.of(whole.name, whole.columns[:-2], [row[:-2] for row in whole.rows], *whole.notes)


def reserves_object(found: Panel) -> dict[str, Any]:
    """The panel as JSON: the verdict, and every gauge with its threshold, state, leads and false alarms."""
    v = found.verdict
    return {
        "date": v.day, "state": str(v.state), "chance_ample_or_scarcer": v.chance, "band_90": [v.low, v.high],
        "chance_scarce": v.scarce, "agree": list(v.agree), "disagree": list(v.disagree), "unknown": list(v.unknown),
        "gauges": [_gauge_object(r) for r in found.readings],
    }  # fmt: skip


def _gauge_object(r: Reading) -> dict[str, Any]:
    g = r.gauge
    return {
        "id": g.id, "title": {"zh": g.title.zh, "en": g.title.en}, "unit": g.unit, "side": g.side, "value": r.value,
        "date": r.dated, "threshold": None if np.isnan(g.ample.value) else g.ample.value, "grade": g.ample.grade,
        "source": g.ample.source, "state": str(r.state), "since": r.since,
        "leads": [{"episode": x.episode, "first": x.first, "days": x.lead_days} for x in r.leads],
        "false_days": r.false_days, "judged_days": r.judged_days,
    }  # fmt: skip


def simulation(found: Simulation) -> Table:
    """Median over paths by day: rates in percent, facilities and reserves in USD bn."""
    columns = (
        Column("date"), *(Column(name.lower(), "percent", 2) for name in NAMES), Column("tri_party", "percent", 2),
        Column("on_rrp", "USD bn", 1), Column("standing_repo", "USD bn", 1), Column("reserves", "USD bn", 1),
    )  # fmt: skip
    series = [middle(found.rates.rates[name]) for name in NAMES]
    series += [middle(found.cleared.tri_party)]
    amounts = [middle(v) for v in (found.cleared.on_rrp, found.cleared.standing_repo, found.cleared.reserves)]
    rows = [
        (day.date(), *(to_pct(float(s[t])) for s in series), *(to_bn(float(a[t])) for a in amounts))
        for t, day in enumerate(found.days)
    ]
    changed = f" under {found.counterfactual.id}" if found.counterfactual else ""
    notes = (
        f"{found.n_paths} path{'s' if found.n_paths > 1 else ''}; medians where several.",
        f"Identities: largest imbalance of any sector or item, path and day {found.identity_residual_usd} dollars.",
        wedge_note(found),
        f"All days cleared; largest residual {to_bn(float(np.abs(found.cleared.residual_usd).max())):.4f} bn.",
        *found.scenario.notes["en"],
    )
    return Table.of(f"{found.scenario.id}{changed}", columns, rows, *notes)


def simulation_in_full(found: Simulation) -> Table:
    """Every rate with its percentiles across transactions (percent), every volume and every amount (USD bn), by day."""
    shown = simulation(found)
    columns, series = list(shown.columns), [*zip(*shown.rows, strict=True)]
    for name in NAMES:
        for which in PERCENTILES:
            columns.append(Column(f"{name.lower()}_p{which}", "percent", 2))
            series.append(tuple(to_pct(float(v)) for v in middle(found.rates.percentile(name, which))))
    amounts = {f"{name.lower()}_volume": found.rates.volumes_usd[name] for name in NAMES}
    amounts["discount_window"] = found.cleared.discount_window
    for name, values in amounts.items():
        columns.append(Column(name, "USD bn", 1))
        series.append(tuple(to_bn(float(v)) for v in middle(values)))
    return Table.of(shown.name, tuple(columns), list(zip(*series, strict=True)), *shown.notes)


def response(found: Response, title: str) -> Table:
    """What each kind owns and owes more of, USD bn, mean over days; the rates that move are in the notes."""
    columns = (Column("kind"), Column("instrument"), Column("owns", "USD bn", 1), Column("owes", "USD bn", 1))
    rows = [(m.sector, m.item, to_bn(m.owned_usd), to_bn(m.owed_usd)) for m in found.moved]
    rates = ", ".join(f"{name} {to_bp(mean):+.1f} [{to_bp(most):+.1f}]" for name, (mean, most) in found.rates.items())
    notes = (
        f"Rates, bp, mean over days [most on one day]: {rates}.",
        "More owned or owed than without the change, mean over days; below zero less. Nothing under 0.1 bn is shown.",
    )
    return Table.of(f"Who moves: {title}", columns, rows, *notes)


def response_object(found: Response) -> dict[str, Any]:
    """The response as JSON: rates in bp, books in US dollars."""
    return {
        "rates_bp": {n: {"mean": to_bp(mean), "most": to_bp(most)} for n, (mean, most) in found.rates.items()},
        "moved_usd": [asdict(m) for m in found.moved],
    }


def wedge_of(found: Simulation) -> Wedge:
    """The expected wedge between non-bank and bank funding: DVP less tri-party."""
    return wedge(found.days, middle(found.rates.rates["DVP"] - found.cleared.tri_party))


def wedge_note(found: Simulation) -> str:
    """The wedge in one sentence."""
    seen = wedge_of(found)
    end = "not gone by the end" if seen.lasted is None else f"gone after {seen.lasted} business days"
    return f"DVP - tri-party peaks at {to_bp(seen.peak_size):+.1f} bp on {seen.peak}, {end}."


def wedge_object(found: Simulation) -> dict[str, Any]:
    """The wedge as JSON."""
    seen = wedge_of(found)
    return {
        "peak": seen.peak,
        "peak_bp": to_bp(seen.peak_size),
        "gone_on": seen.gone_on,
        "business_days": seen.lasted,
    }


def simulation_object(found: Simulation) -> dict[str, Any]:
    """The documented JSON: dates, rates (median over paths, percent), percentiles, bands, amounts, identities."""
    rates = {name.lower(): _percent(middle(found.rates.rates[name])) for name in NAMES}
    rates["tri_party"] = _percent(middle(found.cleared.tri_party))
    amounts = {
        "on_rrp": found.cleared.on_rrp, "standing_repo": found.cleared.standing_repo,
        "reserves": found.cleared.reserves, "discount_window": found.cleared.discount_window,
    }  # fmt: skip
    return {
        "scenario": found.scenario.id,
        "counterfactual": found.counterfactual.id if found.counterfactual else None,
        "paths": found.n_paths,
        "seed": found.manifest.seed,
        "dates": [day.date() for day in found.days],
        "rates": rates,
        "percentiles": {
            name.lower(): {str(which): _percent(middle(found.rates.percentile(name, which))) for which in PERCENTILES}
            for name in NAMES
        },
        "paths_5_95": {name.lower(): [_percent(b) for b in _bands(found.rates.rates[name])] for name in NAMES},
        "volumes_usd": {name.lower(): _dollars(middle(found.rates.volumes_usd[name])) for name in NAMES},
        "amounts_usd": {name: _dollars(middle(value)) for name, value in amounts.items()},
        "wedge": wedge_object(found),
        "notes": found.scenario.notes,
        "status": "cleared",
        "clearing_residual_usd": float(np.abs(found.cleared.residual_usd).max()),
        "identity_residual_usd": found.identity_residual_usd,
        "manifest": {
            "data": found.manifest.data_digest,
            "policy": found.manifest.policy_digest,
            "as_of": found.manifest.as_of,
        },
    }


def agents(found: AgentRun) -> Table:
    """The agents' market by day."""
    columns = (
        Column("date"),
        Column("tri_party", "percent", 3),
        Column("on_rrp", "USD bn", 1),
        Column("standing_repo", "USD bn", 1),
        Column("bank_lending", "USD bn", 1),
        Column("borrowing", "USD bn", 1),
    )
    rows = [
        (
            day.date(),
            to_pct(float(found.tri_party[t])),
            *(
                to_bn(float(v[t].sum()))
                for v in (found.on_rrp, found.standing_repo, found.bank_lending, found.borrowing)
            ),
        )
        for t, day in enumerate(found.days)
    ]
    return Table.of(f"{found.n_agents:,} agents", columns, rows)


def middle(values: np.ndarray) -> np.ndarray:
    """(t,) median over paths; the path itself where there is one."""
    table = np.atleast_2d(values)
    return np.asarray(table[0] if len(table) == 1 else np.median(table, axis=0))


def _bands(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.quantile(np.atleast_2d(values), BAND, axis=0))


def _percent(values: np.ndarray) -> list[float]:
    return [round(to_pct(float(v)), 6) for v in values]


def _dollars(values: np.ndarray) -> list[int]:
    return [round(float(v)) for v in values]
