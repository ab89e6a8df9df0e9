"""What is handed on: the wheel holds the package, its data and its licences, nothing else, and runs where it is put."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from fedsheet.core.extras import EXTRAS
from support import REPOSITORY

builders = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed: the extra `test` has it")
PACKAGE = REPOSITORY / "src" / "fedsheet"
# What a package of ours may hold, so that nothing left lying about goes out with it.
ENDINGS = {".py", ".typed", ".toml", ".csv", ".json", ".npz", ".xz", ".js", ".css", ".html", ".svg", ".typ"}
ENDINGS |= {".cron", ".systemd", ".windows", ""}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    return Path(next(builders.WheelBuilder(str(REPOSITORY)).build(directory=str(folder), versions=["standard"])))


def held(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as parts:
        return set(parts.namelist())


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    ours = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    expected = {path.relative_to(PACKAGE.parent).as_posix() for path in ours}
    packed = held(wheel)
    assert {name for name in packed if ".dist-info/" not in name} == expected
    assert {Path(name).suffix for name in expected} <= ENDINGS
    assert {re.sub(r"^fedsheet-[^/]+\.dist-info/", "", name) for name in packed - expected} == {
        "METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE",
    }  # fmt: skip


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as parts:
        folder = next(name.partition("/")[0] for name in parts.namelist() if ".dist-info/" in name)
        said = message_from_string(parts.read(f"{folder}/METADATA").decode())
        for name in ("LICENSE", "NOTICE"):
            assert parts.read(f"{folder}/licenses/{name}") == (REPOSITORY / name).read_bytes()
    assert said["License-Expression"] == "Apache-2.0"
    assert set(EXTRAS) < set(said.get_all("Provides-Extra"))
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13, 14)} < set(
        said.get_all("Classifier")
    )


@pytest.mark.slow
def test_the_source_archive_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = pytest.importorskip("hatchling.builders.sdist")
    archive = next(sdist.SdistBuilder(str(REPOSITORY)).build(directory=str(tmp_path), versions=["standard"]))
    with tarfile.open(archive) as parts:
        parts.extractall(tmp_path, filter="data")
    (root,) = (path for path in tmp_path.iterdir() if path.is_dir())
    again = Path(next(builders.WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])))
    assert again.read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_the_wheel_runs_in_a_folder_with_a_space_and_chinese_characters(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "空 格" / "中文"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(place)]
    subprocess.run([*pip, str(wheel)], check=True)
    found = subprocess.run(
        [sys.executable, "-P", "-m", "fedsheet", "check", "seed-2021", "--format", "csv"],
        env={**os.environ, "PYTHONPATH": str(place)}, cwd=place, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(found.stdout.splitlines()) == 94  # 79 claims, 14 figures, one heading
