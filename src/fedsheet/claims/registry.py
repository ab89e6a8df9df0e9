"""Quantities by name: each is a tested function `(evidence, *, arguments) -> Found`; its signature is its schema."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from fedsheet.claims.evidence import Evidence, Found
from fedsheet.core.errors import UnknownNameError

if TYPE_CHECKING:
    from pydantic import BaseModel

MODULES = (
    "levels",
    "growth",
    "windows",
    "money_market",
    "programmes",
    "levers",
    "facts",
    "statement",
    "texts",
    "measured",
)
_HELD: dict[str, Quantity] = {}


@dataclass(frozen=True)
class Quantity:
    """One quantity: its function, what its docstring's first line says, and the schema of its arguments."""

    name: str
    function: Callable[..., Found]

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def arguments(self) -> Mapping[str, inspect.Parameter]:
        """The arguments a claim gives, by name."""
        parameters = inspect.signature(self.function).parameters
        return {name: p for name, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}

    @cached_property
    def schema(self) -> type[BaseModel]:
        """The arguments as a strict model: unknown, missing, empty ones and wrong types stop."""
        from pydantic import ConfigDict, create_model

        hints = get_type_hints(self.function, include_extras=True)
        fields: dict[str, Any] = {
            name: (_not_empty(hints[name]), ... if p.default is inspect.Parameter.empty else p.default)
            for name, p in self.arguments.items()
        }
        config = ConfigDict(extra="forbid", strict=True, str_min_length=1, str_strip_whitespace=True)
        return create_model(self.name, __config__=config, **fields)

    def __call__(self, evidence: Evidence, arguments: Mapping[str, object]) -> Found:
        """Compute it."""
        return self.function(evidence, **arguments)


def _not_empty(hint: Any) -> Any:
    """A list that must hold something, its lists too: of no words at all everything would be true."""
    from pydantic import Field

    if get_origin(hint) is not list:
        return hint
    (inner,) = get_args(hint)
    return Annotated[list[_not_empty(inner)], Field(min_length=1)]  # type: ignore[misc]  # made while running


def quantity(function: Callable[..., Found]) -> Callable[..., Found]:
    """Register `function` under its own name."""
    _HELD[function.__name__] = Quantity(function.__name__, function)
    return function


@cache
def quantities() -> Mapping[str, Quantity]:
    """Every quantity by name."""
    for module in MODULES:
        import_module(f"fedsheet.claims.quantities.{module}")
    return dict(sorted(_HELD.items()))


def quantity_named(name: str, where: str = "") -> Quantity:
    """The quantity of this name; an unknown one raises `UnknownNameError` with the nearest."""
    known = quantities()
    if name not in known:
        raise UnknownNameError("quantity", name, known, where=where, do="quantities")
    return known[name]
