"""What a watch tells: one line a condition that holds or a new observation, and the same as data.

A hit is `fedsheet.runs.watch.Hit`, which this floor does not know by type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedsheet.present.verdicts import amount, clean

if TYPE_CHECKING:
    from fedsheet.present.text import Words


def line(hit: Any, words: Words) -> str:
    """One line: what, value and day, the bound and since when, the value before."""
    when = hit.when
    name = when.of or when.release
    what = words("update.watch_named", what=when.what.of(words.language), of=name) if when.what else name
    if when.move == "change":
        what = words("update.watch_change", what=what, n=when.periods)
    before = words("update.watch_before", before=amount(hit.before, words)) if hit.before else ""
    if hit.bound is None:
        return words("update.watch_release", what=what, value=amount(hit.value, words), day=hit.day, before=before)
    key = "update.watch_above" if when.above is not None else "update.watch_below"
    bound, value = amount(hit.bound, words), amount(hit.value, words)
    return words(key, what=what, value=value, day=hit.day, bound=bound, since=hit.since, before=before)


def numbers(hit: Any, words: Words) -> dict[str, Any]:
    """The same for programs: numbers in the unit named, days as ISO."""
    when = hit.when
    value, before, bound = (None if one is None else clean(one.number) for one in (hit.value, hit.before, hit.bound))
    return {
        "id": when.id, "of": when.of or when.release, "what": when.what.of(words.language) if when.what else "",
        "kind": "release" if hit.bound is None else "above" if when.above is not None else "below",
        "value": value, "unit": hit.value.unit.name, "day": hit.day.isoformat(), "since": hit.since.isoformat(),
        "bound": bound, "before": before,
    }  # fmt: skip
