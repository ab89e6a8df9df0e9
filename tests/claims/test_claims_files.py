"""Claim files of users are hostile until read: every mistake is one line that says what, where, what was possible."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.claims.parse import LARGEST_FILE, load_file, load_shipped, parse_claims, shipped
from fedsheet.core.errors import FedsheetError, InputError, RecordError, UnknownNameError

HEAD = """
[report]
id = "mine"
title = { en = "My report" }
published = 2024-01-02
"""
TEST = (
    'test = [{ quantity = "level_at", args = { series = "WALCL", on = 2014-10-29 }, expected = 4.5, unit = "usd_trn" }]'
)


def report(test: str = TEST, claim: str = "", head: str = HEAD) -> bytes:
    return (
        f'{head}\n[[claim]]\nid = "M1"\nen = "Assets were 4.5 trillion."\n{claim}\n[[claim.reading]]\n{test}\n'.encode()
    )


def test_a_small_file_is_read() -> None:
    read = parse_claims(report(), "mine.toml")
    assert [claim.id for claim in read.claims] == ["M1"]
    assert read.claims[0].wording.zh == "Assets were 4.5 trillion."  # one language stands for both


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (
            report(TEST.replace("level_at", "levl_at")),
            UnknownNameError,
            "Unknown quantity 'levl_at'. Nearest known: level_at",
        ),
        (report(TEST.replace("usd_trn", "usd_tn")), UnknownNameError, "Unknown claim unit 'usd_tn'"),
        (report(TEST.replace("on =", "day =")), InputError, "takes no 'day'|needs 'on'"),
        (report(TEST.replace(", on = 2014-10-29", "")), InputError, "needs 'on'"),
        (report(TEST.replace("2014-10-29", '"2014-10-29"')), InputError, "Dates are written 2014-10-29 without quotes"),
        (report(TEST.replace("4.5", "true")), InputError, "Write a finite number"),
        (report(TEST.replace("4.5", "inf")), InputError, "Write a finite number"),
        (report(TEST.replace("4.5", "nan")), InputError, "Write a finite number"),
        (report(TEST.replace("4.5", "4.5e18")), InputError, "At most 1,000 either way"),
        (
            report(TEST.replace("4.5,", "4.5, tolerance = 5e12,")),
            InputError,
            "'tolerance' is 5000000000000.0",
        ),
        (report(TEST.replace("usd_trn", "date")), InputError, "Write a date"),
        (report(claim='colour = "red"'), InputError, "Unknown key 'colour'. Known: id, place"),
        (report(claim='limit = "maybe"'), UnknownNameError, "cause"),
        (report("test = []"), InputError, "reading.0.test"),
        (report(head=HEAD.replace("published = 2024-01-02", "")), InputError, "'report.published' is missing"),
        (report() + report(head=""), InputError, "used twice"),
        (b"\xff\xfe", InputError, "not UTF-8"),
        (b"[report\n", RecordError, "mine.toml:1: Not valid TOML"),
        (b"#" * (LARGEST_FILE + 1), InputError, "larger than"),
        (("x = " + "[" * 5000 + "]" * 5000).encode(), InputError, "nested"),
        (report(TEST.replace("2014-10-29", "[" * 20 + "1" + "]" * 20)), InputError, "nested deeper than"),
    ],
)
def test_mistakes_are_named(content: bytes, error: type[FedsheetError], said: str) -> None:
    with pytest.raises(error, match=said) as caught:
        parse_claims(content, "mine.toml")
    assert "\n" not in str(caught.value)
    assert "mine.toml" in str(caught.value)


def test_every_mistake_of_a_claim_is_told_at_once() -> None:
    wrong = TEST.replace("usd_trn", "usd_tn").replace("2014-10-29", '"2014"')
    bare = f"[[claim]]\nid = 'M3'\n[[claim.reading]]\nen = 'r'\n{TEST.replace('4.5', 'true')}\n"
    file = report() + report(wrong, 'limit = "maybe"', head="").replace(b"M1", b"M2") + bare.encode()
    read = parse_claims(file, "mine.toml")
    assert [claim.id for claim in read.claims] == ["M1"]
    said = {one.id: one.reason for one in read.unread}
    assert all(one in said["M2"] for one in ("Argument 'on'", "Unknown claim unit 'usd_tn'", "Unknown limit 'maybe'"))
    assert all(one in said["M3"] for one in ("its wording is missing", "Write a finite number"))
    assert "{'id'" not in said["M3"]  # the claim itself is not printed


def test_a_mark_before_the_text_is_no_mistake() -> None:
    assert parse_claims(b"\xef\xbb\xbf" + report(), "mine.toml").id == "mine"


def test_an_argument_is_never_executed() -> None:
    hostile = TEST.replace('"WALCL"', "\"__import__('os').system('touch /tmp/owned')\"")
    read = parse_claims(report(hostile), "mine.toml")  # a series id like any other: it will not be found
    assert read.claims[0].readings[0].tests[0].arguments["series"].startswith("__import__")


@pytest.mark.parametrize("words", ["[]", '[""]', '["  "]'])
def test_no_words_at_all_are_not_found_everywhere(words: str) -> None:
    test = f'quantity = "fact_says"\nargs = {{ on = 2019-03-20, words = {words} }}\nexpected = true\nunit = "yes_no"\n'
    with pytest.raises(FedsheetError, match=r"'words[.0]*' of quantity 'fact_says'"):
        parse_claims(report("[[claim.reading.test]]\n" + test), "mine.toml")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            load_file(path)


def test_an_unknown_report_names_those_that_ship() -> None:
    with pytest.raises(UnknownNameError, match="seed-2021"):
        load_shipped("seed-2020")
    assert shipped() == ("seed-2021",)


@given(st.binary(max_size=400))
def test_no_bytes_bring_a_traceback(content: bytes) -> None:
    with pytest.raises(FedsheetError):
        parse_claims(content, "mine.toml")


@given(st.text(alphabet='[]{}="\n.claimreportidquantity 0123-', max_size=300))
def test_no_text_brings_a_traceback(text: str) -> None:
    with pytest.raises(FedsheetError):
        parse_claims((HEAD + text).encode(), "mine.toml")
