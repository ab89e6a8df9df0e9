"""Chapter 5 deepened: the market as a working model; who lends to whom, replays, adequacy, counterfactual, forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fedsheet.core.spreads import share_above
from fedsheet.core.units import from_bp, to_bp
from fedsheet.market.evaluation import BAND as FORECAST_BAND
from fedsheet.market.forecast import RECENT_DAYS
from fedsheet.market.forecasts import Scored
from fedsheet.market.hierarchy import wedge
from fedsheet.market.participants import instruments
from fedsheet.market.scenario import load_counterfactual, load_scenario
from fedsheet.present.blocks import Block, Bullets, DataTable, Figure, Heading, Note, Paragraph, TableBlock
from fedsheet.present.charts import market as charts
from fedsheet.present.charts.market_map import flow_map
from fedsheet.present.exhibits import forecast as exhibits
from fedsheet.present.market_tables import sizes_note
from fedsheet.present.measures import day_of
from fedsheet.present.sections import reserves
from fedsheet.present.sections.telling import figure, source
from fedsheet.present.table import Cell
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.market.evaluation import Evaluation, Outlook
    from fedsheet.market.forecasts import Forecast
    from fedsheet.market.response import Response
    from fedsheet.market.results import MarketReport

CRISIS, DAY_AFTER = "2019-09-17", "2019-09-18"
HORIZONS = (1, 5)
TOLD_BP = 10.0  # the threshold that sentences speak of; the table has the others
MOVED_RATES = ("SOFR", "EFFR", "tri-party")
MOVED_BOOKS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "on_rrp": ("owned_usd", (("money_funds", "on_rrp"),)),
    "fund_repo": ("owned_usd", (("money_funds", "tri_party_repo"),)),
    "bank_repo": ("owned_usd", (("large_banks", "tri_party_repo"),)),
    "reserves": ("owned_usd", (("large_banks", "reserves"),)),
    "branches": ("owed_usd", (("foreign_branches", "fed_funds"), ("foreign_branches", "eurodollars"))),
    "srf": ("owed_usd", (("dealers", "srf"),)),
    "leveraged": ("owed_usd", (("leveraged", "dvp_repo"),)),
}
RIVALS = {"persistence": "persistence", "calendar class": "calendar", "calendar class, 250 days": "calendar_250"}


def section(results: MarketReport, words: Words) -> list[Block]:
    """The parts whose figures were known on the report's day."""
    blocks: list[Block] = [Heading(2, words("market.model_title")), Paragraph(words("market.model_text"))]
    blocks += _map(results, words)
    blocks += _hierarchy(results, words)
    blocks += _episodes(results, words)
    blocks += _responses(results, words)
    blocks += [] if results.reserves is None else reserves.blocks(results.reserves, words)
    blocks += _forecast(results, words)
    return blocks


def _map(results: MarketReport, words: Words) -> list[Block]:
    drawn = flow_map(words, results.map.sizes_usd)
    caption = words("market.map_caption", kinds=len(results.map.kinds), flows=len(drawn.table.rows))
    sizes = TableBlock(_sizes(results, words), words("market.sizes_caption", day=results.map.day), words("market.own"))
    drawing = figure(None, drawn, caption, words("market.own"), words("market.map_note"))
    later = [Note(text) for text in sizes_note(results.map, words)]
    return [drawing, sizes, *later, Bullets(_frictions(results, words))]


def _frictions(results: MarketReport, words: Words) -> tuple[str, ...]:
    """What holds each kind back, one line a kind."""
    kinds = [s.participant for s in results.map.kinds]
    lang = words.language
    return tuple(
        words("market.friction_line", number=p.number, kind=p.name[lang], friction=p.friction[lang]) for p in kinds
    )


def _sizes(results: MarketReport, words: Words) -> DataTable:
    rows = tuple(
        (
            s.participant.number,
            s.participant.name[words.language],
            _listed(s.participant.lends, words),
            _listed(s.participant.borrows, words),
            s.size_usd,
            s.participant.size_of.of(words.language),
            s.size_date,
            s.grade,
        )
        for s in results.map.kinds
    )
    keys = ("number", "kind", "lends", "borrows", "size_usd", "size_of", "date", "grade")
    headings = tuple(words(f"market.{key}") for key in keys)
    return DataTable(
        "market-kinds", keys, headings, ("int", "text", "text", "text", "money", "text", "iso", "text"), rows
    )


def _listed(ids: tuple[str, ...], words: Words) -> str | None:
    return words("market.comma").join(instruments()[i][words.language] for i in ids) or None


def _hierarchy(results: MarketReport, words: Words) -> list[Block]:
    drawn = charts.hierarchy(results, words)
    over = (results.observed["SOFR"] - results.observed["IORB"]).dropna()
    caption = words(
        "market.hierarchy_caption", share=share_above(over), high=float(over.max()), day=day_of(over.idxmax())
    )
    levels = TableBlock(_levels(results, words), words("market.levels_caption"), source(words, "nyfed", "ofr", "board"))
    return [
        Heading(2, words("market.hierarchy_title")),
        figure(None, drawn, caption, source(words, "nyfed", "ofr", "board"), words("market.hierarchy_note")),
        levels,
    ]


def _levels(results: MarketReport, words: Words) -> DataTable:
    """The research report's own three levels: share of days on which each ordering held, by regime."""
    pairs: dict[tuple[str, str], dict[str, float | None]] = {}
    for o in results.map.orderings:
        if o.view == "report":
            pairs.setdefault((o.lower, o.upper), {})[o.regime] = o.share
    rows = tuple(
        (f"{_named(lower, words)} ≤ {_named(upper, words)}", *(found.get(r) for r in charts.REGIME_ENDS))
        for (lower, upper), found in pairs.items()
    )
    headings = (words("market.ordering"), *(words(f"market.regime_{r}") for r in charts.REGIME_ENDS))
    return DataTable(
        "market-levels",
        ("ordering", *charts.REGIME_ENDS),
        headings,
        ("text", *("pct0" for _ in charts.REGIME_ENDS)),
        rows,
    )


def _named(rate: str, words: Words) -> str:
    return words(f"market.rate_{charts.key_of(rate)}")


def _episodes(results: MarketReport, words: Words) -> list[Block]:
    held = results.episodes
    blocks: list[Block] = [Heading(2, words("market.episodes_title"))]
    if "september-2019" in held:
        blocks.append(_september(results, words))
    if "september-2019/standing-repo-2019" in held:
        blocks.append(_standing_repo(results, words))
    if "march-2020" in held:
        blocks.append(_fault_line(results, words))
    if {"rrp-flood-2021", "drain-2022-2025"} <= set(held):
        blocks.append(_flood(results, words))
    if "october-2025/no-standing-repo" in held:
        blocks.append(Note(words("market.october_note", **_october(results))))
    return blocks if len(blocks) > 1 else []


def _on(values: np.ndarray, results: MarketReport, name: str, day: str = CRISIS) -> float:
    run = results.episodes[name]
    return float(np.atleast_2d(values)[0, run.days.get_loc(day)])


def _september(results: MarketReport, words: Words) -> Figure:
    run = results.episodes["september-2019"]
    facts = {
        f"{name.lower()}_{kind}": value
        for name in ("SOFR", "EFFR")
        for kind, value in (
            ("model", _on(run.rates.rates[name], results, "september-2019")),
            ("seen", float(results.observed[name].loc[CRISIS])),
        )
    }
    drawn = charts.september(results, words)
    return figure(
        None,
        drawn,
        words("market.september_caption", **facts),
        source(words, "nyfed", "ofr"),
        words("market.september_note", **_september_misses(results)),
    )


def _september_misses(results: MarketReport) -> dict[str, float]:
    """What was not fitted and does not come out: DVP under tri-party on the day, and the day after."""
    run, seen, name = results.episodes["september-2019"], results.observed, "september-2019"
    return {
        "dvp_model": _on(run.rates.rates["DVP"] - run.cleared.tri_party, results, name),
        "dvp_seen": float(seen["DVP"].loc[CRISIS] - seen["tri-party"].loc[CRISIS]),
        "after_model": _on(run.cleared.tri_party, results, name, DAY_AFTER),
        "after_seen": float(seen["tri-party"].loc[DAY_AFTER]),
    }


def _standing_repo(results: MarketReport, words: Words) -> Figure:
    without, with_it = (results.episodes[n] for n in ("september-2019", "september-2019/standing-repo-2019"))
    iorb = float(np.atleast_1d(without.conditions.iorb)[without.days.get_loc(CRISIS)])
    caption = words(
        "market.standing_repo_caption",
        without=_on(without.cleared.tri_party, results, "september-2019") - iorb,
        with_it=_on(with_it.cleared.tri_party, results, "september-2019/standing-repo-2019") - iorb,
        used=_on(with_it.cleared.standing_repo, results, "september-2019/standing-repo-2019"),
    )
    opened = next(c for c in load_counterfactual("standing-repo-2019").changes if c.target == "standing_repo")
    note = words("market.standing_repo_note", over=float(opened.switch))
    return figure(None, charts.standing_repo(results, words), caption, source(words, "nyfed", "board"), note)


def _fault_line(results: MarketReport, words: Words) -> Figure:
    run = results.episodes["march-2020"]
    seen = wedge(run.days, (run.rates.rates["DVP"] - run.cleared.tri_party)[0])
    observed = (results.observed["DVP"] - results.observed["tri-party"]).loc[run.days[0] : run.days[-1]].dropna()
    real = wedge(pd.DatetimeIndex(observed.index), observed.to_numpy())
    assert seen.lasted is not None
    assert real.lasted is not None
    caption = words(
        "market.fault_line_caption", peak=to_bp(real.peak_size), day=real.peak, lasted=real.lasted,
        model=to_bp(seen.peak_size), model_lasted=seen.lasted,
        rise=float(run.cleared.reserves[0, -1] - run.cleared.reserves[0, 0]),
    )  # fmt: skip
    filled = next(shock for shock in run.scenario.shocks if shock.quantity == "dealer_capacity")
    note = words("market.fault_line_note", start=filled.start, end=filled.end)
    return figure(None, charts.fault_line(results, words), caption, source(words, "ofr", "board"), note)


def _flood(results: MarketReport, words: Words) -> Figure:
    run = results.episodes["rrp-flood-2021"]
    take_up = run.cleared.on_rrp[0]
    seen = results.facility.loc[: run.days[-1]]
    caption = words(
        "market.flood_caption", record=float(seen.max()), day=day_of(seen.idxmax()), driven=float(take_up.max()),
        miss=float(take_up.max() / seen.max() - 1.0),
    )  # fmt: skip
    return figure(
        None,
        charts.flood_and_drain(results, words),
        caption,
        source(words, "nyfed", "treasury"),
        words("market.flood_note"),
    )


def _october(results: MarketReport) -> dict[str, float]:
    base, without = (results.episodes[n] for n in ("october-2025", "october-2025/no-standing-repo"))
    seen = results.standing_repo.loc[base.days[0] : base.days[-1]]
    return {
        "used": float(base.cleared.standing_repo.max()),
        "seen": float(seen.max()),
        "dearer": to_bp(float((without.cleared.tri_party - base.cleared.tri_party).max())),
    }


def _responses(results: MarketReport, words: Words) -> list[Block]:
    """Who moves when policy moves: one column a policy, rates and then books, mean over the scenario's days."""
    found = results.responses
    if not found:
        return []
    moves = {name: r.rates["SOFR"][0] for (name, changed), r in found.items() if changed == "smaller-portfolio"}
    caption = words("market.responses_caption_one")
    if len(moves) > 1:
        caption = words("market.responses_caption", calm=moves["drain-2022-2025"], tight=moves["september-2019"])
    rates: list[tuple[Cell, ...]] = [
        (words(f"market.rate_{charts.key_of(n)}"), *(r.rates[n][0] for r in found.values())) for n in MOVED_RATES
    ]
    books: list[tuple[Cell, ...]] = [
        (words(f"market.response_{what}"), *(_books(r, side, cells) for r in found.values()))
        for what, (side, cells) in MOVED_BOOKS.items()
    ]
    titles = [(load_counterfactual(changed), load_scenario(name)) for name, changed in found]
    policies = [f"{c.title[words.language]} ({s.title[words.language]})" for c, s in titles]
    sources = source(words, "nyfed", "ofr", "board")
    return [
        Heading(2, words("market.responses_title")),
        TableBlock(_moved("rates", "bp1_num", rates, list(found), words), caption, sources),
        TableBlock(_moved("books", "money", books, list(found), words), words("market.response_books"), sources),
        Note(words("market.responses_note", policies=words("market.semicolon").join(policies))),
    ]


def _moved(part: str, of: str, rows: list[tuple[Cell, ...]], runs: list[tuple[str, str]], words: Words) -> DataTable:
    keys = tuple(f"{changed}_{name}".replace("-", "_") for name, changed in runs)
    headings = (words(f"market.response_{part}_head"), *(words(f"market.policy_{key}") for key in keys))
    return DataTable(f"market-response-{part}", ("what", *keys), headings, ("text", *(of,) * len(runs)), tuple(rows))


def _books(found: Response, side: str, cells: tuple[tuple[str, str], ...]) -> float:
    """By how much more is owned or owed in `cells`, US dollars; what moves by less than the table prints is 0."""
    return sum(float(getattr(m, side)) for m in found.moved if (m.sector, m.item) in cells)


def _forecast(results: MarketReport, words: Words) -> list[Block]:
    blocks: list[Block] = []
    for horizon in HORIZONS:
        made = {name: found for (name, ahead), found in results.forecasts.items() if ahead == horizon}
        blocks += [_outlook(name, found.outlook, words) for name, found in made.items()]
        scored = {name: found.evaluation for name, found in made.items() if found.evaluation is not None}
        blocks += _scores(scored, horizon, words) if scored else []
    blocks += _record(results.forecasts.get(("sofr", 1)), words)
    if any(isinstance(block, TableBlock) for block in blocks):
        blocks.append(Note(words("market.scores_note")))
    return [Heading(2, words("market.forecast_title")), *blocks] if blocks else []


def _record(found: Forecast | None, words: Words) -> list[Block]:
    """SOFR's running record by year and kind of day, and the chances on the days a desk plans for."""
    if found is None:
        return []
    shown = [exhibits.dates(found, words)] if found.dates else []
    if found.evaluation is not None:
        scored = Scored(found.target, 1, found.evaluation)
        shown += [exhibits.record(scored, words), exhibits.kinds(scored, words)]
    blocks: list[Block] = []
    for one in shown:
        blocks += [one.block, *one.notes_block]
    return blocks


def _outlook(name: str, o: Outlook, words: Words) -> Paragraph:
    facts = {
        "mean": from_bp(o.mean),
        "low": from_bp(o.band[0]),
        "high": from_bp(o.band[1]),
        "chance": o.exceeds[TOLD_BP],
    }
    facts |= {"confidence": FORECAST_BAND, "threshold": from_bp(TOLD_BP)}
    rate = _target(name, words)
    text = words("market.forecast_text", rate=rate, horizon=o.horizon, target=o.target, origin=o.origin, **facts)
    return Paragraph(text)


def _target(name: str, words: Words) -> str:
    return words(f"market.rate_{charts.key_of(name)}")


def _scores(scored: dict[str, Evaluation], horizon: int, words: Words) -> list[Block]:
    """CRPS beside each rival's and Brier skill, every rate at one horizon; the first rate's finding in the caption."""
    keys, skill_keys = ("rate", "forecaster", "crps", "difference", "dm", "p_value"), (
        "rate", "skill_threshold", "skill_skill", "skill_low", "skill_high", "skill_events")  # fmt: skip
    table = DataTable(
        f"market-scores-{horizon}",
        keys,
        tuple(words(f"market.{k}") for k in keys),
        ("text", "text", "num3", "num3", "num2", "text"),
        tuple(row for name, e in scored.items() for row in _crps_rows(_target(name, words), e, words)),
    )
    skills = DataTable(
        f"market-skill-{horizon}",
        tuple(key.removeprefix("skill_") for key in skill_keys),
        tuple(words(f"market.{k}") for k in skill_keys),
        ("text", "int", "num2", "num2", "num2", "int"),
        tuple(
            (_target(name, words), s.threshold_bp, *(_assessed(x) for x in (s.skill, s.low, s.high)), s.n_events)
            for name, e in scored.items()
            for s in e.skills
        ),
    )
    name, e = next(iter(scored.items()))
    facts = {"rate": _target(name, words), "horizon": horizon, "n": len(e.days), "confidence": FORECAST_BAND}
    told = next(s for s in e.skills if s.threshold_bp == TOLD_BP)
    days = {"start": e.days[0].date(), "end": e.days[-1].date()}
    best = {"ours": e.mean_crps["fedsheet"], "rival": min(e.mean_crps[rival] for rival in RIVALS)}
    sources = source(words, "nyfed", "ofr", "board")
    said = words(
        "market.skill_caption" if told.assessable else "market.skill_caption_none",
        **facts,
        threshold=from_bp(TOLD_BP),
        **({"skill": told.skill} if told.assessable else {}),
    )
    return [
        TableBlock(table, words("market.scores_caption", coverage=e.coverage, **facts, **days, **best), sources),
        TableBlock(skills, said, sources),
    ]


def _assessed(skill: float) -> float | None:
    """None where no event happened: nothing can be said."""
    return None if np.isnan(skill) else skill


def _p(value: float) -> str:
    """A chance is never printed as zero."""
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"


def _crps_rows(rate: str, e: Evaluation, words: Words) -> list[tuple[str | float | None, ...]]:
    rows: list[tuple[str | float | None, ...]] = [
        (rate, words("market.ours"), e.mean_crps["fedsheet"], None, None, None)
    ]
    for name, key in RIVALS.items():
        c = e.compared[name]
        rival = words(f"market.rival_{key}", window=RECENT_DAYS)
        rows.append((rate, rival, e.mean_crps[name], c.difference, c.statistic, _p(c.p_value)))
    return rows
