"""The ledger of a programme: announced → traded → settled → held, every step's difference with its name.

    announced   + completion                       what was bought more or less than announced
    = traded    + not yet settled                  forward settlement: MBS bought settle up to three months later
    = settled   + principal reinvested, compensation, paydowns and the rest
    = held      change on the H.4.1 between two Wednesdays

Operation results are held for sales since 2008 and for purchases since 22 March 2021; before that day "traded" is the
Desk's own total as the record has it. What no source covers is None, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.lazy import pd
from fedsheet.core.text import Text
from fedsheet.core.units import USD_BN
from fedsheet.core.vintage import Vintage
from fedsheet.record.model import Fact, Programme
from fedsheet.record.path import PolicyPath
from fedsheet.review.keydates import key_levels
from fedsheet.review.programmes import known_plans, planned_by_instrument
from fedsheet.review.windows import Window, WindowKind

OPERATIONS = "treasury_operations"
# Between these days the operations table holds purchases; outside it a missing one means "not in the table".
PURCHASES_FROM, PURCHASES_TO = date(2021, 3, 22), date(2025, 12, 31)
SETTLEMENT_WEEKS = 13  # forward MBS purchases settle within about three months
HELD_SERIES = {"treasury": "TREAST", "agency_mbs": "WSHOMCB"}
WEEKLY_SERIES = {"bills": "WSHOBL"}  # of a line whose weeks begin later than the key Wednesdays
HELD_ITEMS = {
    "agency_debt": "Assets: Securities Held Outright: Federal agency debt securities",
    "bills": "Assets: Securities Held Outright: U.S. Treasury securities: Bills",
    "compensation": "Assets: Securities Held Outright: U.S. Treasury securities: Inflation compensation",
}
# Which operations of the table trade which instrument; sales count against purchases.
OPERATION_KINDS = {
    "treasury": ("coupon", "tips", "frn", "bill"),
    "bills": ("bill",),
    "treasury_short_sales": ("coupon", "tips"),
}
_ON_STATEMENT, _OFF_STATEMENT = Text("H.4.1", "H.4.1"), Text("H.4.1 无此项目", "not a line of the H.4.1")
_NOT_HELD = Text("H.4.1 有此项目，未持有这两日的数值", "a line of the H.4.1, not held on both days")
_KEY_WEDNESDAYS = Text("H.4.1，关键周三", "H.4.1, key Wednesdays")
_FALL_OF_AGENCY = Text("机构 MBS 与机构债持有量的减少，H.4.1", "fall of agency MBS and debt, H.4.1")
_NO_OPERATIONS = Text("到期不续，无操作", "redeemed, no operations")
_BY_SETTLEMENT = Text("操作的结算日", "settlement dates of the operations")

CAPS = {"treasury": "treasury_cap", "agency_mbs": "agency_cap"}  # agency debt falls under the agency cap
NAMES = {
    "completion": "completion",
    "in_flight": "traded, not yet settled",
    "unsettled": "bought, not yet settled",
    "compensation": "inflation compensation",
    "reinvested": "agency principal reinvested in Treasuries",
    "rest_treasury": "redemptions, and settlement in flight",
    "unused_caps": "caps not reached",
    "rest_agency_mbs": "principal paid down, less principal reinvested in MBS",
    "rest_agency_debt": "redemptions",
    "rest_bills": "bills redeemed or bought with agency principal",
    "rest": "not split further",
}


@dataclass(frozen=True)
class Difference:
    """One step of the chain, US dollars; `key` is one of `NAMES`, `how` says what it was computed from."""

    key: str
    usd: float
    how: Text

    @property
    def name(self) -> str:
        """The step in words."""
        return NAMES[self.key]


@dataclass(frozen=True)
class LedgerLine:
    """One instrument of one programme; None is "no source covers it".

    announced_usd + Σ differences = held_usd wherever both are known, to the dollar.
    """

    programme: str
    instrument: str
    start: date
    end: date
    announced_usd: float | None
    announced_how: Text
    traded_usd: float | None
    traded_how: Text
    settled_usd: float | None
    held_usd: float | None
    held_how: Text
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class CapsUse:
    """A runoff against its caps: months, sum of caps, decline held, share of the caps used."""

    programme: str
    instrument: str
    start: date
    end: date
    n_months: int
    caps_usd: float
    decline_usd: float

    @property
    def share(self) -> float:
        """Decline over the sum of caps; NaN where no cap was set."""
        return self.decline_usd / self.caps_usd if self.caps_usd else float("nan")


def key_level(vintage: Vintage, item: str, wednesday: date) -> float | None:
    """One line of the statement on a key Wednesday, US dollars; None where it is not held."""
    return (key_levels(vintage, wednesday) or {}).get(item)


def held_change(vintage: Vintage, instrument: str, start: date, end: date) -> float | None:
    """Change held between two Wednesdays, US dollars; None where neither a series nor the key dates cover it."""
    if instrument in HELD_SERIES:
        series = vintage[HELD_SERIES[instrument]]
        return series.base_at(end) - series.base_at(start)
    if instrument not in HELD_ITEMS:
        return None
    weekly = WEEKLY_SERIES.get(instrument, "")
    if weekly in vintage and {pd.Timestamp(start), pd.Timestamp(end)} <= set(vintage[weekly].values.index):
        return vintage[weekly].base_at(end) - vintage[weekly].base_at(start)
    levels = [key_level(vintage, HELD_ITEMS[instrument], day) for day in (start, end)]
    return None if levels[0] is None or levels[1] is None else levels[1] - levels[0]


def _held_how(instrument: str, held: float | None) -> Text:
    """Where the change held is from, or why there is none."""
    if held is not None:
        return _ON_STATEMENT
    return _NOT_HELD if instrument in HELD_SERIES or instrument in HELD_ITEMS else _OFF_STATEMENT


def operations_total(
    vintage: Vintage, instrument: str, start: date, end: date, *, by: str = "operation_date"
) -> float | None:
    """Purchases minus sales after `start` up to `end`, US dollars; None where the table does not reach (see above).

    by   "operation_date" for what was traded, "settlement_date" for what was settled
    """
    kinds = OPERATION_KINDS.get(instrument)
    if kinds is None or (instrument != "treasury_short_sales" and start < PURCHASES_FROM):
        return None
    table = vintage.table(OPERATIONS)
    covered = max(PURCHASES_TO, table["operation_date"].max().date())
    if instrument != "treasury_short_sales" and end > covered:
        return None
    inside = (table[by] > pd.Timestamp(start)) & (table[by] <= pd.Timestamp(end))
    signs = {f"{kind}_purchase": 1.0 for kind in kinds} | {f"{kind}_sale": -1.0 for kind in kinds}
    signed = table.loc[inside, "operation_type"].map(signs).astype(float) * table.loc[inside, "accepted_usd_bn"]
    return float(signed.sum()) * USD_BN.scale


def recorded_total(path: PolicyPath, programme: str, instrument: str) -> tuple[float | None, Text]:
    """The Desk's own total as the record has it, US dollars, with source and grade."""
    for fact in path.list_facts(programme=programme, lever="operation"):
        if fact.kind == "qe_purchase_actual" and fact.amount is not None and _instrument_of(fact.id) == instrument:
            return fact.amount * USD_BN.scale, _graded(fact)
    return None, Text("未持有来源", "no source held")


def _graded(fact: Fact) -> Text:
    return Text(f"{fact.source.zh} [{fact.grade}]", f"{fact.source.en} [{fact.grade}]")


# How the record names a completed purchase: its fact's id without the date.
_COMPLETED = {
    "treasury-complete": "treasury", "mbs-complete": "agency_mbs", "agency-debt-complete": "agency_debt",
    "twist-complete": "treasury_long_buys",
}  # fmt: skip


def _instrument_of(fact_id: str) -> str:
    return _COMPLETED.get(fact_id[len("2010-03-31-") :], "")


def planned_by_month(path: PolicyPath, instrument: str, start: date, end: date) -> pd.Series[float]:
    """Announced pace by month from `start` to `end`, US dollars, each day weighing its part of the month.

    NaN in months in which no pace was in force on some day of the span (totals or unlimited purchases announced).
    """
    daily = _daily_pace(path, instrument, start, end)
    months = pd.DatetimeIndex(daily.index).to_period("M")
    return pd.Series(daily.groupby(months).agg(lambda days: days.sum(skipna=False)), dtype=float)


def _daily_pace(path: PolicyPath, instrument: str, start: date, end: date) -> pd.Series[float]:
    """Announced pace of every calendar day, US dollars: the month's over the days of that month."""
    pace = path.series(instrument, start, end)
    return pd.Series(pace / pd.DatetimeIndex(pace.index).days_in_month.to_numpy(), dtype=float)


def announced(path: PolicyPath, programme: Programme, instrument: str, window: Window) -> tuple[float | None, Text]:
    """What was announced for one instrument over the programme, US dollars, and how."""
    totals = planned_by_instrument(programme)
    if instrument in totals:
        return totals[instrument], Text("公布的购买总额", "amounts announced")
    if instrument == "treasury_short_sales" and "treasury_long_buys" in totals:
        return -totals["treasury_long_buys"], Text("卖出或到期与买入等额", "as much sold or redeemed as bought")
    paced = [a for a in path.steps.get(instrument, ()) if a.programme == programme.id]
    inside = [a for a in paced if programme.start <= a.effective_date <= window.market_end]
    if not inside:
        return None, Text("未公布金额", "no amount announced")
    first, last = inside[0].effective_date, min(programme.end or window.market_end, window.market_end)
    pace = _daily_pace(path, instrument, first, last)
    if pace.isna().any():
        return None, Text("计划部分时段不设上限", "unlimited for part of the programme")
    return float(pace.sum()), Text(f"{first} 至 {last} 的每月购买速度", f"pace a month from {first} to {last}")


def _compensation(vintage: Vintage, start: date, end: date) -> list[Difference]:
    change = held_change(vintage, "compensation", start, end)
    return [] if change is None else [Difference("compensation", change, _KEY_WEDNESDAYS)]


def _principal_into_treasuries(vintage: Vintage, path: PolicyPath, start: date, end: date) -> list[Difference]:
    """Agency principal put into Treasuries: the fall of agency holdings while the rule said so all the way."""
    rules = {path.value_at("agency_principal", day) for day in (start + ONE_DAY, end)}
    if rules != {"to_treasuries"}:
        return []
    mbs, debt = (held_change(vintage, name, start, end) for name in ("agency_mbs", "agency_debt"))
    if mbs is None or debt is None:
        return []
    return [
        Difference(
            "reinvested",
            -(mbs + debt),
            _FALL_OF_AGENCY,
        )
    ]


def _unsettled(vintage: Vintage, end: date) -> Difference:
    """MBS bought but not settled by `end`: at least as much as holdings still rose in the thirteen weeks after."""
    held = vintage.base("WSHOMCB")
    after = held.loc[pd.Timestamp(end) : pd.Timestamp(end + timedelta(weeks=SETTLEMENT_WEEKS))]
    still = float(after.max() - after.iloc[0])
    weeks = SETTLEMENT_WEEKS
    how = Text(f"至少为其后 {weeks} 周持有量的增加", f"rise of holdings in {weeks} weeks after, at least")
    return Difference("unsettled", -still, how)


def _known_differences(vintage: Vintage, path: PolicyPath, instrument: str, start: date, end: date) -> list[Difference]:
    if instrument == "treasury":
        return _compensation(vintage, start, end) + _principal_into_treasuries(vintage, path, start, end)
    return [_unsettled(vintage, end)] if instrument == "agency_mbs" else []


def _caps(path: PolicyPath, programme: Programme, instrument: str, window: Window) -> tuple[float | None, Text]:
    """What a runoff announced: minus the sum of monthly caps, US dollars; None for what has no cap of its own."""
    cap, end = CAPS.get(instrument), window.statement_end or window.market_end
    if cap is None:
        return None, Text("未设上限", "no cap of its own")
    months = pd.period_range(programme.start, min(programme.end or end, end), freq="M")
    levels = [path.value_at(cap, month.start_time.date()) for month in months]
    total = float(sum(level for level in levels if isinstance(level, float)))
    return -total, Text(f"{len(levels)} 个月上限之和", f"sum of the caps of {len(levels)} months")


def _runoff_line(vintage: Vintage, path: PolicyPath, window: Window, instrument: str) -> LedgerLine:
    """One instrument of a runoff: caps, what was held, and what of the caps was not reached."""
    start, end = window.statement_start, window.statement_end
    assert start is not None
    assert end is not None
    amount, how = _caps(path, path.programme(window.programme), instrument, window)
    held = held_change(vintage, instrument, start, end)
    rest = Text("持有变动减上限之和", "change held less the sum of caps")
    steps = () if amount is None or held is None else (Difference("unused_caps", held - amount, rest),)
    return LedgerLine(
        window.programme, instrument, start, end, amount, how, None, _NO_OPERATIONS, None, held,
        _held_how(instrument, held), steps,
    )  # fmt: skip


def _chain(
    announced_usd: float | None, traded: float | None, held: float | None, known: list[Difference], instrument: str
) -> tuple[Difference, ...]:
    """Named differences from the first known amount to what is held; the last one closes the sum exactly."""
    start = announced_usd if announced_usd is not None else traded
    if start is None or held is None:
        return ()
    steps = (
        []
        if announced_usd is None or traded is None
        else [Difference("completion", traded - announced_usd, Text("成交减公布", "traded − announced"))]
    )
    steps += known
    rest = held - start - sum(step.usd for step in steps)
    rest_key = f"rest_{instrument}" if f"rest_{instrument}" in NAMES else "rest"  # after the named ones are taken out
    return (*steps, Difference(rest_key, rest, Text("使加总闭合的余项", "what closes the sum")))


def ledger_line(vintage: Vintage, path: PolicyPath, window: Window, instrument: str) -> LedgerLine:
    """One instrument of the programme of `window`, between its two Wednesdays."""
    start, end = window.statement_start, window.statement_end
    if start is None or end is None:
        raise ValueError(f"window {window.id!r} has no statement days")
    if window.kind is WindowKind.RUNOFF:
        return _runoff_line(vintage, path, window, instrument)
    programme = known_plans(path.programme(window.programme), vintage.as_of)
    amount, how = announced(path, programme, instrument, window)
    traded, settled = (
        operations_total(vintage, instrument, start, end, by=b) for b in ("operation_date", "settlement_date")
    )
    traded_how = Text("纽约联储操作结果", "operation results, New York Fed")
    if traded is None:
        traded, traded_how = recorded_total(path, programme.id, instrument)
    held = held_change(vintage, instrument, start, end)
    known = _known_differences(vintage, path, instrument, start, end) if held is not None else []
    if settled is not None and traded is not None and settled != traded:
        known = [
            Difference("in_flight", settled - traded, _BY_SETTLEMENT),
            *known,
        ]
    return LedgerLine(
        programme.id, instrument, start, end, amount, how, traded, traded_how, settled, held,
        _held_how(instrument, held), _chain(amount, traded, held, known, instrument),
    )  # fmt: skip


def instruments_of(programme: Programme) -> tuple[str, ...]:
    """What the programme was about: its planned instruments, plus what the H.4.1 shows of every programme."""
    planned = dict.fromkeys(p.instrument for p in programme.planned)
    extra = ["treasury_short_sales"] if "treasury_long_buys" in planned else []
    return tuple(dict.fromkeys([*planned, *extra, "treasury", "agency_mbs"]))


def ledger(vintage: Vintage, path: PolicyPath, windows: Iterable[Window]) -> tuple[LedgerLine, ...]:
    """Every instrument of every programme among `windows` (parts and gaps are passed over)."""
    main = [w for w in windows if w.is_main and w.programme and w.statement_start]
    return tuple(ledger_line(vintage, path, w, i) for w in main for i in instruments_of(path.programme(w.programme)))


def caps_use(vintage: Vintage, path: PolicyPath, windows: Iterable[Window]) -> tuple[CapsUse, ...]:
    """Both runoffs: the fall of Treasuries and MBS over the sum of monthly caps in force."""
    found = []
    for window in windows:
        if window.kind is not WindowKind.RUNOFF or window.statement_start is None or window.statement_end is None:
            continue
        programme = path.programme(window.programme)
        months = pd.period_range(
            programme.start, min(programme.end or window.statement_end, window.statement_end), freq="M"
        )
        for instrument, cap in CAPS.items():
            caps = [path.value_at(cap, month.start_time.date()) for month in months]
            total = float(sum(c for c in caps if isinstance(c, float)))
            change = held_change(vintage, instrument, window.statement_start, window.statement_end)
            assert change is not None  # both are series of the H.4.1
            found.append(
                CapsUse(
                    programme.id, instrument, window.statement_start, window.statement_end, len(months), total, -change
                )
            )
    return tuple(found)


@dataclass(frozen=True)
class PaceMonth:
    """One month of one instrument, US dollars.

    planned_usd   announced pace; None where none was in force
    traded_usd    operations of the month; None before April 2021
    held_usd      change between the last Wednesdays of the month before and of this one
    """

    month: date
    instrument: str
    planned_usd: float | None
    traded_usd: float | None
    held_usd: float


def monthly_pace(vintage: Vintage, path: PolicyPath, instrument: str, start: date, end: date) -> tuple[PaceMonth, ...]:
    """Planned and done by calendar month: the report's figures 10 and 11."""
    planned = planned_by_month(path, instrument, start, end)
    levels = vintage.base(HELD_SERIES[instrument])
    held = levels.groupby(pd.DatetimeIndex(levels.index).to_period("M")).last().diff()
    by_month = {str(month): float(change) for month, change in held.items()}
    rows = []
    for month in pd.period_range(start, end, freq="M"):
        if str(month) not in by_month:
            continue
        first = month.start_time.date()
        plan = float(planned.get(month, np.nan))
        traded = operations_total(vintage, instrument, first - ONE_DAY, month.end_time.date())
        rows.append(PaceMonth(first, instrument, None if np.isnan(plan) else plan, traded, by_month[str(month)]))
    return tuple(rows)
