"""A workbook that refreshes itself: series as a table, and the Power Query that asks `fedsheet api` for them again.

    sheet "settings"   address, token (left empty: yours to paste), ids, first day   ->  table Settings
    sheet "values"     one row a value, as it is today                               ->  table fedsheet, refreshed

XlsxWriter makes the sheets; query, connection and query table are parts beside them, as [MS-QDEFF] lays down:

    customXml/item1.xml   DataMashup: version, then package (Section1.m), permissions, metadata, bindings, each sized
"""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

QUERY, COLUMNS = "fedsheet", ("id", "date", "value", "unit", "source", "licence", "as_of")
COMMAND = f"SELECT * FROM [{QUERY}]"  # noqa: S608 — what Excel writes for every query; no database
ADDRESS = "http://127.0.0.1:8643/"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MASHUP = "http://schemas.microsoft.com/DataMashup"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PERMISSIONS = (
    '<?xml version="1.0" encoding="utf-8"?><PermissionList xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><CanEvaluateFuturePackages>false'
    "</CanEvaluateFuturePackages><FirewallEnabled>true</FirewallEnabled></PermissionList>"
)
Row = tuple[str, date, float, str, str, str, date]

FORMULA = """section Section1;

shared fedsheet = let
    Settings = Excel.CurrentWorkbook(){[Name="Settings"]}[Content]{0},
    Ids = List.Transform(Text.Split(Settings[series], ","), Text.Trim),
    First = Settings[start],
    Start = if First = null then "" else if First is text then First
        else Date.ToText(Date.From(First), "yyyy-MM-dd"),
    Ask = (id as text, first as number) => Json.Document(Web.Contents(Settings[address], [
        RelativePath = "v1/series/" & id,
        Query = [start = Start, first_row = Number.ToText(first)],
        Headers = [Authorization = "Bearer " & Settings[token]]])),
    Pages = (id as text) => List.Generate(
        () => Ask(id, 0), each _ <> null, each if [next_row] = null then null else Ask(id, [next_row])),
    One = (id as text) => let
        Found = List.Buffer(Pages(id)),
        Rows = List.Combine(List.Transform(Found, each [rows])),
        Told = List.First(Found)
    in List.Transform(Rows, each {
        Told[id], Date.FromText([date]), [value], Told[unit], Told[source], Told[licence], Date.FromText(Told[as_of])}),
    All = List.Combine(List.Transform(Ids, One)),
    Typed = #table(type table [id = text, date = date, value = number, unit = text, source = text, licence = text,
        as_of = date], All)
in
    Typed;
"""


def workbook(rows: Sequence[Row], ids: Sequence[str], start: str, says: Mapping[str, str]) -> bytes:
    """The workbook's bytes; `says` are its words: heading, how, token."""
    made = _sheets(rows, ids, start, says)
    return _with_query(made)


def _sheets(rows: Sequence[Row], ids: Sequence[str], start: str, says: Mapping[str, str]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    values = book.add_worksheet("values")
    settings = book.add_worksheet("settings")
    values.set_column(1, 1, 12)
    values.set_column(3, 5, 28)
    heads = [{"header": name, **({"format": day} if name in ("date", "as_of") else {})} for name in COLUMNS]
    values.add_table(0, 0, max(len(rows), 1), len(COLUMNS) - 1, {"name": QUERY, "columns": heads})
    for n, (series_id, observed, value, unit, source, licence, as_of) in enumerate(rows, 1):
        values.write_string(n, 0, series_id)
        values.write_datetime(n, 1, observed, day)
        values.write_number(n, 2, value)
        for place, text in enumerate((unit, source, licence), 3):
            values.write_string(n, place, text)
        values.write_datetime(n, 6, as_of, day)
    book.define_name("values!ExternalData_1", f"=values!$A$1:$G${max(len(rows), 1) + 1}")
    settings.set_column(0, 3, 34)
    named = [{"header": name} for name in ("address", "token", "series", "start")]
    settings.add_table(0, 0, 1, 3, {"name": "Settings", "columns": named})
    for place, text in enumerate((ADDRESS, "", ", ".join(ids), start)):
        settings.write_string(1, place, text)
    for n, key in enumerate(("heading", "token", "how")):
        settings.write_string(3 + n, 0, says[key])
    book.close()
    return out.getvalue()


def _with_query(book: bytes) -> bytes:
    """The workbook with the parts of its query, each named where the format wants it named."""
    held = {name: zipfile.ZipFile(io.BytesIO(book)).read(name) for name in zipfile.ZipFile(io.BytesIO(book)).namelist()}
    changed: Mapping[str, Callable[[str], str]] = {
        "[Content_Types].xml": _content_types, "xl/_rels/workbook.xml.rels": _workbook_rels,
        "xl/workbook.xml": _hidden_name, "xl/tables/table1.xml": _query_table_of,
    }  # fmt: skip
    parts = {name: changed[name](body.decode()).encode() if name in changed else body for name, body in held.items()}
    parts |= {name: body.encode() for name, body in _added().items()}
    item = f'<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="{MASHUP}">{_mashup()}</DataMashup>'
    parts["customXml/item1.xml"] = item.encode("utf-16")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _content_types(text: str) -> str:
    kinds = {
        "/xl/connections.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml",
        "/xl/queryTables/queryTable1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.queryTable+xml",
        "/customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    }
    added = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    return text.replace("</Types>", f"{added}</Types>")


def _workbook_rels(text: str) -> str:
    added = (
        f'<Relationship Id="rIdQuery1" Type="{OFFICE}/relationships/connections" Target="connections.xml"/>'
        f'<Relationship Id="rIdQuery2" Type="{OFFICE}/relationships/customXml" Target="../customXml/item1.xml"/>'
    )
    return text.replace("</Relationships>", f"{added}</Relationships>")


def _hidden_name(text: str) -> str:
    return text.replace('<definedName name="ExternalData_1"', '<definedName hidden="1" name="ExternalData_1"')


def _query_table_of(text: str) -> str:
    """The table of values as one that a query fills."""
    text = text.replace("<table ", '<table tableType="queryTable" ', 1)
    for n in range(1, len(COLUMNS) + 1):
        text = text.replace(
            f'<tableColumn id="{n}" ', f'<tableColumn id="{n}" uniqueName="{n}" queryTableFieldId="{n}" '
        )
    return text


def _added() -> dict[str, str]:
    """The parts that are not there yet."""
    where = f'Provider=Microsoft.Mashup.OleDb.1;Data Source=$Workbook$;Location={QUERY};Extended Properties=""'
    told = quoteattr(f"Connection to the '{QUERY}' query in the workbook.")
    fields = "".join(
        f'<queryTableField id="{n}" name="{name}" tableColumnId="{n}"/>' for n, name in enumerate(COLUMNS, 1)
    )
    formats = " ".join(
        f'apply{what}Formats="0"' for what in ("Number", "Border", "Font", "Pattern", "Alignment", "WidthHeight")
    )
    rels = f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    return {
        "xl/connections.xml": (
            f'{XML}<connections xmlns="{MAIN}"><connection id="1" keepAlive="1" name="Query - {QUERY}" '
            f'description={told} type="5" refreshedVersion="7" background="1" saveData="1"><dbPr '
            f"connection={quoteattr(where)} command={quoteattr(COMMAND)}/></connection></connections>"
        ),
        "xl/queryTables/queryTable1.xml": (
            f'{XML}<queryTable xmlns="{MAIN}" name="ExternalData_1" connectionId="1" autoFormatId="16" {formats}>'
            f'<queryTableRefresh nextId="{len(COLUMNS) + 1}"><queryTableFields count="{len(COLUMNS)}">{fields}'
            "</queryTableFields></queryTableRefresh></queryTable>"
        ),
        "xl/tables/_rels/table1.xml.rels": (
            f'{rels}Type="{OFFICE}/relationships/queryTable" Target="../queryTables/queryTable1.xml"/></Relationships>'
        ),
        "customXml/_rels/item1.xml.rels": (
            f'{rels}Type="{OFFICE}/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>'
        ),
        "customXml/itemProps1.xml": (
            '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem '
            f'ds:itemID="{{6D1B7F52-5B5E-4C0E-9C53-0C7F6D2E9A11}}" xmlns:ds="{OFFICE}/customXml"><ds:schemaRefs>'
            f'<ds:schemaRef ds:uri="{MASHUP}"/></ds:schemaRefs></ds:datastoreItem>'
        ),
    }


def _mashup() -> str:
    """The query as [MS-QDEFF] packs it, in base64; no bindings: Excel asks its user once how private the source is."""
    permissions = PERMISSIONS.encode("utf-8-sig")
    described = _metadata().encode()
    metadata = struct.pack("<II", 0, len(described)) + described + struct.pack("<I", 0)
    sized = b"".join(struct.pack("<I", len(part)) + part for part in (_package(), permissions, metadata, b""))
    return base64.b64encode(struct.pack("<I", 0) + sized).decode()


def _package() -> bytes:
    parts: dict[str, Any] = {
        "[Content_Types].xml": (
            f'<?xml version="1.0" encoding="utf-8"?><Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="text/xml"/>'
            '<Default Extension="m" ContentType="application/x-ms-m"/></Types>'
        ),
        "Config/Package.xml": (
            f'<?xml version="1.0" encoding="utf-8"?><Package xmlns="{MASHUP}"><Version>2.110.0.0</Version>'
            "<MinVersion>2.21.0.0</MinVersion><Culture>en-US</Culture></Package>"
        ),
        "Formulas/Section1.m": FORMULA.replace("\n", "\r\n"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _metadata() -> str:
    entries = {
        "IsPrivate": "l0", "FillEnabled": "l1", "FillObjectType": "sTable", "FillToDataModelEnabled": "l0",
        "FillTarget": f"s{QUERY}", "ResultType": "sTable", "BufferNextRefresh": "l1", "AddedToDataModel": "l0",
    }  # fmt: skip
    told = "".join(f"<Entry Type={quoteattr(key)} Value={quoteattr(value)}/>" for key, value in entries.items())
    return (
        '<?xml version="1.0" encoding="utf-8"?><LocalPackageMetadataFile '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Items>'
        "<Item><ItemLocation><ItemType>AllFormulas</ItemType><ItemPath/></ItemLocation><StableEntries/></Item>"
        f"<Item><ItemLocation><ItemType>Formula</ItemType><ItemPath>{escape(f'Section1/{QUERY}')}</ItemPath>"
        f"</ItemLocation><StableEntries>{told}</StableEntries></Item></Items></LocalPackageMetadataFile>"
    )
