"""The room's dated numbers: TOML files shipped beside the code, read once, an unknown key stops the load.

Loading from this package's own folder is the one permitted input here (as for the record); everything else comes in
as arguments.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fedsheet.core.errors import RecordError, UnknownNameError


@cache
def parameters(name: str) -> dict[str, Any]:
    """The parameter file of this name as TOML tables; damaged text raises `RecordError`."""
    file = f"outlook/data/{name}.toml"
    try:
        text = files("fedsheet.outlook").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
        return tomllib.loads(text)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RecordError(f"The parameter file cannot be read ({error})", where=file) from error


def only_keys(table: Mapping[str, Any], known: Iterable[str], *, where: str) -> None:
    """Raise `UnknownNameError` for the first key of `table` that is not in `known`."""
    names = set(known)
    for key in table:
        if key not in names:
            raise UnknownNameError("parameter", key, names, where=where)
