"""A view asks for one room: what the others need is not loaded for it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from fedsheet.runs.chapters import CHAPTERS

ALONE = """
import sys
import fedsheet.runs.chapters
assert "pandas" not in sys.modules
assert not [name for name in sys.modules if name.startswith("fedsheet.runs.") and name != "fedsheet.runs.chapters"]
"""


def test_no_room_is_loaded_before_it_is_asked_for():
    subprocess.run([sys.executable, "-c", ALONE], check=True)


@pytest.mark.parametrize("room", CHAPTERS)
def test_every_room_stands_where_it_is_said_to(room):
    module, function = CHAPTERS[room].args
    assert callable(getattr(import_module(f"fedsheet.runs.{module}"), function))
