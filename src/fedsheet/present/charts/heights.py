"""A figure with its plot lower or higher than it was made, or half as wide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fedsheet.present.charts.theme import HALF_WIDTH, HEIGHT

LEAST = 0.85  # of the height that a plot is made with, on a full page; its letters keep their size


def stretched(spec: Mapping[str, Any], share: float) -> dict[str, Any]:
    """The figure with its plot so many times as high; what stands at a height of its own in the plot moves with it."""
    return {**_moved(spec, share), "height": int(spec["height"] * share)}


def halved(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A figure as one of two in a row, its legend in two columns."""
    return {**_in_two_columns(stretched(spec, HEIGHT / spec["height"])), "width": HALF_WIDTH}


def _in_two_columns(part: Any) -> Any:
    if isinstance(part, list):
        return [_in_two_columns(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {**each, "columns": 2} if key == "legend" and each else each if key == "data" else _in_two_columns(each)
        for key, each in part.items()
    }


def _moved(part: Any, share: float) -> Any:
    if isinstance(part, list):
        return [_moved(each, share) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: each if key == "data" else _moved(_placed(each, share) if key in {"y", "y2"} else each, share)
        for key, each in part.items()
    }


def _placed(channel: Any, share: float) -> Any:
    """Pixels below the top of the plot; what stands above it, at less than 0, keeps its distance."""
    value = channel.get("value") if isinstance(channel, dict) else None
    if isinstance(value, int | float) and value > 0:
        return {**channel, "value": int(value * share)}
    return channel
