"""The second opinion of the forecast: quantiles learnt from features by boosting and by a forest, quarter by quarter.

    rows ──► those of quarters before ──► boosted quantiles ┐
                                     └──► quantile forest   ┴──► their even mixture, 40 points for each day

Further than a day ahead there is no forest: on days to 2023 it was worse there than the filter alone.

What is learnt is the change since the origin (or the distance from the month's level), in units of an ordinary day's
change. A quarter's models see no outcome later than the first origin of that quarter. A fit takes seconds, so what was
learnt on the shipped figures is kept beside the package (`TrainingRows`); only days it does not hold are fitted anew.
"""

from __future__ import annotations

import hashlib
import io
import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DataError
from fedsheet.core.manifest import digest_of
from fedsheet.market.boosted import Boosting, fit
from fedsheet.market.features import MONTH, Rows
from fedsheet.market.forest import Growing, forest_quantiles

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
POINTS = 40  # equally weighted; a day ahead half of them are boosted and half the forest's, further ahead all boosted
RESOLUTION_BP = 0.1  # of what is kept; rates are printed in whole basis points
MATCHED = 8  # the features that must be the same for a kept day to stand: lags, their change and the level
EPOCH = "datetime64[D]"


@dataclass(frozen=True)
class Learning:
    """The fixed configuration; units and reasons stand beside each value in data/learned_parameters.toml."""

    trees: int
    step: float
    feature_share: float
    least_leaf: float
    forest_trees: int
    forest_least_leaf: int
    forest_feature_share: float
    half_life: float
    least_days: int
    months: int
    seed: int
    weight_next_day: float
    weight_further: float

    @property
    def boosting(self) -> Boosting:
        """How the boosted quantiles are fitted."""
        return Boosting(self.trees, self.step, self.feature_share, self.least_leaf, self.seed)

    def weight(self, horizon: int) -> float:
        """Of what is learnt, in the pool with the filter."""
        return self.weight_next_day if horizon == 1 else self.weight_further

    @property
    def growing(self) -> Growing:
        """How the forest is grown."""
        return Growing(self.forest_trees, self.forest_least_leaf, self.forest_feature_share, self.seed)


@cache
def learning() -> Learning:
    """data/learned_parameters.toml."""
    content = tomllib.loads((files("fedsheet.market") / "data" / "learned_parameters.toml").read_text("utf-8"))
    names = {f.name for f in fields(Learning)}
    return Learning(**{name: value for name, value in content.items() if name in names})


@dataclass(frozen=True)
class TrainingRows:
    """What was learnt before: days as numbers since 1970 (n,), fingerprints of their rows (n,), quantiles (n, l) bp."""

    days: Whole
    fingerprints: NDArray[np.uint64]
    quantiles: Array

    def find(self, days: Whole, fingerprints: NDArray[np.uint64]) -> Array:
        """(t, l) the kept quantiles of each day whose row is still the same; NaN elsewhere."""
        found = np.full((len(days), POINTS), np.nan)
        if len(self.days):
            at = np.minimum(np.searchsorted(self.days, days), len(self.days) - 1)
            same = (self.days[at] == days) & (self.fingerprints[at] == fingerprints)
            found[same] = self.quantiles[at[same]]
        return found

    def with_days(self, days: Whole, fingerprints: NDArray[np.uint64], quantiles: Array) -> TrainingRows:
        """The same with more days; a day held already is replaced."""
        old = ~np.isin(self.days, days)
        every = np.concatenate([self.days[old], days])
        order = np.argsort(every)
        prints = np.concatenate([self.fingerprints[old], fingerprints])[order]
        return TrainingRows(every[order], prints, np.concatenate([self.quantiles[old], quantiles])[order])


def nothing_kept() -> TrainingRows:
    """No day at all."""
    return TrainingRows(np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros((0, POINTS)))


@dataclass(frozen=True)
class Learned:
    """Quantiles of each day (t, l), bp, NaN where nothing was learnt yet; `fresh` (t,) those fitted just now."""

    quantiles: Array
    fresh: NDArray[np.bool_]
    days: Whole
    fingerprints: NDArray[np.uint64]

    def added_to(self, kept: TrainingRows) -> TrainingRows:
        """`kept` with what was fitted just now."""
        new = self.fresh
        return kept.with_days(self.days[new], self.fingerprints[new], self.quantiles[new])


def learn(rows: Rows, how: Learning, kept: TrainingRows) -> Learned:
    """Quantiles of every day with enough days before it: kept ones first, the newest quarter and those after the last
    day kept fitted now. Older days whose rates are not those they were learnt on have none."""
    days = rows.days.to_numpy().astype(EPOCH).astype(np.int64)
    fingerprints = _fingerprints(rows)
    quantiles = kept.find(days, fingerprints)
    fresh = np.zeros(len(days), dtype=np.bool_)
    blocks = (rows.days.year * 12 + rows.days.month - 1).to_numpy() // how.months
    after = int(np.searchsorted(days, kept.days[-1], side="right")) if len(kept.days) else 0
    for block in np.unique(blocks):
        members = np.flatnonzero(blocks == block)
        known = _known(rows, int(members[0]))
        missing = members[np.isnan(quantiles[members, 0]) & ((members >= after) | (block == blocks[-1]))]
        if len(missing) and len(known) >= how.least_days:
            quantiles[missing] = _fitted(rows, known, missing, how)
            fresh[missing] = True
    return Learned(quantiles, fresh, days, fingerprints)


def _known(rows: Rows, first: int) -> Whole:
    """Numbers of the days whose outcome is known at the origin of day number `first`."""
    upto = np.arange(MONTH, max(first - rows.horizon + 1, MONTH))
    return upto[np.isfinite(rows.outcome[upto]) & np.isfinite(rows.origin[upto])]


def _anchor(rows: Rows) -> Array:
    """(t,) from where the outcome is measured: the origin's spread a day ahead, the month's level further ahead."""
    return rows.origin if rows.horizon == 1 else rows.level


def _fitted(rows: Rows, known: Whole, wanted: Whole, how: Learning) -> Array:
    """(t, l) points of the days `wanted`, bp, learnt from the days `known`, the newest weighing most."""
    anchor = _anchor(rows)
    moved = (rows.outcome[known] - anchor[known]) / rows.scale[known]
    weights = np.exp2((known - known[-1]) / how.half_life)
    features, ahead = rows.values[known], rows.values[wanted]
    levels = _levels(POINTS // 2 if rows.horizon == 1 else POINTS)
    parts = [fit(features, moved, weights, levels, how.boosting).quantiles(ahead)]
    if rows.horizon == 1:
        parts.append(forest_quantiles(features, moved, weights, ahead, levels, how.growing))
    mixture = np.sort(np.hstack(parts), axis=1)
    found = anchor[wanted, None] + rows.scale[wanted, None] * mixture
    return np.asarray(np.round(found / RESOLUTION_BP) * RESOLUTION_BP)


def _levels(n: int) -> Array:
    """(n,) levels whose quantiles stand for equal shares."""
    return (np.arange(n) + 0.5) / n


def _fingerprints(rows: Rows) -> NDArray[np.uint64]:
    """(t,) eight bytes that change when a day's rates do; revised quantities leave a kept day as it was issued."""
    matched = np.ascontiguousarray(rows.values[:, :MATCHED] + 0.0)  # no negative zero
    digests = b"".join(hashlib.blake2b(row.tobytes(), digest_size=8).digest() for row in matched)
    return np.frombuffer(digests, dtype="<u8")


# ---- as a file ---------------------------------------------------------------------------------------------------


def to_bytes(kept: dict[str, TrainingRows]) -> bytes:
    """One compressed file of several records by name."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, record in kept.items():
        arrays[f"{name} days"] = record.days.astype(np.int32)
        arrays[f"{name} fingerprints"] = record.fingerprints
        tenths = np.round(record.quantiles / RESOLUTION_BP).astype(np.int16)
        arrays[f"{name} first"] = tenths[:, :1]
        arrays[f"{name} steps"] = np.diff(tenths, axis=1)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]  # numpy's stubs take a flag among the arrays
    return buffer.getvalue()


def from_bytes(content: bytes, where: str) -> dict[str, TrainingRows]:
    """The records of `to_bytes`; a file that is not one raises `DataError`."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            names = sorted({key.rsplit(" ", 1)[0] for key in arrays})
            return {name: _record(arrays, name) for name in names}
    except (ValueError, KeyError, OSError, EOFError) as error:
        raise DataError("market.learned_record_learnt_quantiles_cannot", where=where) from error


def _record(arrays: np.lib.npyio.NpzFile, name: str) -> TrainingRows:
    steps = np.hstack([arrays[f"{name} first"], arrays[f"{name} steps"]]).astype(np.int64)
    quantiles: Array = np.cumsum(steps, axis=1).astype(np.float64) * RESOLUTION_BP
    return TrainingRows(arrays[f"{name} days"].astype(np.int64), arrays[f"{name} fingerprints"], quantiles)


@dataclass(frozen=True)
class LearnedManifest:
    """What the shipped record was made from: digests of itself, of the figures and of the configuration; the script."""

    record_digest: str
    data_digest: str
    as_of: str
    last_day: str
    configuration_digest: str
    script: str


def configuration_digest() -> str:
    """SHA-256 of the configuration file: another configuration makes the shipped record void."""
    return digest_of((files("fedsheet.market") / "data" / "learned_parameters.toml").read_bytes())


@cache
def shipped() -> dict[str, TrainingRows]:
    """What was learnt on the shipped figures, by "target horizon"; a record that is not the manifest's is refused."""
    folder = files("fedsheet.market") / "data"
    content = (folder / "learned_record.npz").read_bytes()
    made = LearnedManifest(**tomllib.loads((folder / "learned_record.toml").read_text("utf-8")))
    if made.record_digest != digest_of(content) or made.configuration_digest != configuration_digest():
        raise DataError(
            "market.learned_shipped_record_learnt_quantiles", where="market/data/learned_record.npz", script=made.script
        )
    return from_bytes(content, "market/data/learned_record.npz")


def merged(first: TrainingRows, second: TrainingRows) -> TrainingRows:
    """`first` with the days of `second`, which win."""
    return first.with_days(second.days, second.fingerprints, second.quantiles)


def without_learning(kept: TrainingRows, last: int) -> TrainingRows:
    """`kept` up to day number `last`: what a test takes away to see it fitted again."""
    held = kept.days <= last
    return replace(kept, days=kept.days[held], fingerprints=kept.fingerprints[held], quantiles=kept.quantiles[held])
