"""A publisher on this machine that answers every question of every feed, whole, for the day on which it is asked.

Values of days that are held are those held, days since then go on from the last one, days before the first go back to
the publisher's own first day; what is not held is made up. The shapes are those of the recorded replies; nothing here
is a copy of one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pandas as pd

from fedsheet.core.dates import h41_release_date, is_business_day, month_end, wednesday_on_or_before
from fedsheet.core.units import Dimension
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.meetings import meetings_known
from fedsheet.record import load_path
from fedsheet.record.from_data import SHOWN_BY
from fedsheet.sheet.h41_lines import WEEKLY
from fedsheet.sources.catalogue import CatalogueEntry, catalogue, of_feed
from fedsheet.sources.h41_page import FACTORS, STATEMENT
from fedsheet.sources.nyfed import AVERAGES, SUFFIXES
from fedsheet.sources.yield_curve import zero_yield
from misbehaving import Server, reply
from specimens import FOLDER
from whole_lists import agency_rows, auctions, buybacks, mspd_rows, shared_out, soma_rows, treasuries
from whole_statement import Levels, package, page_tables, statements

DAY = timedelta(days=1)
JSON = "application/json"
SET_BY_THE_FED = {series_id: instrument for instrument, series_id in SHOWN_BY.items()}
TAKEN = {"gse": 0.04, "bank": 0.01, "pd": 0.0}  # shares of what is taken up; funds take the rest
# Series that do not ship and are told by those that do: a sum by its parts, percentiles of a day by their rate.
PARTS = (
    {"WSHOSHO": ("TREAST", "FEDDT", "WSHOMCB")}
    | {f"{rate}{suffix}": (rate,) for rate in ("SOFR", "BGCR", "TGCR", "EFFR", "OBFR") for suffix in (1, 25, 75, 99)}
    | {"FRED.SOFR": ("SOFR",), "FRED.EFFR": ("EFFR",)}
)
# A line held to a later week than its parts goes on as their sum.
GOES_ON_AS = {"TREAST": ("WSHOBL", "WSHONBNL", "WSHONBIIL", "WSHOICL")}
# A line of the H.4.1 by the code of the statement, for days before it is held; what others took is nothing then.
CODES = {names[0]: code for code, names in WEEKLY.items()} | {"WSHOSHO": "RESPPALG", "WLRRAFOIAL": "RESPPLLR"}
GROWS = {Dimension.INDEX, Dimension.MONEY, Dimension.MONEY_FLOW, Dimension.REAL_FLOW, Dimension.COUNT}
A_YEAR = 0.03
FREQUENCIES = {"D": "B", "D7": "D", "M": "MS", "Q": "QS"}
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
FIRST_RELEASE = date(1996, 6, 26)  # the Wednesday of the Board's first release page
TENORS = {
    "BC_1MONTH": "DGS1MO", "BC_3MONTH": "DGS3MO", "BC_6MONTH": "DGS6MO", "BC_1YEAR": "DGS1", "BC_2YEAR": "DGS2",
    "BC_3YEAR": "DGS3", "BC_5YEAR": "DGS5", "BC_7YEAR": "DGS7", "BC_10YEAR": "DGS10", "BC_20YEAR": "DGS20",
    "BC_30YEAR": "DGS30",
}  # fmt: skip
CURVE_YEARS = {"DGS3MO": 0.25, "DGS2": 2.0, "DGS5": 5.0, "DGS10": 10.0, "DGS30": 30.0}
Answer = tuple[bytes, str]
Query = Mapping[str, str]


KINDS_OF = {
    "nyfed_tsy.json": tuple(
        {"operationType": f"Outright {kind} {side}", "operationDirection": side[0]}
        for kind in ("Bill", "Coupon", "TIPS", "FRN") for side in ("Purchase", "Sale")
    ),
}  # fmt: skip


def history_of(entry: CatalogueEntry, first: date, level: float) -> tuple[list[date], list[float]]:
    """Dates from the publisher's first observation to the day before `first`, and values: levels held, what grows
    grown by three percent a year.
    """
    pattern = FREQUENCIES.get(entry.frequency, f"W-{WEEKDAYS[first.weekday()]}")
    if entry.frequency == "M" and first == month_end(first):
        pattern = "ME"
    days = [stamp.date() for stamp in pd.date_range(entry.start, first, freq=pattern, inclusive="left")]
    kept = [day for day in days if day < first and (entry.frequency != "D" or is_business_day(day))]
    grows = entry.definition().unit.dimension in GROWS
    years = [(first - day).days / 365.25 for day in kept]
    return kept, [level * math.exp(-A_YEAR * ago) if grows else level for ago in years]


class Whole(NamedTuple):
    """The statement of every Wednesday: the Wednesdays, and the lines by code, millions of dollars."""

    weeks: list[date]
    levels: Levels


SIZES = (0.4, 1.0, 2.5, 0.7, 1.6)


def sized(row: dict[str, object], day: date) -> dict[str, object]:
    """An operation's row with the amounts of its day: no two weeks are alike."""
    size = SIZES[day.toordinal() % len(SIZES)]

    def of(value: object) -> object:
        amount = float(str(value)) * size
        return f"{amount:.2f}" if isinstance(value, str) else amount

    is_amount = {name for name, value in row.items() if ("Amt" in name or "Face" in name or name == "amount") and value}
    return {name: of(value) if name in is_amount else value for name, value in row.items()}


@dataclass
class Publisher:
    """`known` is what the store holds; `today` the last day there is anything of. `paths` are the questions heard.

    rise   a day from which every rate that the Fed sets is 25 bp above what the record that ships has
    """

    known: Vintage
    today: date
    rise: date | None = None
    server: Server = field(init=False)
    _whole: dict[tuple[str, float], dict[date, float]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.server = Server(self._reply)

    def _reply(self, send: Any, _body: bytes, _kind: str) -> None:
        parts = urlsplit(self.server.paths[-1])
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        for key, make in self.routes.items():
            if key in parts.path:
                try:
                    body, kind = make(unquote(parts.path), query)
                except (LookupError, ValueError):  # a day that it has nothing of
                    break
                return reply(send, body, kind)
        return reply(send, b"", "text/html", status="404 Not Found")

    @cached_property
    def routes(self) -> dict[str, Callable[[str, Query], Answer]]:
        return {
            "/fredgraph.csv": self.graph, "/api/rates/": self.rates, "/api/rp/results/": self.repo,
            "/propositions/": self.propositions, "/soma/summary": self.summary, "/soma/tsy": self.treasuries,
            "/soma/agency": self.agencies, "/tsy/all/": self.one_a_year("nyfed_tsy.json", ("treasury", "auctions")),
            "/ambs/all/": self.one_a_year("nyfed_ambs.json", ("ambs", "auctions")),
            "/seclending/": self.one_a_year("nyfed_seclending.json", ("seclending", "operations")),
            "/fxs/": self.one_a_year("nyfed_fxs.json", ("fxSwaps", "operations"), "tradeDate"),
            "/pd/get/": self.dealers, "/datadownload/": self.statement, "/feds200628": self.curve_file,
            "/releaseDates.json": self.release_dates, "/releases/h41/": self.page, "/fomccalendars": self.meetings,
            "/pressreleases/": self.announcement, "/operating_cash_balance": self.cash, "/debt_to_penny": self.debt,
            "/mspd_table_3": self.securities, "/buybacks_": self.buybacks, "/jqsearch": self.auctions,
            "/interest-rates/": self.par_curve, "/series/timeseries": self.ofr,
        }  # fmt: skip

    def days(self, first: date, last: date | None = None) -> list[date]:
        """Business days."""
        last = min(last or self.today, self.today)
        return [d for n in range((last - first).days + 1) if is_business_day(d := first + n * DAY)]

    def values(self, series_id: str, default: float = 4.0) -> dict[date, float]:
        """Values by day from the publisher's first one to today: as held, gone back from the first held to the first
        there is, gone on from the last one.
        """
        key = series_id, default
        if key not in self._whole:
            self._whole[key] = self._history(series_id, default) | self.going_on(series_id, default)
        return self._whole[key]

    def _history(self, series_id: str, default: float) -> dict[date, float]:
        entry, held = catalogue()[series_id], self.going_on(series_id, default)
        first = min(held)
        if str(first) <= entry.start or entry.frequency == "irregular":
            return {}
        days, values = history_of(entry, first, held[first])
        if series_id in CODES:
            weeks, levels = self.whole
            by_week = dict(zip(weeks, levels[CODES[series_id]].tolist(), strict=True))
            return {day: by_week[day] for day in days}
        if series_id == "WLRRAOL":  # all of it is counted as foreign before
            return dict.fromkeys(days, 0.0)
        if series_id in PARTS and len(PARTS[series_id]) == 1:
            of_day = self.values(PARTS[series_id][0])
            return {day: of_day[day] for day in days if day in of_day}
        return dict(zip(days, values, strict=True))

    def going_on(self, series_id: str, default: float = 4.0) -> dict[date, float]:
        """Values by day as held, and the last one for every day to come until today, by frequency."""
        entry = catalogue()[series_id]
        if series_id in SET_BY_THE_FED:
            return self.set_rate(series_id)
        if series_id not in self.known and series_id in PARTS:
            parts = [self.going_on(name) for name in PARTS[series_id]]
            shared = [day for day in parts[0] if all(day in part for part in parts) and str(day) >= entry.start]
            return {day: sum(part[day] for part in parts) for day in shared}
        held: dict[date, float] = {}
        if series_id in self.known:
            held = {stamp.date(): float(value) for stamp, value in self.known[series_id].values.items()}
        newest = max(held, default=date.fromisoformat(entry.start))
        last = held.get(newest, default)
        held.setdefault(newest, last)
        if series_id in GOES_ON_AS:
            last = sum([*self.going_on(name).values()][-1] for name in GOES_ON_AS[series_id])
        step = {"W": 7, "M": 31, "Q": 92}.get(entry.frequency, 1)
        day = newest
        while True:
            day += step * DAY
            day = day.replace(day=1) if entry.frequency in ("M", "Q") and newest.day == 1 else day
            day = month_end(day) if entry.frequency == "M" and newest == month_end(newest) else day
            if day > self.today - (step + 3) * DAY:
                return held
            if entry.frequency not in ("D", "irregular") or is_business_day(day):
                held[day] = last

    @cached_property
    def whole(self) -> Whole:
        """The statement of every Wednesday that is out."""
        week, weeks = date(2002, 12, 18), []
        while h41_release_date(week) <= self.today:
            weeks.append(week)
            week += 7 * DAY
        return Whole(weeks, statements(self.known, self.going_on, weeks))

    def set_rate(self, series_id: str) -> dict[date, float]:
        """A rate that the Fed sets, in percent: what the record has, and the rise after it."""
        path, first = load_path(), date.fromisoformat(catalogue()[series_id].start)
        recorded = path.series(SET_BY_THE_FED[series_id], max(first, path.begins), self.today).dropna()
        return {
            stamp.date(): round(100 * value + 0.25 * bool(self.rise and stamp.date() >= self.rise), 4)
            for stamp, value in recorded.items()
        }

    def graph(self, _path: str, query: Query) -> Answer:
        names = query["id"].split(",")
        entries = [next(e for e in of_feed("fred.graph") if e.native == name) for name in names]
        columns = [self.values(e.id, 100.0) for e in entries]
        lines = [",".join(["observation_date", *names])]
        for day in sorted({day for column in columns for day in column}):
            lines.append(",".join([str(day), *(repr(c[day]) if day in c else "" for c in columns)]))
        return ("\n".join(lines) + "\n").encode(), "application/csv"

    def window(self, query: Query) -> list[date]:
        return self.days(date.fromisoformat(query["startDate"]), date.fromisoformat(query["endDate"]))

    def rates(self, path: str, query: Query) -> Answer:
        kind = path.split("/")[-2].upper()
        names = AVERAGES if kind == "SOFRAI" else {kind + suffix: name for suffix, name in SUFFIXES.items()}
        held = {
            name: self.values(series_id, 1_000.0 if "VOL" in series_id else 4.0) for series_id, name in names.items()
        }
        rows = []
        for day in [d for d in self.window(query) if d < self.today]:
            found = {name: values.get(day, "NA") for name, values in held.items()}
            rows.append({"effectiveDate": str(day), "type": kind, **found})
        return _json({"refRates": rows})

    def repo(self, _path: str, query: Query) -> Answer:
        taken, used = self.values("RRPONTSYD"), self.values("SRF_USAGE", 0.0)
        rates = {"Reverse Repo": self.set_rate("RRPONTSYAWARD"), "Repo": self.set_rate("SRF_RATE")}
        rows = []
        for day in self.window(query):
            for name, kind, held in (("2", "Reverse Repo", taken), ("1", "Repo", used)):
                if day in held and (kind == "Reverse Repo" or day >= date(2021, 7, 29)):
                    amount = round(held[day] * 1e9)
                    rate = rates[kind].get(day, "")
                    part = {"securityType": "Treasury", "amtAccepted": amount, "percentOfferingRate": rate}
                    rows.append({
                        "operationId": f"RP {day:%m%d%y} {name}", "auctionStatus": "Results", "operationDate": str(day),
                        "maturityDate": str(day + DAY), "operationType": kind, "operationMethod": "Fixed Rate",
                        "term": "Overnight", "closeTime": "13:15", "totalAmtSubmitted": amount,
                        "totalAmtAccepted": amount, "details": [part],
                    })  # fmt: skip
        return _json({"repo": {"operations": rows}})

    def propositions(self, _path: str, query: Query) -> Answer:
        """Up to the end of the quarter before the one that ended last."""
        quarter = date(self.today.year, self.today.month - (self.today.month - 1) % 3, 1)
        told = (quarter - 45 * DAY).replace(day=1)  # into the middle of the quarter that ended last
        last = date(told.year, told.month - (told.month - 1) % 3, 1) - DAY
        rows = []
        for day, billions in self.values("RRPONTSYD").items():
            if query["startDate"] <= str(day) <= query["endDate"] and day <= last:
                total = round(billions * 1e9)
                taken = {kind: int(share * total) for kind, share in TAKEN.items()}
                taken |= {"mmf": total - sum(taken.values())}
                rows.append({
                    "operationId": f"RP {day:%m%d%y}", "operationDate": str(day), "totalAmtAccepted": total,
                    "propositions": [{"counterpartyType": kind, "amtAccepted": part} for kind, part in taken.items()],
                })  # fmt: skip
        return _json({"repo": {"operations": rows}})

    @cached_property
    def soma(self) -> dict[date, dict[str, float]]:
        """Holdings by kind of every Wednesday: as held, and after that what the statement has."""
        entries = {entry.native: entry for entry in of_feed("nyfed.soma_summary")}
        columns = {native: self.values(entry.id) for native, entry in entries.items()}
        parts = [native for native in columns if native not in ("total", "tipsInflationCompensation")]
        held_to = self.known["SOMA_TOTAL"].last_day
        newest = max(columns["total"])
        held = [day for day in columns["total"] if all(day in columns[n] or str(day) < entries[n].start for n in parts)]
        found = {}
        for day in [*held, *(week for week in self.whole.weeks if week > newest)]:
            row = {native: round(column.get(min(day, newest), 0.0), 2) for native, column in columns.items()}
            if day > held_to:
                on = {code: self.line(code, day) for code in CODES.values()}
                row |= {
                    "bills": on["RESPPALGUOB"], "tips": on["RESPPALGUOMI"], "mbs": on["RESPPALGASMO"] - row["cmbs"],
                    "tipsInflationCompensation": on["RESPPALGUOMC"], "agencies": on["RESPPALGAO"],
                    "notesbonds": on["RESPPALGUOMN"] - row["frn"],
                }  # fmt: skip
            row |= {native: 0.0 for native, entry in entries.items() if str(day) < entry.start}
            found[day] = row | {"total": sum(row[native] for native in parts)}
        return dict(sorted(found.items()))

    def line(self, code: str, week: date) -> float:
        """A line of the statement of one Wednesday, dollars."""
        return float(self.whole.levels[code][self.whole.weeks.index(week)]) * 1e6

    def summary(self, _path: str, _query: Query) -> Answer:
        """Floating-rate notes are blank before there were any."""
        starts = {entry.native: entry.start for entry in of_feed("nyfed.soma_summary")}
        rows = [
            {"asOfDate": str(day)} | {n: f"{usd:.2f}" if str(day) >= starts[n] else "" for n, usd in row.items()}
            for day, row in self.soma.items()
        ]
        return _json({"soma": {"summary": rows}})

    def treasuries(self, path: str, _query: Query) -> Answer:
        text = path.split("/")[-1].removesuffix(".json")
        held = self.soma[date.fromisoformat(text)]
        kinds = {"bill": "bills", "note_bond": "notesbonds", "tips": "tips", "frn": "frn"}
        totals = {kind: held[native] for kind, native in kinds.items()}
        listed = shared_out(treasuries(self.known, date.fromisoformat(text)), totals, held["tipsInflationCompensation"])
        return _json({"soma": {"holdings": soma_rows(listed, text)}})

    def agencies(self, path: str, _query: Query) -> Answer:
        text = path.split("/")[-1].removesuffix(".json")
        held = self.soma[date.fromisoformat(text)]
        return _json({"soma": {"holdings": agency_rows(text, held["agencies"], held["mbs"], held["cmbs"])}})

    def dated(self, name: str, old: str, new: str, kind: str = JSON) -> Answer:
        return (FOLDER / name).read_bytes().replace(old.encode(), new.encode()), kind

    def one_a_year(
        self, name: str, path: tuple[str, str], day: str = "operationDate"
    ) -> Callable[[str, Query], Answer]:
        def make(_path: str, query: Query) -> Answer:
            document = json.loads((FOLDER / name).read_bytes())
            done = [row for row in document[path[0]][path[1]] if row.get("auctionStatus", "Results") == "Results"]
            kinds = [row | named for row in done for named in KINDS_OF.get(name, ({},))]
            found = []
            for d in self.window(query)[::-3][::-1]:
                row = kinds[d.toordinal() // 3 % len(kinds)]
                named = {"operationId": f"OR {d:%m%d%y} 25"} if "operationId" in row else {}
                ends = {n: str(d + k * DAY) for n, k in (("settlementDate", 1), ("maturityDate", 8)) if row.get(n)}
                found.append({**sized(row, d), **ends, day: str(d), **named})
            document[path[0]][path[1]] = found
            return _json(document)

        return make

    def dealers(self, path: str, _query: Query) -> Answer:
        key = path.split("/")[-1].removesuffix(".json")
        last = wednesday_on_or_before(self.today - 9 * DAY)
        first = date.fromisoformat(next(e.start for e in of_feed("nyfed.pd") if e.native == key))
        weeks = [last - 7 * n * DAY for n in range((last - first).days // 7 + 1)]
        rows = [{"asofdate": str(w), "keyid": key, "value": str(400_000 + w.toordinal() % 13)} for w in weeks]
        return _json({"pd": {"timeseries": rows}})

    def statement(self, _path: str, query: Query) -> Answer:
        return package(self.whole.levels, self.whole.weeks), "text/csv"

    def curve_file(self, _path: str, _query: Query) -> Answer:
        """Parameters through five yields a day, the humps moving; every yield of a line is that of its parameters."""
        first, last = date.fromisoformat(of_feed("board.gsw")[0].start), self.today - 3 * DAY
        days = pd.DatetimeIndex(self.days(first, last))
        held = pd.DataFrame({name: pd.Series(self.values(name)) for name in CURVE_YEARS})
        held.index = pd.to_datetime(held.index)
        yields = held.reindex(held.index.union(days)).ffill().bfill().loc[days].to_numpy()
        rows = []
        for n, (day, of_day) in enumerate(zip(days, yields, strict=True)):
            taus = round(1.5 + 0.5 * math.sin(n / 150), 6), round(10.0 + 3.0 * math.cos(n / 260), 6)
            loadings = [[zero_yield(y, tuple(u), taus) for u in np.eye(4)] for y in CURVE_YEARS.values()]
            betas = tuple(np.round(np.linalg.lstsq(np.array(loadings), of_day, rcond=None)[0], 6).tolist())
            shown = [f"{zero_yield(y, betas, taus):.4f}" for y in range(1, 31)]
            rows.append(",".join([f"{day:%Y-%m-%d}", *(f"{b:.6f}" for b in betas), *shown, *map(str, taus)]))
        names = ",".join(["BETA0", "BETA1", "BETA2", "BETA3", *(f"SVENY{y:02d}" for y in range(1, 31)), "TAU1", "TAU2"])
        note = f'"{" " * 12_000_000}"'  # the true file is as long as that
        return "\n".join([note, "", f"Date,{names}", *rows, ""]).encode(), "application/octet-stream"

    def release_dates(self, _path: str, _query: Query) -> Answer:
        newest = wednesday_on_or_before(self.today)
        weeks = [newest - 7 * n * DAY for n in range((newest - FIRST_RELEASE).days // 7 + 1)]
        days = [h41_release_date(week) for week in weeks]
        months = sorted({f"{day:%Y%m}" for day in days})
        rows = [{"MonthValue": m, "Dates": [f"{d:%Y%m%d}" for d in days if f"{d:%Y%m}" == m]} for m in months]
        return _json([{"yearValue": "all", "Months": rows}])

    def page(self, path: str, _query: Query) -> Answer:
        """Both tables whole, in the layout of HTML tables."""
        day = date.fromisoformat(path.rstrip("/")[-8:])
        week = next(w for n in range(1, 9) if (w := day - n * DAY).weekday() == 2)
        weeks, levels = self.whole
        factors, statement = page_tables(levels, weeks.index(week), week)
        heads = [
            f"<p>{title}</p><table>{_cells('', head, f'Wednesday {week:%b} {week.day}, {week.year}')}"
            for title, head in ((f"1. {FACTORS}", "Averages of daily figures"), (f"5. {STATEMENT}", "Eliminations"))
        ]
        first = "".join(_cells(label, f"{usd:,.0f}", "+ 0", "- 0", f"{usd:,.0f}") for label, usd in factors)
        second = "".join(_cells(label, "(0)", f"{usd:,.0f}", "+ 0", "- 0") for label, usd in statement)
        return (
            f"<!DOCTYPE html>\n<html><head><title>H.4.1</title></head><body><!--{' ' * 10_000}-->"
            f"<i>Release Date: {day:%A}, {day:%B} {day.day}, {day.year}</i>"
            f"{heads[0]}{first}</table>{heads[1]}{second}</table></body></html>"
        ).encode(), "text/html"

    def meetings(self, _path: str, _query: Query) -> Answer:
        """The calendar since five years back and as far ahead as it is public: projections every other meeting."""
        years: dict[int, list[str]] = {}
        for n, day in enumerate(meetings_known(self.today).dates):
            if day.year >= date.fromisoformat(of_feed("fomc.calendar")[0].start).year:
                years.setdefault(day.year, []).append(_meeting(day, (day - DAY).month, is_past=day < self.today, n=n))
        panels = "".join(
            f'<div class="panel"><h4><a id="{year}">{year} FOMC Meetings</a></h4>{"".join(rows)}</div>'
            for year, rows in sorted(years.items(), reverse=True)
        )
        return f"<!DOCTYPE html><html><head><title>Calendars</title></head><body>{panels}</body></html>".encode(), (
            "text/html"
        )

    def announcement(self, path: str, _query: Query) -> Answer:
        day = date.fromisoformat(path.split("monetary")[1][:8])
        return self.dated("fomc_statement.html", "December 10, 2025", f"{day:%B} {day.day}, {day.year}", "text/html")

    def cash(self, _path: str, query: Query) -> Answer:
        """The account by day under the labels of its three eras; each day opens where the one before closed."""
        _, *parts = query["filter"].split("record_date:")
        first = date.fromisoformat(parts[0].rstrip(",")[4:])
        last = min(date.fromisoformat(parts[1][3:]) - DAY if len(parts) > 1 else self.today, self.today - DAY)
        held = pd.Series(self.values("WDTGAL")).sort_index()
        days = self.days(first, last)
        levels = np.interp([d.toordinal() for d in days], [d.toordinal() for d in held.index], held.to_numpy()).round()
        rows = []
        for n, day in enumerate(days):
            closing, opening = int(levels[n]), int(levels[max(n - 1, 0)])
            if day < date(2022, 4, 18):
                label = "Federal Reserve Account" if day < date(2021, 10, 1) else "Treasury General Account (TGA)"
                rows.append(_account(day, label, str(opening), str(closing)))
                continue
            for label, amount in (
                ("Treasury General Account (TGA) Opening Balance", opening),
                ("Total TGA Deposits (Table II)", 30_000 + max(closing - opening, 0)),
                ("Total TGA Withdrawals (Table II) (-)", 30_000 + max(opening - closing, 0)),
                ("Treasury General Account (TGA) Closing Balance", closing),
            ):
                rows.append(_account(day, label, str(amount), "null"))
        return _fiscal(rows)

    def debt(self, _path: str, query: Query) -> Answer:
        """Parts are told since March 2005."""
        first = date.fromisoformat(query["filter"].split(":")[-1])
        rows = []
        for day in self.days(first, self.today - DAY):
            public, within = (cents * (day.toordinal() - 727_000) for cents in (240_000_000_011, 60_000_000_007))
            told = str(day) >= "2005-03-31"
            rows.append({
                "record_date": str(day), "debt_held_public_amt": _cents(public) if told else "null",
                "intragov_hold_amt": _cents(within) if told else "null",
                "tot_pub_debt_out_amt": _cents(public + within),
            })  # fmt: skip
        return _fiscal(rows)

    def securities(self, _path: str, query: Query) -> Answer:
        month = date.fromisoformat(query["filter"].split(":")[-1])
        return _fiscal(mspd_rows(treasuries(self.known, month), month))

    def buybacks(self, _path: str, query: Query) -> Answer:
        first = query["filter"].split(":")[-1]
        return _fiscal([row for row in buybacks(self.today) if row["operation_date"] >= first])

    @cached_property
    def every_auction(self) -> list[dict[str, str]]:
        return auctions(self.known, self.today)

    def auctions(self, _path: str, query: Query) -> Answer:
        """Newest first, by pages; the last one is short."""
        size, rows = int(query["pagesize"]), self.every_auction
        first = int(query["pagenum"]) * size
        return _json({"totalResultsCount": len(rows), "securityList": rows[first : first + size]})

    def par_curve(self, _path: str, query: Query) -> Answer:
        """Each tenor since it was first auctioned."""
        head, entry, *_ = (FOLDER / "treasury_curve.xml").read_text("utf-8").split("<entry>")
        year = int(query["field_tdr_date_value"])
        top, _, after = entry.partition("<d:BC_")
        foot = after[after.index("</m:properties>") :]
        days = self.days(date(year, 1, 2), min(date(year, 12, 31), self.today - DAY))
        held = pd.DataFrame({native: pd.Series(self.values(name)) for native, name in TENORS.items()}).sort_index()
        known = held.reindex(held.index.union(days)).ffill().loc[days]
        entries = []
        for day, row in zip(days, known.to_dict("records"), strict=True):
            rates = "".join(
                f'<d:{e.native} m:type="Edm.Double">{row.get(e.native, 4.0)}</d:{e.native}>\n'
                for e in of_feed("treasury.curve") if e.start <= str(day)
            )  # fmt: skip
            entries.append(f"<entry>{top.replace('2025-12-15', str(day))}{rates}{foot}")
        return f"{head}{''.join(entries)}</feed>".encode(), "application/xml"

    def ofr(self, _path: str, query: Query) -> Answer:
        entry = next(e for e in of_feed("ofr.series") if e.native == query["mnemonic"])
        return _json([[str(day), value] for day, value in sorted(self.values(entry.id, 4.0).items())])


def _json(document: object) -> Answer:
    return json.dumps(document).encode(), JSON


def _cells(*texts: str) -> str:
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


def _cents(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def _account(day: date, label: str, opening: str, closing: str) -> dict[str, str]:
    return {
        "record_date": str(day), "account_type": label, "open_today_bal": opening, "close_today_bal": closing
    }  # fmt: skip


def _meeting(day: date, first_month: int, *, is_past: bool, n: int) -> str:
    """A meeting of two days, over the end of a month where it is."""
    month = f"{day:%B}" if first_month == day.month else f"{date(2000, first_month, 1):%b}/{day:%b}"
    days = f"{(day - DAY).day}-{day.day}{'*' if n % 2 else ''}"
    link = f'<a href="/newsevents/pressreleases/monetary{day:%Y%m%d}a.htm">HTML</a>' if is_past else ""
    return (
        f'<div class="row fomc-meeting"><div class="fomc-meeting__month"><strong>{month}</strong></div>'
        f'<div class="fomc-meeting__date">{days}</div><div class="col">{link}</div></div>'
    )


def _fiscal(rows: list[dict[str, str]]) -> Answer:
    return _json({"data": rows, "meta": {"count": len(rows), "total-count": len(rows), "total-pages": 1}})
