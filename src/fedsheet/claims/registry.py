"""Quantities by name: each is a tested function `(evidence, *, arguments) -> Found`; its signature is its schema."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_type_hints

from fedsheet.claims.evidence import Evidence, Found
from fedsheet.core.errors import UnknownNameError

if TYPE_CHECKING:
    from pydantic import BaseModel

MODULES = ("levels", "growth", "windows", "money_market", "programmes", "levers", "facts", "statement", "texts")
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
        """The arguments as a strict model: unknown or missing ones and wrong types stop."""
        from pydantic import ConfigDict, create_model

        hints = get_type_hints(self.function, include_extras=True)
        fields: dict[str, Any] = {
            name: (hints[name], ... if p.default is inspect.Parameter.empty else p.default)
            for name, p in self.arguments.items()
        }
        return create_model(self.name, __config__=ConfigDict(extra="forbid", strict=True), **fields)

    def __call__(self, evidence: Evidence, arguments: Mapping[str, object]) -> Found:
        """Compute it."""
        return self.function(evidence, **arguments)


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
        raise UnknownNameError("quantity", name, known, where=where, do="`fedsheet check --list-quantities` shows all")
    return known[name]
