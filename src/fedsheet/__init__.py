"""fedsheet: the Federal Reserve's balance sheet and the US money market, from data to decision.

    import fedsheet
    fedsheet.series("WALCL", as_of="2019-09-17")     one series as known on that day; `.values` is a pandas Series
    fedsheet.vintage("2019-09-17")                   every series and table as known on that day, a mapping by id
    fedsheet.vintages("GDPC1")                       every value a series ever had, and since when it was known

    from fedsheet.runs.chain import chain            policy to portfolio to reserves to rates to income, in one state
    from fedsheet.record import load_path            the dated record of policy

A run is a pure function of a vintage of the data, a path of policy, a set of assumptions and a seed.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fedsheet.store import series, vintage, vintages

__all__ = ["__version__", "series", "vintage", "vintages"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the store only when it is asked for: `import fedsheet` stays light (PEP 562)."""
    if name in __all__:
        return getattr(import_module("fedsheet.store"), name)
    near = ", ".join(get_close_matches(name, __all__, n=1)) or ", ".join(__all__)
    raise AttributeError(f"module 'fedsheet' has no attribute {name!r}; it has {near}")


def __dir__() -> list[str]:
    """What completion and `help(fedsheet)` show: the names above, loaded or not."""
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
