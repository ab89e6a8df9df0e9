"""Exhibits of purchases ahead: bills a month that keep reserves at a share, and what could lower that share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.portfolio.scenario.levers import LEVELS
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table
from fedsheet.present.text import slug

if TYPE_CHECKING:
    from fedsheet.portfolio.many_paths.sizing import Sizing
    from fedsheet.portfolio.scenario.levers import LeversResult
    from fedsheet.present.text import Words
    from fedsheet.review.purchases_done import PurchasesDone

YEAR = 12
SIZING = (
    ("month", "month"), ("announced", "money"), ("rule_low", "money"), ("rule", "money"), ("rule_high", "money"),
    ("to_date", "money"), ("even_low", "money"), ("even", "money"), ("even_high", "money"), ("agency", "money"),
    ("reserves_share", "pct2"),
)  # fmt: skip
LEVERS = (
    ("option", "text"), ("lever", "name:portfolio.lever_"), ("acts_on", "name:portfolio.acts_on_"), ("low", "money"),
    ("mid", "money"), ("high", "money"), ("grade", "text"), ("sheet", "money"), ("sheet_to_gdp", "pct1"),
)  # fmt: skip


def _columns(of: tuple[tuple[str, str], ...]) -> tuple[Column, ...]:
    return tuple(Column(key, form, f"portfolio.head_{key}") for key, form in of)


@exhibit("project-sizing", of="sizing")
def sizing(found: Sizing, words: Words) -> Exhibit:
    """One row a month: announced, added by the rule with its band, to date, at an even pace; agency principal."""
    rows = [
        (month, found.announced[t], *found.by_rule[:, t], found.total[1, t], *found.even[:, t], found.agency[t],
         found.reserves_share[1, t])
        for t, month in enumerate(found.months)
    ]  # fmt: skip
    last = min(YEAR, len(found.months)) - 1
    low, middle, high = (float(x) for x in found.total[:, last])
    base = words(f"portfolio.sizing_of_{slug(found.of)}")
    least, then, most = (float(x) for x in found.reserves_share[:, last])
    caption = words(
        "portfolio.sizing_caption", months=last + 1, share=found.share, base=base, low=low, middle=middle, high=high,
        then=then, least=least, most=most,
    )  # fmt: skip
    table = Table.of("project-sizing", words, _columns(SIZING), rows)
    notes = (words("portfolio.sizing_rule"), words("portfolio.sizing_even"))
    shown = Exhibit.of(words, table, caption, source(words, "board", "nyfed", "bea"), *notes)
    return shown.briefly("month", "announced", "rule_low", "rule", "rule_high", "to_date", "even", "agency")


DONE = (
    ("start", "iso", "terms.start"), ("end", "iso", "terms.end"),
    ("announced", "money", "portfolio.head_announced_span"), ("purchases", "money", "portfolio.head_purchases"),
    ("done_less_plan", "money_signed", "portfolio.head_done_less_plan"),
    ("bills_rose", "money_signed", "portfolio.head_bills_rose"),
    ("agency_principal", "money", "portfolio.head_agency_principal"),
)  # fmt: skip


@exhibit("purchases-done", of="purchases done")
def done(found: Sequence[PurchasesDone], words: Words) -> Exhibit:
    """One row a month: announced, done, what bills rose by and principal of agency securities in it; the whole last."""
    rows = [
        (x.start, x.end, x.announced_usd, x.purchases_usd, x.done_less_plan_usd, x.bills_usd, x.agency_usd)
        for x in found
    ]
    columns = tuple(Column(*one) for one in DONE)
    shown = Table.of("purchases-done", words, columns, rows)
    return Exhibit.of(words, shown, done_text(found, words), source(words, "board", "nyfed"),
                      words("portfolio.done_note"))  # fmt: skip


def done_text(found: Sequence[PurchasesDone], words: Words) -> str:
    """The whole span in a sentence."""
    whole = found[-1]
    key = "portfolio.done_caption" if whole.announced_usd is not None else "portfolio.done_caption_open"
    return words(
        key, start=whole.start, end=whole.end, bills=whole.bills_usd, agency=whole.agency_usd,
        done=whole.purchases_usd, plan=whole.announced_usd,
    )  # fmt: skip


@exhibit("project-levers", of="levers")
def levers(found: LeversResult, words: Words) -> Exhibit:
    """One row a lever, then their sum: its range, and what is left of the sheet with it pulled alone."""
    size, overlap = found.total_assets_usd, found.levers.overlap
    rows = [
        (str(x.option), x.id, x.acts_on, x.low, x.mid, x.high, x.grade, size - overlap * x.mid,
         (size - overlap * x.mid) / found.gdp_usd)
        for x in found.levers.levers
    ]  # fmt: skip
    low, _, middle, _, high = (float(x) for x in np.quantile(found.drawn, LEVELS))
    left = size - middle
    rows.append(("", "sum", "all", low, middle, high, "", left, left / found.gdp_usd))
    caption = words(
        "portfolio.levers_caption", low=low, middle=middle, high=high, now=size, left=left, day=found.day,
        share=left / found.gdp_usd,
    )  # fmt: skip
    table = Table.of("project-levers", words, _columns(LEVERS), rows)
    return Exhibit.of(words, table, caption, words("portfolio.levers_source"), words("portfolio.levers_note"))
