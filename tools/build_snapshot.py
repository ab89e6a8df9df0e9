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
from datetime import date
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src" / "fedsheet" / "store" / "snapshot"
TABLES = ("soma_treasury_2022-02-16", "treasury_operations")
OLD_VINTAGE, NEW_VINTAGE = date(2022, 10, 31), date(2026, 11, 22)

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
}
FREQUENCY = {"D": "D", "D (7-day)": "D7", "W-Wed": "W", "W-Wed avg": "W", "W-Fri": "W", "M": "M", "Q": "Q"}
TIMING = {
    "D": "daily",
    "D (7-day)": "calendar day",
    "W-Wed": "Wednesday level",
    "W-Wed avg": "week average ending Wednesday",
    "W-Fri": "week ending Friday",
    "M": "month",
    "Q": "quarter",
}
# Publishers that change values after first print; the rest stand as first published.
REVISED_BY = (
    "Labor Statistics",
    "Economic Analysis",
    "Budget Office",
    "Census",
    "G.17",
    "H.6",
    "Chicago",
    "Kansas City",
)


def main() -> None:
    figures, facts = (Path(argument) for argument in sys.argv[1:3])
    TARGET.mkdir(parents=True, exist_ok=True)
    catalogue = list(csv.DictReader((figures / "catalogue.csv").open()))
    series = [row for row in catalogue if row["id"] not in {*TABLES, "srf_usage"}]
    definitions = [definition(row) for row in series] + [standing_repo_definition(catalogue)]
    rows = [line for row in series for line in observations(figures, row)] + standing_repo(figures)
    write_csv(TARGET / "series.csv", definitions)
    packed = lzma.compress(as_csv(sorted(rows)).encode(), preset=9)
    (TARGET / "observations.csv.xz").write_bytes(packed)
    for name in TABLES:
        text = (figures / f"{name}.csv").read_text()
        (TARGET / f"{name}.csv").write_text(text)
    key_dates = (facts / "h41_key_dates.csv").read_text()
    (TARGET / "h41_key_dates.csv").write_text(key_dates)
    print(f"{len(definitions)} definitions, {len(rows)} observations, {1 + len(TABLES)} tables in {TARGET.name}")


def definition(row: dict[str, str]) -> dict[str, object]:
    revised = any(name in row["publisher"] for name in REVISED_BY)
    return {
        "id": row["id"],
        "vintage_date": vintage_date(row) if revised else "",
        "title": row["title"],
        "unit": UNIT_NAMES.get(row["unit"], row["unit"]),
        "frequency": FREQUENCY[row["frequency"]],
        "timing": TIMING[row["frequency"]],
        "publisher": row["publisher"],
        "revised": int(revised),
        "release_lag": release_lag(row),
    }


def vintage_date(row: dict[str, str]) -> date:
    return OLD_VINTAGE if row["file"].startswith("vintage-2022-10-31/") else NEW_VINTAGE


def release_lag(row: dict[str, str]) -> str:
    """When a value that is never revised became public, counted from its observation date."""
    if row["frequency"].startswith("W-Wed"):
        return "h41"
    if row["frequency"] == "M":
        return "month end + 1 business day"
    if "H.15" in row["publisher"] and row["frequency"] == "D":
        return "same day"
    if row["id"] in {"RRPONTSYD"}:
        return "same day"
    if row["id"].startswith("DCOIL"):
        return "7 days"
    return "next business day"


def observations(figures: Path, row: dict[str, str]) -> list[tuple[str, str, str, str]]:
    revised = any(name in row["publisher"] for name in REVISED_BY)
    vintage = str(vintage_date(row)) if revised else ""
    lines = list(csv.DictReader((figures / row["file"]).open()))
    if len(lines) != int(row["n"]) or lines[0]["date"] != row["first"] or lines[-1]["date"] != row["last"]:
        raise SystemExit(f"{row['file']}: {len(lines)} rows, not as the catalogue says")
    dates = [line["date"] for line in lines]
    if dates != sorted(set(dates)):
        raise SystemExit(f"{row['file']}: dates are not strictly increasing")
    return [(row["id"], vintage, line["date"], str(float(line["value"]))) for line in lines]


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


def standing_repo(figures: Path) -> list[tuple[str, str, str, str]]:
    """Business days of the span that the list leaves out are zero, as the catalogue says."""
    sys.path.insert(0, str(TARGET.parents[2]))
    from fedsheet.core.dates import ONE_DAY, is_business_day

    used = {r["date"]: float(r["value_usd_bn"]) for r in csv.DictReader((figures / "srf_usage.csv").open())}
    day, rows = date(2021, 7, 1), []
    while day <= date(2025, 12, 31):
        if is_business_day(day) or str(day) in used:
            rows.append(("SRF_USAGE", "", str(day), str(used.pop(str(day), 0.0))))
        day += ONE_DAY
    if used:
        raise SystemExit(f"srf_usage.csv: days outside the span {sorted(used)}")
    return rows


def write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda r: (str(r["id"]), str(r["vintage_date"]))))
    path.write_text(text.getvalue())


def as_csv(rows: list[tuple[str, str, str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "vintage_date", "date", "value"))
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    main()
