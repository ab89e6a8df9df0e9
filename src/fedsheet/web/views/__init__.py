"""The views of the workbench, in the order of its menu; each is one module with `Params`, `page` and `VIEW`."""

from __future__ import annotations

from fedsheet.web.page import View
from fedsheet.web.views import overview

VIEWS: tuple[View, ...] = (overview.VIEW,)
