"""A publisher on this machine that answers every question of every feed, whole, for the day on which it is asked.

Values of days that are held are those held, days since then go on from the last one; what is not held is made up. The
shapes are those of the recorded replies; nothing here is a copy of one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from fedsheet.core.dates import h41_release_date, is_business_day, month_end, wednesday_on_or_before
from fedsheet.core.vintage import Vintage
from fedsheet.record import load_path
from fedsheet.record.from_data import SHOWN_BY
from fedsheet.sources.catalogue import catalogue, of_feed
from fedsheet.sources.nyfed import AVERAGES, SUFFIXES
from misbehaving import Server, reply
from specimens import FOLDER

DAY = timedelta(days=1)
JSON = "application/json"
SET_BY_THE_FED = {series_id: instrument for instrument, series_id in SHOWN_BY.items()}
TAKEN = {"mmf": 2_900_000_000, "gse": 100_000_000, "bank": 0, "pd": 0}
# Series that do not ship and are told by those that do: a sum by its parts, percentiles of a day by their rate.
PARTS = {"WSHOSHO": ("TREAST", "FEDDT", "WSHOMCB")} | {
    f"{rate}{suffix}": (rate,) for rate in ("SOFR", "BGCR", "TGCR", "EFFR", "OBFR") for suffix in (1, 25, 75, 99)
}
# A line held to a later week than its parts goes on as their sum.
GOES_ON_AS = {"TREAST": ("WSHOBL", "WSHONBNL", "WSHONBIIL", "WSHOICL")}
Answer = tuple[bytes, str]
Query = Mapping[str, str]


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

    def __post_init__(self) -> None:
        self.server = Server(self._reply)

    def _reply(self, send: Any, _body: bytes, _kind: str) -> None:
        parts = urlsplit(self.server.paths[-1])
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        for key, make in self.routes.items():
            if key in parts.path:
                body, kind = make(unquote(parts.path), query)
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
        """Values by day as held, and the last one for every day to come until today, by frequency."""
        entry = catalogue()[series_id]
        if series_id in SET_BY_THE_FED:
            return self.set_rate(series_id)
        if series_id not in self.known and series_id in PARTS:
            parts = [self.values(name) for name in PARTS[series_id]]
            return {day: sum(part[day] for part in parts) for day in parts[0] if all(day in part for part in parts)}
        held: dict[date, float] = {}
        if series_id in self.known:
            held = {stamp.date(): float(value) for stamp, value in self.known[series_id].values.items()}
        newest = max(held, default=date.fromisoformat(entry.start))
        last = held.get(newest, default)
        held.setdefault(newest, last)
        if series_id in GOES_ON_AS:
            last = sum([*self.values(name).values()][-1] for name in GOES_ON_AS[series_id])
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
        rows = [
            {"operationId": f"RP {day:%m%d%y}", "operationDate": str(day), "totalAmtAccepted": 3_000_000_000,
             "propositions": [{"counterpartyType": kind, "amtAccepted": amount} for kind, amount in TAKEN.items()]}
            for day in self.window(query)
        ]  # fmt: skip
        return _json({"repo": {"operations": rows}})

    def summary(self, _path: str, _query: Query) -> Answer:
        columns = {entry.native: self.values(entry.id) for entry in of_feed("nyfed.soma_summary")}
        parts = [name for name in columns if name not in ("total", "tipsInflationCompensation")]
        rows = []
        for day in sorted(columns["total"]):
            row = {name: column[day] for name, column in columns.items() if day in column}
            if all(name in row for name in parts):
                row["total"] = sum(round(row[name], 2) for name in parts)
                rows.append({"asOfDate": str(day), **{name: f"{row.get(name, 0):.2f}" for name in columns}})
        return _json({"soma": {"summary": rows}})

    def treasuries(self, path: str, _query: Query) -> Answer:
        return self.dated("nyfed_soma_tsy.json", "2025-12-17", path.split("/")[-1].removesuffix(".json"))

    def agencies(self, path: str, _query: Query) -> Answer:
        return self.dated("nyfed_soma_agency.json", "2025-12-17", path.split("/")[-1].removesuffix(".json"))

    def dated(self, name: str, old: str, new: str, kind: str = JSON) -> Answer:
        return (FOLDER / name).read_bytes().replace(old.encode(), new.encode()), kind

    def one_a_year(
        self, name: str, path: tuple[str, str], day: str = "operationDate"
    ) -> Callable[[str, Query], Answer]:
        def make(_path: str, query: Query) -> Answer:
            document = json.loads((FOLDER / name).read_bytes())
            row = document[path[0]][path[1]][0]
            document[path[0]][path[1]] = [
                {**sized(row, d), day: str(d), **({"operationId": f"OR {d:%m%d%y} 25"} if "operationId" in row else {})}
                for d in self.window(query)[::-3][::-1]
            ]
            return _json(document)

        return make

    def dealers(self, path: str, _query: Query) -> Answer:
        key = path.split("/")[-1].removesuffix(".json")
        last = wednesday_on_or_before(self.today - 8 * DAY)
        first = date.fromisoformat(next(e.start for e in of_feed("nyfed.pd") if e.native == key))
        weeks = range((last - first).days // 7 + 1)
        rows = [{"asofdate": str(last - 7 * n * DAY), "keyid": key, "value": "400000"} for n in weeks]
        return _json({"pd": {"timeseries": rows}})

    def statement(self, _path: str, _query: Query) -> Answer:
        lines = (FOLDER / "board_ddp.csv").read_text("utf-8").splitlines()
        week = wednesday_on_or_before(self.today - 2 * DAY)
        rows = [",".join([str(week - 7 * n * DAY), *lines[6].split(",")[1:]]) for n in range(1_240, -1, -1)]
        return "\r\n".join([*lines[:6], *rows]).encode(), "text/csv"

    def curve_file(self, _path: str, _query: Query) -> Answer:
        text = (FOLDER / "board_gsw.csv").read_text("utf-8")
        head, _, lines = text.partition("\nDate,")
        names, first, *_ = lines.splitlines()
        rows = [
            ",".join([str(day), *first.split(",")[1:]]) for day in self.days(date(2005, 1, 3), self.today - 3 * DAY)
        ]
        note = f'"{" " * 12_000_000}"'  # the true file is as long as that
        return "\n".join([note, head, f"Date,{names}", *rows, ""]).encode(), "application/octet-stream"

    def release_dates(self, _path: str, _query: Query) -> Answer:
        weeks = [wednesday_on_or_before(self.today) - 7 * n * DAY for n in range(1_300)]
        days = [h41_release_date(week) for week in weeks]
        months = sorted({f"{day:%Y%m}" for day in days})
        rows = [{"MonthValue": m, "Dates": [f"{d:%Y%m%d}" for d in days if f"{d:%Y%m}" == m]} for m in months]
        return _json([{"yearValue": "all", "Months": rows}])

    def page(self, path: str, _query: Query) -> Answer:
        day = date.fromisoformat(path.rstrip("/")[-8:])
        week = next(w for n in range(1, 9) if (w := day - n * DAY).weekday() == 2)
        text = (FOLDER / "h41_tables.html").read_text("utf-8")
        text = text.replace("Dec 17, 2025", f"{week:%b} {week.day}, {week.year}").replace("Dec 10, 2025", "")
        text = text.replace("December 18, 2025", f"{day:%B} {day.day}, {day.year}").replace("Dec 18, 2024", "")
        return text.replace("<body>", f"<body><!--{' ' * 10_000}-->").encode(), "text/html"

    def meetings(self, _path: str, _query: Query) -> Answer:
        return (FOLDER / "fomc_calendar.html").read_bytes(), "text/html"

    def announcement(self, path: str, _query: Query) -> Answer:
        day = date.fromisoformat(path.split("monetary")[1][:8])
        return self.dated("fomc_statement.html", "December 10, 2025", f"{day:%B} {day.day}, {day.year}", "text/html")

    def cash(self, _path: str, query: Query) -> Answer:
        _, *parts = query["filter"].split("record_date:")
        first = date.fromisoformat(parts[0].rstrip(",")[4:])
        last = min(date.fromisoformat(parts[1][3:]) - DAY if len(parts) > 1 else self.today, self.today - DAY)
        labels = ("Opening Balance", "Closing Balance")
        modern = [(f"Treasury General Account (TGA) {label}", "800000") for label in labels]
        modern += [("Total TGA Deposits (Table II)", "30000"), ("Total TGA Withdrawals (Table II) (-)", "30000")]
        rows = []
        for day in self.days(first, last):
            of_day = modern if day >= date(2022, 4, 18) else [("Federal Reserve Account", "800000")]
            rows += [
                {"record_date": str(day), "account_type": label, "open_today_bal": amount,
                 "close_today_bal": amount if len(of_day) == 1 else "null"}
                for label, amount in of_day
            ]  # fmt: skip
        return _fiscal(rows)

    def debt(self, _path: str, query: Query) -> Answer:
        first = date.fromisoformat(query["filter"].split(":")[-1])
        row = {"debt_held_public_amt": "30.5", "intragov_hold_amt": "7.5", "tot_pub_debt_out_amt": "38.0"}
        return _fiscal([{"record_date": str(day), **row} for day in self.days(first, self.today - DAY)])

    def securities(self, _path: str, query: Query) -> Answer:
        return self.dated("treasury_mspd.json", "2025-11-30", query["filter"].split(":")[-1])

    def buybacks(self, _path: str, _query: Query) -> Answer:
        return self.dated("treasury_buybacks.json", "2025-12", f"{self.today - 31 * DAY:%Y-%m}")

    def auctions(self, _path: str, query: Query) -> Answer:
        year = self.today.year - 8 * int(query["pagenum"])
        return self.dated("treasury_auctions.json", "2025-12", f"{year}-08")

    def par_curve(self, _path: str, query: Query) -> Answer:
        head, entry, *_ = (FOLDER / "treasury_curve.xml").read_text("utf-8").split("<entry>")
        year, names = int(query["field_tdr_date_value"]), [e.native for e in of_feed("treasury.curve")]
        top, _, after = entry.partition("<d:BC_")
        rates = "".join(f'<d:{name} m:type="Edm.Double">4.{n:02d}</d:{name}>\n' for n, name in enumerate(names))
        foot = after[after.index("</m:properties>") :]
        days = [day for day in self.days(date(year, 1, 2), date(year, 12, 31)) if day < self.today]
        entries = [f"<entry>{top.replace('2025-12-15', str(day))}{rates}{foot}" for day in days]
        return f"{head}{''.join(entries)}</feed>".encode(), "application/xml"

    def ofr(self, _path: str, query: Query) -> Answer:
        entry = next(e for e in of_feed("ofr.series") if e.native == query["mnemonic"])
        return _json([[str(day), value] for day, value in sorted(self.values(entry.id, 4.0).items())])


def _json(document: object) -> Answer:
    return json.dumps(document).encode(), JSON


def _fiscal(rows: list[dict[str, str]]) -> Answer:
    return _json({"data": rows, "meta": {"count": len(rows), "total-count": len(rows), "total-pages": 1}})
