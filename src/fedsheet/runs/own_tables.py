"""A user's tables by what they are for: prices of policy, dots, lists of securities and of MBS pools, surprises.

All are read by the one reader of users' tables; what each is made of stands here, in our words and in those of the
exports of the New York Fed, Bloomberg and Wind. What the rows mean is judged in the rooms they are for.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from fedsheet.core.errors import InputError
from fedsheet.core.units import PERCENT, USD
from fedsheet.outlook.dots import DotLine
from fedsheet.outlook.quotes import QuoteLine, Quotes, history_of, quotes_of
from fedsheet.portfolio.mortgages.pool_list import COLUMNS
from fedsheet.record.published import LONGER_RUN
from fedsheet.review.surprises import Surprises, surprises_of
from fedsheet.sources.soma import AGENCY_KINDS, KINDS
from fedsheet.sources.users.table import DAY, NUMBER, TEXT, TableField, TableRow, TableShape, read_table

DATES = ("date", "trade date", "as of date", "日期", "报价日", "交易日")
PRICES = ("px_last", "px_settle", "last price", "settle", "settlement price", "close", "结算价", "收盘价")
QUOTE_DATE = TableField("quote_date", DAY, DATES, is_filled=True)
FUTURES = TableShape("futures", (
    QUOTE_DATE,
    TableField("contract", TEXT, ("ticker", "security", "symbol", "合约", "证券代码"), is_filled=True),
    TableField("price", NUMBER, PRICES, is_filled=True),
))  # fmt: skip
OIS = TableShape("ois", (
    QUOTE_DATE, TableField("tenor", TEXT, ("maturity", "期限"), is_filled=True),
    TableField("rate", NUMBER, ("par rate", "rate (%)", "rate, %", "利率", "利率(%)"), is_filled=True, unit=PERCENT),
))  # fmt: skip
DOTS = TableShape("dots", (
    TableField("announced", DAY, ("date", "meeting", "日期", "会议"), is_filled=True),
    TableField("horizon", TEXT, ("year", "年份"), is_filled=True),
    TableField("rate", NUMBER, ("midpoint", "rate (%)", "利率", "利率(%)"), is_filled=True, unit=PERCENT),
    TableField("participants", NUMBER, ("number", "count", "人数"), is_filled=True),
))  # fmt: skip
LONGER = frozenset({"longer run", "longer-run", "longer term", "长期"})
# Columns in our words and in those of the New York Fed's own export of the SOMA, whose percentages outstanding are
# shares and which sets CUSIPs in quotes.
SECURITIES = TableShape("holdings", (
    TableField("cusip", TEXT, is_filled=True), TableField("kind", TEXT, ("security type",), is_filled=True),
    TableField("maturity_date", DAY),
    TableField("coupon_percent", NUMBER, ("coupon (%)",), unit=PERCENT),
    TableField("par_usd", NUMBER, ("par value",), unit=USD),
    TableField("spread_percent", NUMBER, ("spread (%)",), is_needed=False, unit=PERCENT),
    TableField("inflation_compensation_usd", NUMBER, ("inflation compensation",), is_needed=False, unit=USD),
    TableField("share_of_issue", NUMBER, ("percent outstanding",), is_needed=False),
    TableField("as_of_date", DAY, ("as of date",), is_needed=False),
), ("security description", "term", "issuer", "current face value", "change from prior week", "change from prior year",
    "is aggregated"))  # fmt: skip
MORTGAGES = frozenset({"MBS", "CMBS"})  # of the export, as it calls them: not of this list
POOLS = TableShape("pools", tuple(
    TableField(name, TEXT if name == "cusip" else NUMBER, is_filled=True, unit=PERCENT if "percent" in name else None)
    for name in COLUMNS
))  # fmt: skip


def prices(raw: bytes, where: str) -> Quotes:
    """Prices of one day, futures or swaps as the head says."""
    return quotes_of(*_quote_lines(raw, where), where)


def price_history(raw: bytes, where: str) -> tuple[Quotes, ...]:
    """Prices of several days, in order."""
    return history_of(*_quote_lines(raw, where), where)


def dot_lines(raw: bytes, where: str) -> list[DotLine]:
    """The lines of a user's dots, rates in percent."""
    _, rows = read_table(raw, where, DOTS)
    return [
        DotLine(
            f"{where}, row {row.number}", cast(date, row.cells["announced"]), _horizon(row), _number(row, "rate"),
            _number(row, "participants"),
        )
        for row in rows
    ]  # fmt: skip


def _horizon(row: TableRow) -> str:
    """A year as it is written, also where a spreadsheet made a number of it, or the longer run."""
    told = str(row.cells["horizon"]).removesuffix(".0")
    return LONGER_RUN if told.lower() in LONGER else told


def _quote_lines(raw: bytes, where: str) -> tuple[str, list[QuoteLine]]:
    shape, rows = read_table(raw, where, FUTURES, OIS)
    day, name, value = (one.key for one in shape.fields)
    return shape.name, [
        QuoteLine(f"{where}, row {row.number}", cast(date, row.cells[day]), str(row.cells[name]), _number(row, value))
        for row in rows
    ]


def _number(row: TableRow, name: str) -> float:
    return float(cast(float, row.cells[name]))


def securities(raw: bytes, where: str, day: date) -> list[dict[str, object]]:
    """Rows of a list of Treasuries and agency debt held on `day`; a list of another day raises `InputError`."""
    _, rows = read_table(raw, where, SECURITIES)
    other = next((row for row in rows if row.cells.get("as_of_date") not in (None, day)), None)
    if other is not None:
        raise InputError(
            "runs.own_tables_other_day", where=where, row=other.number, held=other.cells["as_of_date"], day=day
        )
    names = {**KINDS, **AGENCY_KINDS}
    kept = [row.cells for row in rows if row.cells["kind"] not in MORTGAGES]
    return [{**cells, "kind": names.get(str(cells["kind"]), cells["kind"])} for cells in kept]


def pools(raw: bytes, where: str) -> list[dict[str, object]]:
    """Rows of a list of agency MBS pools."""
    _, rows = read_table(raw, where, POOLS)
    return [dict(row.cells) for row in rows]


def surprises(raw: bytes, where: str, column: str) -> Surprises:
    """One column of a user's table of surprises."""
    fields = TableField("date", DAY, ("日期",), is_filled=True), TableField(column, NUMBER, unit=PERCENT)
    _, rows = read_table(raw, where, TableShape("surprises", fields, ("*",)))
    lines = [
        (row.number, cast(date, row.cells["date"]), cast("float | None", row.cells[column]), row.whole) for row in rows
    ]
    return surprises_of(lines, column, where)
