"""The page "what moved reserves", in both languages: its commands run in order, and say the numbers that it says."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import fedsheet
from fedsheet.cli import main
from support import REPOSITORY

PAGES = {"en": "what-moved-reserves.md", "zh": "what-moved-reserves.zh.md"}
TOLD = {
    "en": ("2,892.4", "2,853.4", "−38.9", "+367.5", "−194.2", "−151.0", "−71.0", "−428.6", "−611.6", "+217.8", "−68.5",
           "−11.6"),
    "zh": ("28,924", "28,534", "−389", "+3,675", "−1,942", "−1,510", "−710", "−4,286", "−6,116", "+2,178", "−685",
           "−116"),
}  # fmt: skip


@pytest.mark.parametrize("language", PAGES)
def test_a_student_gets_through(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (REPOSITORY / "docs" / PAGES[language]).read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    said = ""
    for line in "".join(re.findall(r"```sh\n(.*?)```", page, re.S)).splitlines():
        monkeypatch.setattr(sys, "argv", line.split())
        with pytest.raises(SystemExit) as left:
            main.run()
        out = capsys.readouterr()
        assert left.value.code == 0, f"{line}: {out.err}"
        said += out.out
    for number in TOLD[language]:
        assert number in said
        assert number.lstrip("−+") in page


def test_the_sentences_about_rates_hold() -> None:
    spread = fedsheet.series("SOFR_MINUS_IORB")
    assert spread.on("2025-10-31") == 32
    assert spread.between("2025-01-02", "2025-06-20").values.median() < 0
    share = fedsheet.series("RESERVES_TO_GDP").values
    autumn = share.loc["2025-07-01":"2025-12-31"].min()
    assert autumn == share.loc["2020-07-01":"2025-12-31"].min()
    average = fedsheet.series("WRESBAL")
    assert average.latest("2025-12-31")[1] - average.latest("2025-01-01")[1] < -100_000
