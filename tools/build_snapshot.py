"""Turn the folder of official figures into the snapshot that ships inside the package.

    python tools/build_snapshot.py FIGURES_FOLDER FACTS_FOLDER

Reads `catalogue.csv` and the files it names, checks every value against its unit and span, and writes
`src/fedsheet/store/snapshot/`: `series.csv` (definitions, one row per series and vintage), `observations.csv.xz`
(series, vintage, date, value as published) and one CSV per table. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import lzma
import sys
import tomllib
from datetime import date
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src" / "fedsheet" / "store" / "snapshot"
TABLES = (
    "soma_treasury_2022-02-16", "treasury_operations", "treasury_auctions_2022_2026", "soma_auction_addons_quarterly",
)  # fmt: skip
sys.path.insert(0, str(TARGET.parents[2]))
LISTED = (date(2021, 7, 1), date(2025, 12, 31))  # the span of srf_usage.csv whose unlisted business days are zero
MEANT = tomllib.loads((Path(__file__).resolve().parent / "snapshot.toml").read_text("utf-8"))

UNIT_NAMES = {
    "Billions of USD SAAR": "Billions of USD SAAR",
    "USD bn, SAAR": "Billions of USD SAAR",
    "Billions of chained 2017 USD SAAR": "Billions of chained 2017 USD SAAR",
    "chained 2012 USD bn, SAAR": "Billions of chained 2012 USD SAAR",
    "chained 2012 USD bn": "Billions of chained 2012 USD SAAR",
    "Index 1982-84=100, SA": "Index 1982-84=100",
    "Index 2012=100, SA": "Index 2012=100",
    "Thousands of persons, SA": "Thousands",
    "Percent, SA": "Percent",
    "Weeks, SA": "Weeks",
    "USD bn": "Billions of USD",
    "USD": "US dollars",
    "USD par": "US dollars",
    "1": "Number",
}
FREQUENCY = {"D (7-day)": "D7", "date": "irregular"}  # otherwise the first letter
TIMING = {
    "D": "daily",
    "D (7-day)": "calendar day",
    "W-Wed": "Wednesday level",
    "W-Wed avg": "week average ending Wednesday",
    "W-Fri": "week ending Friday",
    "M": "month",
    "M end": "month end",
    "M last W-Wed": "last Wednesday of the month",
    "Q": "quarter",
    "date": "day",
}
# Publishers that change values after first print; the rest stand as first published.
REVISED_BY = (
    "Labor Statistics",
    "Economic Analysis",
    "Budget Office",
    "Census",
    "G.17",
    "H.6",
    "H.8",
    "Chicago",
    "Kansas City",
    "US Department of the Treasury",
)
REVISED = {"ACMY10", "ACMTP10", "ACMRNY10", "ACMTP10_2026_09", "DTWEXBGS"}

Row = dict[str, str]
Line = tuple[str, str, str, str]


def main() -> None:
    figures, facts = (Path(argument) for argument in sys.argv[1:3])
    TARGET.mkdir(parents=True, exist_ok=True)
    catalogue = list(csv.DictReader((figures / "catalogue.csv").open()))
    series = [part for row in catalogue if row["id"] not in {*TABLES, "srf_usage"} for part in parts(row)]
    definitions = {(d["id"], d["vintage_date"]): d for row in series for d in [definition(row)]}
    rows = {line for row in series for line in observations(figures, row)}
    rows |= {line for name in MEANT["withdraw"]["series"] for line in withdrawn(rows, name)} | set(
        standing_repo(figures)
    )
    write_csv(TARGET / "series.csv", [*definitions.values(), standing_repo_definition(catalogue)])
    packed = lzma.compress(as_csv(sorted(rows)).encode(), preset=9 | lzma.PRESET_EXTREME)
    (TARGET / "observations.csv.xz").write_bytes(packed)
    for name in TABLES:
        (TARGET / f"{name}.csv").write_text((figures / f"{name}.csv").read_text())
    (TARGET / "h41_key_dates.csv").write_text((facts / "h41_key_dates.csv").read_text())
    print(
        f"{1 + len(definitions)} definitions, {len(rows)} observations, {1 + len(TABLES)} tables, {len(packed)} bytes"
    )


def parts(row: Row) -> list[Row]:
    """The series of one file: itself under the id meant, or one for each column."""
    folder = row["file"].rpartition("/")[0]
    where = {"folder": folder, "column": "value", "key": row["id"]}
    if row["id"] in MEANT["columns"]:
        return [row | where | {"column": name} | told for name, told in MEANT["columns"][row["id"]].items()]
    path = row["file"].removesuffix(".csv")
    series_id = MEANT["ids"].get(path, row["id"])
    return [row | where | {"id": series_id} | MEANT["titles"].get(series_id, {})]


def definition(row: Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "vintage_date": vintage_date(row),
        "title": row["title"],
        "unit": UNIT_NAMES.get(row["unit"], row["unit"]),
        "frequency": frequency_of(row),
        "timing": "Wednesday level" if row["id"] == "TOTBKCR" else TIMING[row["frequency"]],
        "publisher": row["publisher"],
        "revised": int(is_revised(row)),
        "release_lag": release_lag(row),
    }


def frequency_of(row: Row) -> str:
    return "W" if row["id"] == "TOTBKCR" else FREQUENCY.get(row["frequency"], row["frequency"][0])


def is_revised(row: Row) -> bool:
    return row["id"] in REVISED or any(name in row["publisher"] for name in REVISED_BY)


def vintage_date(row: Row) -> str:
    """Since when this vintage is known for certain; empty where figures stand as first published."""
    if not is_revised(row):
        return ""
    known = MEANT["vintages"]
    return str(next(known[name] for name in (row["id"], row["folder"], row["key"]) if name in known and old(row, name)))


def old(row: Row, name: str) -> bool:
    """A series in a folder of a vintage has that folder's day, not that of its newest one."""
    return name == row["folder"] or not row["folder"].startswith(("vintage-2022", "vintage-2025"))


def release_lag(row: Row) -> str:
    """When a value that is never revised became public, counted from its observation date."""
    from fedsheet.core.releases import unrevised_rule

    return "vintage" if is_revised(row) else unrevised_rule(row["id"], frequency_of(row))


def observations(figures: Path, row: Row) -> list[Line]:
    """(id, vintage date, date, value) of one series; blanks are left out: not known, never zero."""
    vintage, lines = vintage_date(row), list(csv.DictReader((figures / row["file"]).open()))
    if len(lines) != int(row["n"]) or lines[0]["date"] != row["first"] or lines[-1]["date"] != row["last"]:
        raise SystemExit(f"{row['file']}: {len(lines)} rows, not as the catalogue says")
    dates = [line["date"] for line in lines]
    if dates != sorted(set(dates)):
        raise SystemExit(f"{row['file']}: dates are not strictly increasing")
    told = [line for line in lines if line[row["column"]].strip()]
    return [(row["id"], vintage, line["date"], str(float(line[row["column"]]))) for line in told]


def withdrawn(rows: set[Line], series_id: str) -> list[Line]:
    """What the newer vintage of an index does not restate, withdrawn on its day."""
    vintages = sorted({vintage for name, vintage, _, _ in rows if name == series_id})
    newest = {day for name, vintage, day, _ in rows if (name, vintage) == (series_id, vintages[-1])}
    earlier = {day for name, vintage, day, _ in rows if name == series_id and vintage != vintages[-1]}
    return [(series_id, vintages[-1], day, "nan") for day in earlier - newest]


def standing_repo_definition(catalogue: list[dict[str, str]]) -> dict[str, object]:
    row = next(r for r in catalogue if r["id"] == "srf_usage")
    return {
        "id": "SRF_USAGE",
        "vintage_date": "",
        "title": "Standing repo facility: accepted amount",
        "unit": "Billions of USD",
        "frequency": "D",
        "timing": "daily",
        "publisher": row["publisher"],
        "revised": 0,
        "release_lag": "same day",
    }


def standing_repo(figures: Path) -> list[Line]:
    """Business days of the first span that the list leaves out are zero; after it only days listed are known."""
    from fedsheet.core.dates import ONE_DAY, is_business_day

    used = {r["date"]: float(r["value_usd_bn"]) for r in csv.DictReader((figures / "srf_usage.csv").open())}
    day, last = LISTED
    while day <= last:
        if is_business_day(day):
            used.setdefault(str(day), 0.0)
        day += ONE_DAY
    return [("SRF_USAGE", "", day_, str(value)) for day_, value in used.items()]


def write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda r: (str(r["id"]), str(r["vintage_date"]))))
    path.write_text(text.getvalue())


def as_csv(rows: list[Line]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "vintage_date", "date", "value"))
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    main()
