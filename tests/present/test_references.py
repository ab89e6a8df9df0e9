"""What texts of the PDF point to: figures and tables named, publishers, the first number of a finding."""

from __future__ import annotations

import pytest

from fedsheet.present.references import SITES, rich, sites, sourced
from fedsheet.present.text import LANGUAGES, Words


def test_a_figure_named_in_a_text_is_a_link() -> None:
    assert rich("See Figure 3.", Words("en")) == '[#"See ";#to("figure-3", "Figure 3");#".";]'
    assert '#to("table-12", "表 12")' in rich("见表 12。", Words("zh"))


def test_a_text_that_names_nothing_stays_a_quoted_string() -> None:
    assert rich('A "quote" and #markup', Words("en")) == '"A \\"quote\\" and #markup"'


def test_only_the_first_amount_of_a_finding_is_bold() -> None:
    shown = rich("Reserves are $3.03 trn, 9.3% of GDP.", Words("en"), weighty=True)
    assert shown.count("#bold") == 1
    assert '#bold("$3.03 trn")' in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_publisher_with_a_page_is_linked_in_a_source_line(language: str) -> None:
    words = Words(language)
    assert len(sites(language)) == len(SITES)
    line = sourced(words("common.source_own", publishers=[words("common.publisher_board")]), words)
    assert '#site("https://www.federalreserve.gov/releases/h41/"' in line
