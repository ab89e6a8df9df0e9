"""What a look at the real services found of the catalogue, each held: codes, titles, ends, sizes, names of the feeds.

Faults of single replies are held where their parsers are tested: parsers, test_requests, test_pull, test_releases.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fedsheet.runs.pull import pull
from fedsheet.sources.catalogue import catalogue
from fedsheet.sources.transport import Limits, Transport
from misbehaving import Server, reply

CODES = {
    # New York Fed primary dealer survey: the parts of dealers' MBS, Treasuries by kind and maturity, repo, fails.
    "PD_MBS_TOTAL_NET": "PDPOSMBS-TOT", "PD_TREASURY_NET": "PDPOSGST-TOT", "PD_BILLS_NET": "PDPOSGS-B",
    "PD_TREASURY_REPO": "PDSORA-UTSETTOT", "PD_TREASURY_REVERSE_REPO": "PDSIRRA-UTSETTOT",
    "PD_TREASURY_FAILS_DELIVER": "PDFTD-USTET", "PD_TREASURY_FAILS_RECEIVE": "PDFTR-USTET",
    # OFR money market fund monitor by instrument.
    "OFR_MMF_TREASURY": "MMF-MMF_T_TOT-M", "OFR_MMF_REPO": "MMF-MMF_RP_TOT-M",
    "OFR_MMF_REPO_FED": "MMF-MMF_RP_wFR-M", "OFR_MMF_REPO_FICC": "MMF-MMF_RP_wFICC-M",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CODES))
def test_the_series_has_its_code(name: str) -> None:
    assert catalogue()[name].native == CODES[name]


def test_non_agency_securities_are_not_called_dealers_mbs() -> None:
    assert "PDPOSMBSNA-O" not in {entry.native for entry in catalogue().values()}
    assert "without TIPS" in catalogue()["PD_TREASURY_NET"].title


@pytest.mark.parametrize("code", ["RESPPAATAL2H_N.WW", "RESPPAADH_N.WW"])
def test_lines_that_bring_nothing_any_more_have_an_end(code: str) -> None:
    assert date.fromisoformat(catalogue()[f"H41.{code}"].ended) <= date(2023, 12, 27)


def test_the_feeds_that_were_missing_are_there() -> None:
    feeds = {entry.feed for entry in catalogue().values()}
    for part in ("seclending", "fxs", "buybacks", "pd", "propositions"):
        assert any(part in feed for feed in feeds), part


def test_a_wrong_media_type_does_not_make_a_host_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    server = Server(lambda send, _body, _kind: reply(send, b"<html></html>", "text/html"))
    quick = Limits(deadline=20)
    outcomes = pull(["dealers"], date(2020, 1, 1), transport=Transport(quick, loopback=server.address))
    server.close()
    assert len(outcomes) > 3
    assert not any(outcome.is_good for outcome in outcomes)
    assert not any("not asked" in outcome.note for outcome in outcomes)
