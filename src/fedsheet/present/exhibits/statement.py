"""Exhibits of the Fed's statement: the H.4.1 of a Wednesday beside others, its sums checked, factors of reserves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fedsheet.core.lazy import pd
from fedsheet.present.exhibits import Exhibit, exhibit
from fedsheet.present.measures import day_of
from fedsheet.present.table import Column, Table
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import STATEMENT, TOTAL_ASSETS

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.sheet.statement import Factors, Statement

INDENT = "  "
FACTOR_ROUNDING_USD = 1.5e6  # of a sum of two lines printed in millions


def line_name(code: str, words: Words) -> str:
    """A line of the statement by its code in the Board's download."""
    return words(f"statement.line_{code.lower()}")


@exhibit("statement", of="statement")
def lines(found: Statement, words: Words) -> Exhibit:
    """Every line with its share of total assets, and beside it the other days with the change since."""
    beside = [
        column
        for day in found.beside
        for column in (
            Column(f"on_{day}", "usd_mn", label=words("statement.on", day=day)),
            Column(f"change_since_{day}", "usd_mn", label=words("statement.change_since", day=day)),
        )
    ]
    columns = (
        Column("code", "text", ""), Column("line", "text", ""), Column("_line"),
        Column("usd_mn", "usd_mn", "terms.amount"), Column("share_percent", "pct1", "statement.share"), *beside,
    )  # fmt: skip
    rows = [
        (
            row.code, INDENT * row.depth + row.label, INDENT * row.depth + _name(row, words), row.usd,
            row.usd / found.total, *_then(found, row.code, row.usd),
        )
        for row in found.rows
    ]  # fmt: skip
    rows += [
        (
            row.code, f"{INDENT}{row.label} (no longer a line)",
            INDENT + words("statement.gone", line=line_name(row.code, words)), None, None,
            *_then(found, row.code, None),
        )
        for row in found.gone
    ]  # fmt: skip
    table = Table.of("statement", words, columns, rows)
    said = (_said(one, words) for one in found.checked)
    return Exhibit.of(words, table, _caption(found, words), words("statement.source"), *said)


def _then(found: Statement, code: str, now: float | None) -> list[float | None]:
    """Levels on the days beside it, each with the change since; nothing where the line did not stand."""
    cells: list[float | None] = []
    for day in found.beside:
        then = found.then(code, day)
        cells += [then, None if then is None or now is None else now - then]
    return cells


def _name(row: h41.StatementRow, words: Words) -> str:
    """A line in the reader's language; of a computed remainder, the lines it stands for."""
    if row.code:
        return line_name(row.code, words)
    named = {line.label: line.code for line in STATEMENT}
    labels = row.label.partition(": ")[2].split("; ")
    names = [line_name(named[label], words) if label in named else label for label in labels]
    return words("statement.rest", names=names)


def _caption(found: Statement, words: Words) -> str:
    counts = Counter(one.holds for one in found.checked)
    whole = counts[True] == len(found.checked)
    sums = words(
        "statement.sums_all_hold" if whole else "statement.sums_hold", held=counts[True], failed=counts[False],
        unknown=counts[None],
    )  # fmt: skip
    if len(found.beside) != 1:
        return words("statement.caption", day=found.day, assets=found.total, sums=sums)
    ((day, levels),) = found.beside.items()
    before = levels[TOTAL_ASSETS]
    return words(
        "statement.caption_two", day=found.day, before=day, assets=found.total, assets_before=before,
        change=found.total - before, sums=sums,
    )  # fmt: skip


def _said(one: h41.Checked, words: Words) -> str:
    """One sum in a sentence: whether it holds, by how much it is off, what rounding allows."""
    name = _identity(one.identity, words)
    if one.holds is None:
        return words("statement.said_unknown", name=name, n=len(one.not_held))
    key = "statement.said_holds" if one.holds else "statement.said_fails"
    return words(key, name=name, off=abs(one.difference_usd), bound=one.bound_usd)


def line_drawn(values: pd.Series[float], code: str, words: Words, *, weekly: bool) -> Exhibit:
    """One line over time: weekly where a series is held, the key dates otherwise."""
    from fedsheet.present.charts import web as charts

    name, top = line_name(code, words), values.idxmax()
    caption = words(
        "statement.line_caption", line=name, day=day_of(values.index[-1]), value=float(values.iloc[-1]),
        peak=float(values.max()), peak_day=day_of(top),
    )  # fmt: skip
    note = words("statement.line_note_week" if weekly else "statement.line_note_key")
    plot = charts.statement_line(values, name, words, weekly=weekly)
    return Exhibit.of(words, plot, caption, words("statement.source"), note)


@exhibit("statement-checks", of="statement")
def checks(found: Statement, words: Words) -> Exhibit:
    """Every sum of the release: whether it holds, by how much it is off, and what rounding allows."""
    columns = (
        Column("code", "text", ""), Column("identity", "text", ""), Column("_identity"), Column("holds", "yesno", ""),
        Column("_verdict"), Column("difference", "usd_signed"), Column("bound", "usd_few"),
    )  # fmt: skip
    rows = [
        (
            one.identity.total, one.identity.name, _identity(one.identity, words), one.holds, _verdict(one, words),
            None if one.holds is None else one.difference_usd, one.bound_usd,
        )
        for one in found.checked
    ]  # fmt: skip
    table = Table.of("statement-checks", words, columns, rows)
    return Exhibit.of(words, table, words("statement.checks_caption"), words("statement.source"))


def _identity(identity: h41.Identity, words: Words) -> str:
    if identity.name == h41.BALANCE:
        return words("statement.identity_balance")
    return words("statement.identity_sum", total=line_name(identity.total, words))


def _verdict(one: h41.Checked, words: Words) -> str:
    if one.holds is None:
        return words("statement.not_checkable", n=len(one.not_held))
    return words("statement.holds" if one.holds else "statement.fails")


def record(found: Statement, words: Words) -> dict[str, object]:
    """The statement whole, for machines: lines in millions of dollars as printed, and every sum."""
    return {
        "date": found.day,
        "unit": "Millions of USD",
        "compared_with": list(found.beside),
        "lines": lines(found, words).table.records(),
        "identities": [
            {
                "identity": one.identity.name, "holds": one.holds, "difference_usd": one.difference_usd,
                "bound_usd": one.bound_usd, "not_held": list(one.not_held),
            }
            for one in found.checked
        ],
    }  # fmt: skip


@exhibit("statement-factors", of="factors")
def factors(found: Factors, words: Words) -> Exhibit:
    """What supplies and absorbs reserves: week averages and Wednesday levels."""
    columns = (
        Column("line"), Column("week_average_usd_mn", "usd_mn", "statement.week_average"),
        Column("wednesday_usd_mn", "usd_mn", "statement.wednesday"),
    )  # fmt: skip
    note = words("statement.factors_note", off=found.difference_usd, bound=FACTOR_ROUNDING_USD)
    table = Table.of("statement-factors", words, columns, found.lines)
    return Exhibit.of(words, table, words("statement.factors_caption", day=found.day), words("statement.source"), note)
