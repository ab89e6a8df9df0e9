"""True replies made false in one way: what a publisher's change, a stale cache or a slip in a table looks like."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from specimens import HTML, JSON, Specimen

YEARS = (b"2025", b"2024", b"2021")
RENAMED = {
    "fred_graph.csv": (b"observation_date", b"when"), "board_gsw.csv": (b"BETA2", b"CURVE"),
    "board_ddp.csv": (b"Unique Identifier: ", b"Key"),
    "h41_text.html": (b"Consolidated Statement of Condition", b"Combined Statement"),
    "h41_tables.html": (b"Consolidated Statement of Condition", b"Combined Statement"),
    "treasury_curve.xml": (b"NEW_DATE", b"DAY"), "ofr_series.json": (b"[[", b'{"data":[['),
    "fomc_calendar.html": (b"fomc-meeting__date", b"when"), "fomc_statement.html": (b"article__time", b"when"),
}  # fmt: skip
HEAD_LINES = {"fred_graph.csv": 1, "board_ddp.csv": 6, "board_gsw.csv": 9}
WITHOUT_AMOUNTS = frozenset({"fomc_calendar.html", "fomc_statement.html"})


def _rows(specimen: Specimen) -> tuple[Any, list[Any]]:
    document = json.loads(specimen.body)
    rows = document
    for key in specimen.rows_at:
        rows = rows[key]
    return document, rows


def _dump(document: Any) -> bytes:
    return json.dumps(document).encode()


def changed_header(specimen: Specimen) -> bytes:
    if specimen.name in RENAMED:
        old, new = RENAMED[specimen.name]
        body = specimen.body.replace(old, new)
        return body.rstrip()[:-1] + b"]}" if specimen.name == "ofr_series.json" else body
    return specimen.body.replace(f'"{specimen.day_field}"'.encode(), b'"when"')


def duplicated_rows(specimen: Specimen) -> bytes:
    body = specimen.body
    if specimen.media_type == JSON:
        document, rows = _rows(specimen)
        rows.append(rows[-1])
        return _dump(document)
    if specimen.name.endswith(".csv"):
        lines = body.splitlines(keepends=True)
        return body + (b"" if body.endswith(b"\n") else b"\r\n") + lines[-1]
    block = {
        "treasury_curve.xml": rb"<entry>.*?</entry>", "h41_text.html": rb"  Gold certificate account[^\n]*\n",
        "h41_tables.html": rb"<tr><td>Gold certificate.*?</tr>",
        "fomc_calendar.html": rb'<div class="row fomc-meeting" ">.*?\n</div>',
        "fomc_statement.html": rb"<p>The Committee judges.*?</p>",
    }[specimen.name]  # fmt: skip
    return re.sub(b"(" + block + b")", rb"\1\1", body, count=1, flags=re.DOTALL)


def shifted_columns(specimen: Specimen) -> bytes:
    if specimen.name == "ofr_series.json":
        return _dump([[value, day] for day, value in json.loads(specimen.body)])
    if specimen.media_type == JSON:
        document, rows = _rows(specimen)
        for place, row in enumerate(rows):
            values = list(row.values())
            rows[place] = dict(zip(row, [*values[1:], values[0]], strict=True))
        return _dump(document)
    if specimen.name.endswith(".csv"):
        lines = specimen.body.decode().splitlines()
        head = HEAD_LINES[specimen.name]
        moved = [",".join([line.split(",")[0], *line.split(",")[2:], line.split(",")[1]]) for line in lines[head:]]
        if head == 1:
            moved = [",".join(reversed(line.split(","))) for line in lines[1:]]
        return ("\r\n".join([*lines[:head], *moved]) + "\r\n").encode()
    swaps = {
        "treasury_curve.xml": (rb"(<d:NEW_DATE[^>]*>)([^<]*)(.*?<d:BC_10YEAR[^>]*>)([^<]*)", rb"\1\4\3\2"),
        "h41_text.html": (rb"(  Gold certificate account +)(11,037)", rb"  11,037   \1"),
        "h41_tables.html": (rb"<td>Gold certificate account</td><td></td><td>11,037</td>",
                            rb"<td></td><td>Gold certificate account</td><td>11,037</td>"),
        "fomc_calendar.html": (rb"<strong>October</strong>(.*?)28-29", rb"28-29\1October"),
        "fomc_statement.html": (rb"December 10, 2025(.*?)Federal Reserve issues", rb"Federal Reserve issues\1December"),
    }[specimen.name]  # fmt: skip
    return re.sub(*swaps, specimen.body, count=1, flags=re.DOTALL)


def stale(specimen: Specimen) -> bytes:
    return _years(specimen, -1)


def future(specimen: Specimen) -> bytes:
    body = specimen.body
    for year in YEARS:
        body = body.replace(year, b"2099")
    return body


def _years(specimen: Specimen, by: int) -> bytes:
    body = specimen.body
    for year in YEARS[::-1]:
        body = body.replace(year, str(int(year) + by).encode())
    return body


def unit_changed(specimen: Specimen) -> bytes:
    if specimen.media_type == JSON:
        return _dump(_times_thousand(json.loads(specimen.body)))
    if specimen.media_type == HTML:
        return re.sub(rb"(\d{1,3}(?:,\d{3})+)", rb"\1,000", specimen.body)
    if specimen.name.endswith(".xml"):
        return re.sub(rb"(Edm.Double\">)([\d.]+)", lambda m: m[1] + str(float(m[2]) * 1000).encode(), specimen.body)
    lines = specimen.body.decode().splitlines()
    head = HEAD_LINES[specimen.name]
    scaled = [re.sub(r"(?<=,)(\d+)", r"\g<1>000", line) for line in lines[head:]]
    return ("\r\n".join([*lines[:head], *scaled]) + "\r\n").encode()


def _times_thousand(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: _times_thousand(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_times_thousand(v, key) for v in value]
    if key in ("count", "total-count", "total-pages", "offset", "limit", "cusip"):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        return str(int(value) * 1000) if value.isdigit() else repr(float(value) * 1000)
    return value * 1000 if isinstance(value, int | float) and not isinstance(value, bool) else value


def half(specimen: Specimen) -> bytes:
    return specimen.body[: len(specimen.body) // 2]


def not_a_number(specimen: Specimen) -> bytes:
    if specimen.name == "ofr_series.json":
        return specimen.body.replace(b"4.05", b"NaN")
    if specimen.media_type == JSON:
        document, rows = _rows(specimen)
        next(row for row in rows if row.get(specimen.number_field) not in ("", None))[specimen.number_field] = float(
            "nan"
        )
        return _dump(document)
    old = {
        "fred_graph.csv": b"6556900", "board_gsw.csv": b"2.615400",
        "board_ddp.csv": b"6556858", "treasury_curve.xml": b"4.15",
        "h41_text.html": b"8,235,100", "h41_tables.html": b"6,556,858", "fomc_calendar.html": b"9-10*",
        "fomc_statement.html": b"December 10, 2025",
    }[specimen.name]  # fmt: skip
    return specimen.body.replace(old, b"NaN")


def no_rows(specimen: Specimen) -> bytes:
    if specimen.name == "ofr_series.json":
        return b"[]"
    if specimen.media_type == JSON:
        document, rows = _rows(specimen)
        rows.clear()
        return _dump(document)
    if specimen.name.endswith(".csv"):
        return b"".join(specimen.body.splitlines(keepends=True)[: HEAD_LINES[specimen.name]])
    return re.sub(
        rb"<entry>.*</entry>|<PRE>.*</PRE>|<table>.*</table>|<div.*</div>", b"", specimen.body, flags=re.DOTALL
    )


MUTATIONS: dict[str, Callable[[Specimen], bytes]] = {
    "changed header": changed_header, "duplicated rows": duplicated_rows, "shifted columns": shifted_columns,
    "stale 200": stale, "future dates": future, "unit changed by 1,000": unit_changed, "half a document": half,
    "NaN": not_a_number, "no rows": no_rows,
}  # fmt: skip


def applies(mutation: str, specimen: Specimen) -> bool:
    """A page of words has no amounts whose unit could change."""
    return mutation != "unit changed by 1,000" or specimen.name not in WITHOUT_AMOUNTS
