"""The accelerator's kernel is lowered for devices this machine need not have: nothing in it is a processor's alone."""

from __future__ import annotations

import numpy as np
import pytest

MONTHS, COHORTS, PATHS = 24, 20, 64


@pytest.mark.parametrize("platform", ["cuda", "rocm", "tpu", "cpu"])
def test_the_kernel_is_lowered_for(platform: str) -> None:
    jax = pytest.importorskip("jax", reason="the optional extra fedsheet[jax] is not installed")
    from jax import export

    from fedsheet.portfolio.mortgages.accelerator import _compiled

    def array(*shape: int) -> object:
        return jax.ShapeDtypeStruct(shape, np.float32)

    months = (*[array(MONTHS, COHORTS)] * 4, *[array(MONTHS, PATHS)] * 2)
    paths = (array(PATHS), array(PATHS))
    kernel = export.export(_compiled(), platforms=[platform])
    lowered = kernel(array(COHORTS), array(COHORTS, 2), array(), months, paths)
    assert lowered.platforms == (platform,)
    assert [out.shape for out in lowered.out_avals] == [(MONTHS, PATHS)] * 2
