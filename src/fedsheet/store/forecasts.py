"""Forecasts as they were issued: one line each in a file beside the store, flushed to disk, never changed.

    forecasts.jsonl     one issue a line, each with the digest of the one before (`market.issued`)
    projections.jsonl   the same of projections (`portfolio.scoring.issued_projections`)
    learned-….npz       quantiles learnt on newer figures than ship, by configuration; may be removed at any time

A line torn by a kill has no newline: it was never acknowledged, and the next writer cuts it off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.core.system import system
from fedsheet.store.home import home
from fedsheet.store.raw import one_writer, write_whole

Line = Mapping[str, object]
KEPT = "forecasts.jsonl"


def kept_file(name: str = KEPT) -> Path:
    """Where issues of one kind are kept."""
    return home() / name


def kept_lines(name: str = KEPT) -> list[dict[str, object]]:
    """Every acknowledged issue, in order; a line that is not whole raises `StoreError`."""
    place = kept_file(name)
    lines = place.read_bytes().split(b"\n")[:-1] if place.exists() else []
    return [_parsed(line, number, place) for number, line in enumerate(lines, 1)]


def _parsed(line: bytes, number: int, place: Path) -> dict[str, object]:
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise TypeError("no object")
    except (ValueError, TypeError) as error:
        raise StoreError(
            "store.forecasts_line_damaged", where=str(place), number=number, kept=place.name, error=error
        ) from error
    return fields


def keep(next_line: Callable[[list[dict[str, object]]], Line | None], name: str = KEPT) -> None:
    """Append what `next_line` makes of the lines so far, or nothing where it gives None; one writer at a time."""
    place = kept_file(name)
    with one_writer(place.parent):
        _cut_torn_line(place)
        line = next_line(kept_lines(name))
        if line is None:
            return
        try:
            with place.open("ab") as stream:
                stream.write(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise StoreError(
                "store.forecasts_forecast_cannot_kept", where=str(place), strerror=system(error)
            ) from error


def _cut_torn_line(place: Path) -> None:
    if place.exists():
        with place.open("r+b") as stream:
            stream.truncate(stream.read().rfind(b"\n") + 1)


def learned_file(configuration: str) -> Path:
    """Where what was learnt here by a configuration, named by its digest, is kept."""
    return home() / f"learned-{configuration[:12]}.npz"


def learned_bytes(configuration: str) -> bytes:
    """Its content; empty where nothing was learnt."""
    place = learned_file(configuration)
    return place.read_bytes() if place.exists() else b""


def keep_learned(configuration: str, content: bytes) -> None:
    """Replace it whole."""
    write_whole(learned_file(configuration), content)
