"""The workbook that refreshes itself: read back with openpyxl and LibreOffice, and its query part by part."""

from __future__ import annotations

import base64
import io
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree  # our own file

import openpyxl
import pytest

import fedsheet
from fedsheet.cli import main
from fedsheet.present.powerquery import COLUMNS, FORMULA

IDS = ("WALCL", "NET_LIQUIDITY", "SOFR")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("book") / "fed.xlsx"
    before, sys.argv = sys.argv, ["fedsheet", "data", "workbook", *IDS, "--to", str(to), "--from", "2024-01-01"]
    try:
        with pytest.raises(SystemExit, match="0"):
            main.run()
    finally:
        sys.argv = before
    return to


def mashup(file: Path) -> tuple[dict[str, bytes], str, str]:
    """The package's parts, permissions and metadata of the query, as the format says they lie."""
    text = zipfile.ZipFile(file).read("customXml/item1.xml").decode("utf-16")
    stream = io.BytesIO(base64.b64decode(ElementTree.fromstring(text.partition("?>")[2]).text))
    assert stream.read(4) == b"\0\0\0\0"
    package, permissions, metadata, bindings = (stream.read(struct.unpack("<I", stream.read(4))[0]) for _ in range(4))
    assert (bindings, stream.read()) == (b"", b"")
    version, size = struct.unpack("<II", metadata[:8])
    assert version == 0
    assert struct.unpack("<I", metadata[8 + size :]) == (0,)
    held = zipfile.ZipFile(io.BytesIO(package))
    parts = {name: held.read(name) for name in held.namelist()}
    return parts, permissions.decode("utf-8-sig"), metadata[8 : 8 + size].decode()


def test_openpyxl_reads_values_and_settings(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    rows = list(book["values"].iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    expected = sum(len(fedsheet.series(name).between("2024-01-01")) for name in IDS)
    assert len(rows) - 1 == expected
    first = rows[1]
    assert (first[0], first[1].date().isoformat(), first[2]) == ("WALCL", "2024-01-03", 7681024.0)
    assert all(row[4] and row[5] for row in rows[1:])
    settings = list(book["settings"].iter_rows(values_only=True))
    assert settings[1] == ("http://127.0.0.1:8643/", "", ", ".join(IDS), "2024-01-01")
    assert {*book["values"].tables, *book["settings"].tables} == {"fedsheet", "Settings"}


def test_the_query_lies_as_the_format_says_and_no_token_is_in_it(file: Path) -> None:
    parts, permissions, metadata = mashup(file)
    assert parts.keys() == {"[Content_Types].xml", "Config/Package.xml", "Formulas/Section1.m"}
    assert parts["Formulas/Section1.m"].decode().replace("\r\n", "\n") == FORMULA
    assert "fsk_" not in FORMULA
    assert FORMULA.count("(") == FORMULA.count(")")
    assert FORMULA.count("[") == FORMULA.count("]")
    for text in (permissions, metadata, parts["Config/Package.xml"].decode(), parts["[Content_Types].xml"].decode()):
        ElementTree.fromstring(text)
    assert "<ItemPath>Section1/fedsheet</ItemPath>" in metadata


def test_every_part_is_named_and_every_name_is_there(file: Path) -> None:
    archive = zipfile.ZipFile(file)
    assert archive.testzip() is None
    names = set(archive.namelist())
    kinds = ElementTree.fromstring(archive.read("[Content_Types].xml"))
    overridden = {one.get("PartName").lstrip("/") for one in kinds.iter() if one.get("PartName")}
    assert overridden <= names
    for rels in (name for name in names if name.endswith(".rels")):
        folder = Path(rels).parent.parent
        for one in ElementTree.fromstring(archive.read(rels)):
            target = one.get("Target")
            place = Path(target.lstrip("/")) if target.startswith("/") else folder / target
            parts: list[str] = []
            for part in place.parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            assert "/".join(parts) in names, (rels, target)
    table = ElementTree.fromstring(archive.read("xl/tables/table1.xml"))
    fields = ElementTree.fromstring(archive.read("xl/queryTables/queryTable1.xml"))
    assert table.get("tableType") == "queryTable"
    bound = [one.get("queryTableFieldId") for one in table.iter() if one.get("queryTableFieldId")]
    told = [one.get("id") for one in fields.iter() if one.get("tableColumnId")]
    assert bound == told == [str(n) for n in range(1, len(COLUMNS) + 1)]


def test_libreoffice_opens_it(file: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    done = subprocess.run(
        [office, home, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(file)],
        capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "fed.csv").read_text("utf-8").splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert lines[1].startswith("WALCL,2024-01-03,7681024,")
