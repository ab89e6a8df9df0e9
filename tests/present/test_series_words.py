"""Every series that ships is named in Chinese, with its unit and publisher."""

import re
from dataclasses import replace

import pytest

from fedsheet.present import series_words
from fedsheet.present.text import Words
from support import snapshot_vintage

DEFINITIONS = [held.definition for held in snapshot_vintage().values()]
HAN = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.id)
def test_name_unit_and_publisher_in_chinese(definition):
    words = Words("zh")
    assert HAN.search(series_words.title(definition, words)) or definition.id in ("SOFR", "M2SL", "CPIAUCSL")
    assert HAN.search(series_words.unit(definition, words)) or series_words.unit(definition, words) == "%"
    assert HAN.search(series_words.publisher(definition, words))


def test_a_users_own_series_keeps_its_words():
    own = replace(DEFINITIONS[0], id="MINE", title="My index", publisher="Me")
    assert series_words.title(own, Words("zh")) == "My index"
    assert series_words.publisher(own, Words("zh")) == "Me"


def test_the_release_follows_the_publisher():
    walcl = snapshot_vintage()["WALCL"].definition
    assert series_words.publisher(walcl, Words("zh")) == "美联储理事会 H.4.1"
    assert series_words.title(walcl, Words("en")) == "Assets: Total Assets (Less Eliminations): Wednesday Level"
