"""Exhibits of projections scored: past openings, bands and what they cover, liabilities beside rivals, the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.portfolio.scoring.fan_coverage import HORIZONS, LINES, coverage, pinballs
from fedsheet.portfolio.scoring.liabilities import PACE, WEEKS, mean_absolute, root_mean_square
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.portfolio.scoring.fan_coverage import CoverageCell
    from fedsheet.portfolio.scoring.issued_projections import Ledger
    from fedsheet.portfolio.scoring.liabilities import LiabilityScore
    from fedsheet.portfolio.scoring.openings import OpeningScores
    from fedsheet.present.text import Words

PUBLISHERS = ("board", "nyfed", "treasury")
LINE = Column("line", "name:projections.line_", "projections.line")
RIVALS = ("model", "flat", "pace")
MODELLED = ("tga", "currency", "foreign_repo", "other_deposits", "other_liabilities")
GIVEN = ("liquidity", "account", "")


# ---- openings of the past ----------------------------------------------------------------------------------------


@exhibit("project-score", of="projection scores")
def scores(found: OpeningScores, words: Words) -> Exhibit:
    """Every line and horizon of every opening: what came, the model, flat, the pace, and the band."""
    columns = (
        Column("opening", "iso", "projections.opening"), LINE, Column("months", "int", "projections.months"),
        Column("day", "iso", "projections.day"),
        *(Column(key, "money", f"projections.{key}") for key in ("actual", *RIVALS, "low", "high", "pinball")),
        Column("in_half", "text", "projections.in_half"),
        Column("in_nine_tenths", "text", "projections.in_nine_tenths"),
    )  # fmt: skip
    rows = [
        (
            s.opening, s.line, s.months, s.day, s.actual, s.model, s.flat, s.pace,
            None if s.band is None else float(s.band[0]), None if s.band is None else float(s.band[-1]), s.pinball,
            _yes(s.in_half, words), _yes(s.in_nine_tenths, words),
        )
        for s in found.scores
    ]  # fmt: skip
    table = Table.of("project-score", words, columns, rows)
    shown = Exhibit.of(words, table, "", source(words, *PUBLISHERS), words("projections.score_note"))
    return shown.briefly("opening", "line", "months", "actual", *RIVALS, "low", "high")


def _yes(held: bool | None, words: Words) -> str | None:
    return None if held is None else words("projections.inside" if held else "projections.outside")


@exhibit("project-score-pooled", of="projection scores")
def pooled(found: OpeningScores, words: Words) -> Exhibit:
    """Mean absolute errors over the openings beside flat and pace, share inside the bands, pinball."""
    columns = (
        LINE, Column("months", "int", "projections.months"), Column("n", "int", "projections.n"),
        *(Column(key, "money", f"projections.error_{key}") for key in RIVALS),
        Column("in_half", "pct0", "projections.share_half"),
        Column("in_nine_tenths", "pct0", "projections.share_nine_tenths"),
        Column("pinball", "money", "projections.pinball"),
    )  # fmt: skip
    rows = [
        (p.line, p.months, p.n, p.model, p.flat, p.pace, p.in_half, p.in_nine_tenths, p.pinball) for p in found.pooled
    ]
    table = Table.of("project-score-pooled", words, columns, rows)
    lost = [p for p in found.pooled if p.model > min(p.flat, p.pace)]
    said = words("projections.pooled_text", n=len(found.pooled), lost=len(lost))
    return Exhibit.of(words, table, said, source(words, *PUBLISHERS))


# ---- bands -------------------------------------------------------------------------------------------------------


@exhibit("fan-coverage", of="fan coverage")
def covered(found: Sequence[CoverageCell], words: Words) -> Exhibit:
    """Share of openings inside the bands of 50% and 90%, every line and horizon, and the means."""
    columns = (
        LINE, Column("months", "text", "projections.months"),
        Column("inside_50", "pct0", "projections.share_half"),
        Column("inside_90", "pct0", "projections.share_nine_tenths"),
        *(Column(f"pinball_{name}", "money", f"projections.pinball_{name}") for name in ("joint", "rates", "naive")),
    )  # fmt: skip
    rows = [
        (line, str(months or words("projections.mean")), *_cell(found, line, months))
        for line in LINES
        for months in (*HORIZONS, None)
    ]
    means = [coverage(found, line) for line in LINES]
    said = words(
        "projections.coverage_text", n=len({c.opening for c in found}),
        half_low=min(h for h, _ in means), half_high=max(h for h, _ in means),
        tenths_low=min(t for _, t in means), tenths_high=max(t for _, t in means),
    )  # fmt: skip
    table = Table.of("fan-coverage", words, columns, rows)
    return Exhibit.of(words, table, said, source(words, *PUBLISHERS), words("projections.coverage_note"))


def _cell(found: Sequence[CoverageCell], line: str, months: int | None) -> tuple[float, ...]:
    return (*coverage(found, line, months), *pinballs(found, line, months).values())


# ---- liabilities -------------------------------------------------------------------------------------------------


@exhibit("liability-scores", of="liability scores")
def liabilities(found: Sequence[LiabilityScore], words: Words) -> Exhibit:
    """Mean absolute errors of every liability's model beside flat and pace, at quarterly openings from 2014."""
    columns = (
        LINE, Column("sample", "name:projections.sample_", "projections.sample"),
        Column("weeks", "int", "projections.weeks"),
        *(Column(key, "money", f"projections.error_{key}") for key in RIVALS),
    )  # fmt: skip
    rows = [
        (line, "all" if rare else "calm", weeks, *(mean_absolute(found, line, weeks, by, rare) for by in RIVALS))
        for line in MODELLED
        for rare in ((True, False) if line == "tga" else (True,))
        for weeks in WEEKS
        if any((s.line, s.weeks) == (line, weeks) for s in found)
    ]
    lost = [row for row in rows if row[3] > np.nanmin([row[4], row[5]])]
    said = words("projections.liabilities_text", n=len(rows), lost=len(lost))
    table = Table.of("liability-scores", words, columns, rows)
    return Exhibit.of(words, table, said, source(words, *PUBLISHERS), words("projections.liabilities_note"))


@exhibit("reserve-scores", of="liability scores")
def reserves(found: Sequence[LiabilityScore], words: Words) -> Exhibit:
    """ON RRP and reserves, root mean square errors: liquidity given, the account given, neither."""
    columns = (
        Column("given", "name:projections.given_", "projections.given"),
        *(Column(f"on_rrp_{by}", "money", f"projections.on_rrp_{by}") for by in RIVALS),
        *(Column(f"reserves_{by}", "pct1", f"projections.reserves_{by}") for by in RIVALS),
    )  # fmt: skip
    rows = [
        (
            given or "nothing", *(root_mean_square(found, "on_rrp", given, by) for by in RIVALS),
            *(root_mean_square(found, "reserve_balances", given, by, relative=True) for by in RIVALS),
        )
        for given in GIVEN
    ]  # fmt: skip
    table = Table.of("reserve-scores", words, columns, rows)
    note = words("projections.reserves_note", weeks=PACE)
    return Exhibit.of(words, table, "", source(words, *PUBLISHERS), note)


# ---- the ledger --------------------------------------------------------------------------------------------------


@exhibit("projection-ledger", of="projection ledger")
def ledger(found: Ledger, words: Words) -> Exhibit:
    """Projections as they were issued, and their errors on the days that have come."""
    columns = (
        Column("number", "int", "projections.number"), Column("kept_at", "text", "projections.kept_at"),
        Column("scenario", "text", "projections.scenario"), LINE, Column("day", "iso", "projections.day"),
        *(Column(key, "money", f"projections.{key}") for key in ("actual", "model", "flat", "low", "high")),
        Column("in_time", "text", "projections.in_time"),
    )  # fmt: skip
    rows = [
        (
            s.number, s.kept_at, s.scenario, s.line, s.day, s.actual, s.model, s.flat, *(s.band or (None, None)),
            words("projections.kept_in_time" if s.in_time else "projections.kept_late"),
        )
        for s in found.scores
    ]  # fmt: skip
    said = words("projections.ledger_text", n=len(found.kept), scored=len({s.number for s in found.scores}))
    table = Table.of("projection-ledger", words, columns, rows)
    return Exhibit.of(words, table, said, source(words, *PUBLISHERS))
