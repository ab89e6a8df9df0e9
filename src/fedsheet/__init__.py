"""fedsheet: the Federal Reserve's balance sheet and the US money market, from data to decision.

    import fedsheet
    fedsheet.series("WALCL", as_of="2019-09-17")     what was known on that day
    fedsheet.vintage()                               every series held, as known today

A run is a pure function of a vintage of the data, a path of policy, a set of assumptions and a seed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fedsheet.store import series, vintage, vintages

__all__ = ["__version__", "series", "vintage", "vintages"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the store only when it is asked for: `import fedsheet` stays light (PEP 562)."""
    if name in {"series", "vintage", "vintages"}:
        return getattr(import_module("fedsheet.store"), name)
    raise AttributeError(f"module 'fedsheet' has no attribute {name!r}")
