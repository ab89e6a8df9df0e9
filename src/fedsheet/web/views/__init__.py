"""The views of the workbench, in the order of its menu; each is one module with `Params`, `page` and `VIEW`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fedsheet.web.page import View
from fedsheet.web.views import assets, claims, market, outlook, overview, programmes, project, simulate, statement

VIEWS: tuple[View, ...] = (
    overview.VIEW,
    statement.VIEW,
    programmes.VIEW,
    assets.VIEW,
    market.VIEW,
    project.VIEW,
    simulate.VIEW,
    outlook.VIEW,
    claims.VIEW,
)

# What a person may bring in: kind of file → the function that reads it, or refuses it with place and reason.
READERS: Mapping[str, Callable[[str, str], object]] = {
    "claims": claims.read,
    "scenario": project.read,
    "market": simulate.read,
    "quotes": outlook.read,
}
