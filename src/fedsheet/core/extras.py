"""Extras of the installation: libraries that only some doors need, by the extra that brings them.

need("report")      refused here, before any work, where a library of the extra is missing
have("report")      the same, asked
missing(error)      the refusal that a failed import stands for, if an extra would have brought the module
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from fedsheet.core.errors import InputError

# Modules that each extra of pyproject.toml brings; `equities` brings a file of figures, read where it is there.
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "report": ("vl_convert", "typst", "noto_cjk_sans_otc", "fontTools", "brotli", "jinja2", "markupsafe"),
    "web": ("fastapi", "starlette", "uvicorn", "h11", "anyio"),
    "forecast": ("sklearn",),
    "agents": ("mcp",),
    "office": ("docx", "pptx"),
    "notify": ("apprise",),
    "parquet": ("pyarrow",),
    "jax": ("jax",),
    "cluster": ("distributed",),
}


# Extras that another of pyproject.toml installs along with its own.
ALONG: Mapping[str, tuple[str, ...]] = {
    "report": ("forecast",),
    "web": ("report", "forecast"),
    "office": ("report", "forecast"),
    "cluster": ("parquet",),
}


def need(*extras: str) -> None:
    """Every library of these extras is there; `InputError` names one that is not, and what brings all that are not."""
    absent = [extra for extra in extras if _absent(extra)]
    wanted = [extra for extra in absent if not any(extra in ALONG.get(other, ()) for other in absent)]
    if wanted:
        raise _refusal(wanted[0], _absent(wanted[0])[0], *wanted[1:])


def have(extra: str) -> bool:
    """Whether every library of an extra is there, for what is left out rather than refused."""
    return not _absent(extra)


def _absent(extra: str) -> list[str]:
    return [module for module in EXTRAS[extra] if find_spec(module) is None]


def missing(error: ImportError) -> InputError | None:
    """The refusal in the place of a failed import; None where no extra brings the module."""
    module = (error.name or "").partition(".")[0]
    return next((_refusal(extra, module) for extra, brought in EXTRAS.items() if module in brought), None)


def _refusal(extra: str, module: str, *beside: str) -> InputError:
    return InputError("core.extra_missing", extra=extra, module=module, wanted=",".join((extra, *beside)))
