"""A store as it ships, copied for each test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fedsheet.store.observations import FILE_NAME, open_store


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store's file, made once."""
    folder = tmp_path_factory.mktemp("shipped")
    with open_store(folder / FILE_NAME):
        pass
    return folder / FILE_NAME


@pytest.fixture
def shipped_home(tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own with that store in it."""
    shutil.copy(shipped, tmp_path)
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    return tmp_path
