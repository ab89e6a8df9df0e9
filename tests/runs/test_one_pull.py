"""After one pull of every feed, from a publisher on this machine, every exhibit and page can still be made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import fedsheet
from fedsheet.runs.update import update
from fedsheet.sources.transport import Limits, Transport
from publisher import Publisher
from runs.walked import RESULTS_OF, walked

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def pulled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("pulled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEDSHEET_HOME", str(folder))
        patch.delenv("FEDSHEET_TODAY")  # what is pulled was seen on the machine's day, whichever it is
        patch.delenv("FRED_API_KEY", raising=False)
        made = Publisher(fedsheet.vintage(), date.today())
        assert update(transport=Transport(Limits(deadline=300), loopback=made.server.address)).failed == []
        made.server.close()
        yield folder


@pytest.mark.parametrize("of", RESULTS_OF)
def test_every_exhibit_is_made(of: str) -> None:
    assert walked(of) == []


def test_every_page_is_made() -> None:
    from fedsheet.web.desk import Desk
    from fedsheet.web.views import VIEWS

    desk = Desk()
    for view in VIEWS:
        assert desk.page(view, view.params.model_validate({"lang": "zh"})).blocks
