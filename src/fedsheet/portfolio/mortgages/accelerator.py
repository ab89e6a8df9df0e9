"""The kernel of `mortgages.paths` on an accelerator: the same months, written once more for JAX (`fedsheet[jax]`).

One scan over months on arrays (k, p) in single precision; everything known beforehand comes from the same preparation,
so that the two differ by rounding alone (held equal by a test on JAX's processor backend).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.extras import need
from fedsheet.instruments.mbs import MONTHS, Month, PrepaymentModel
from fedsheet.portfolio.mortgages.cohorts import MOST_CPR, Cohorts
from fedsheet.portfolio.mortgages.paths import MortgagePaths, PathSpeed, path_parts, prepare

Floats = NDArray[np.float64]


def accelerated_mortgage_paths(
    cohorts: Cohorts, model: PrepaymentModel, lagged: Floats, first_month: Month, speed: PathSpeed | None = None
) -> MortgagePaths:
    """As `mortgage_paths`, on whatever device JAX finds first; without JAX `InputError` with the extra to install."""
    run = _compiled()
    known = prepare(cohorts.outstanding(), model, len(lagged), first_month)
    own = speed or PathSpeed.as_estimated(lagged.shape[1])
    with np.errstate(over="ignore"):
        path_lock, path_curve, scale = (x.astype(np.float32) for x in path_parts(model, lagged, own))
    lock, turnover = known.lock[:, :, 0], -known.unlocked[:, :, 0]
    months = (known.weight[1:, 0], known.weight[:-1, 1], turnover, lock, path_lock, path_curve)
    paths = (own.turnover.astype(np.float32), scale)
    balance, interest = run(known.logs, known.refinance, np.float32(model.burnout / MONTHS), months, paths)
    levels = np.vstack([np.full((1, lagged.shape[1]), cohorts.total_usd), np.asarray(balance, dtype=np.float64)])
    return MortgagePaths(levels, np.asarray(interest, dtype=np.float64))


@cache
def _compiled() -> Any:
    """The scan, compiled at its first use."""
    need("jax")
    import jax
    import jax.numpy as jnp

    def run(logs: Any, refinance: Any, power: Any, months: Any, paths: Any) -> Any:
        factor, scale = paths

        def month(held: Any, now: Any) -> Any:
            weight, note_weight, turnover, lock, path_lock, path_curve = now
            interest = note_weight @ jnp.exp(held / MONTHS)
            stays = jnp.maximum(1.0 + lock[:, None] * path_lock, 1.0 - turnover[:, None] * factor)
            denominator = refinance[:, :1] * path_curve + refinance[:, 1:] * scale
            left = jnp.maximum(stays - jnp.exp(held * power) / denominator, 1.0 - MOST_CPR)
            after = held + jnp.log(left)
            return after, (weight @ jnp.exp(after / MONTHS), interest)

        start = jnp.repeat(logs[:, None], months[4].shape[1], axis=1)
        return jax.lax.scan(month, start, months)[1]

    return jax.jit(run)
