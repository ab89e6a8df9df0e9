"""Generated cases over the OpenAPI document, through the views' real work: the document holds, and nothing breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.present.blocks import TableBlock, figures
from fedsheet.web import live
from fedsheet.web.app import inner
from fedsheet.web.desk import Desk
from fedsheet.web.serving import pulls
from fedsheet.web.views import READERS, VIEWS
from fedsheet.web.views.scenario_form import written
from web.publishers import fred

DAYS = ("2019-09-18", "2013-06-30")
FORMS = ("csv", "xlsx", "svg", "png")
BY_NAME = {view.name: view for view in VIEWS}


class Drawn:
    """What a person would send: a view's own choices, its figures' names, files of every kind."""

    def __init__(self, desk: Desk, draw: Any) -> None:
        self.desk, self.draw = desk, draw

    def one_of(self, *options: Any) -> Any:
        from hypothesis import strategies

        return self.draw(strategies.sampled_from(options))

    def put_into(self, case: Any) -> Any:
        """The case, half of its free words replaced by words that mean something."""
        view = BY_NAME.get(case.path.split("/")[3])
        if view:
            self._query(case, view.name)
        if "file" in case.path_parameters and self.one_of(True, True, False):
            case.path_parameters["file"] = self.one_of(*taken_away(self.desk, view.name))
        if case.method == "POST" and isinstance(case.body, dict) and self.one_of(True, False):
            case.body = self._body(case.path)
        return case

    def _query(self, case: Any, name: str) -> None:
        chosen = choices(self.desk, name)
        for key in list(case.query or {}):
            if key == "as_of":
                case.query[key] = self.one_of(*DAYS)
            elif key == "file":
                del case.query[key]
            elif key in chosen and self.one_of(True, True, False):
                case.query[key] = self.one_of(*chosen[key])

    def _body(self, path: str) -> dict[str, Any]:
        if path.endswith("/uploads"):
            kind = self.one_of(*READERS)
            return {"kind": kind, "name": "mine", "text": self.one_of(*texts(kind))}
        if path.endswith("/pulls"):
            return {"names": [self.one_of("SOFR", "WALCL", "rates", "nope")]}
        name = self.one_of(*BY_NAME)
        own = {key: self.one_of(*values) for key, values in choices(self.desk, name).items()}
        return {"view": name, "parameters": {"lang": self.one_of("zh", "en"), **own}}


@cache
def choices(desk: Desk, name: str) -> dict[str, tuple[str, ...]]:
    """The values of each choice on a view's page; what is left empty there is left out of the address."""
    view = BY_NAME[name]
    page = desk.page(view, view.params())
    return {c.key: tuple(value for value, _ in c.options if value) for c in page.controls if c.kind == "choice"}


@cache
def taken_away(desk: Desk, name: str) -> tuple[str, ...]:
    """Names of the files of a view: every figure and table in every form, its texts, and one that is not there."""
    view = BY_NAME[name]
    page = desk.page(view, view.params())
    tables = [block.table.id for block in page.report_blocks if isinstance(block, TableBlock)]
    ids = [figure.id for figure in figures(page.report_blocks)] + tables
    return (*(f"{one}.{form}" for one in ids for form in FORMS), *page.texts, "nope.csv")


@cache
def texts(kind: str) -> tuple[str, ...]:
    """Files to bring in: a good one where one ships, and a broken one."""
    shipped = files("fedsheet.web") / "templates"
    good = {
        "scenario": written(load_scenario("today").spec),
        "claims": (shipped / "claims-example.toml").read_text("utf-8"),
        "quotes": (shipped / "quotes-example.csv").read_text("utf-8"),
    }
    return good.get(kind, ""), "a = [", 'title = "x"\n' * 3


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose pulls ask a server on this machine, on a store of its own; its jobs end with the test."""
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    found = Desk()
    with fred() as publisher:
        monkeypatch.setattr(pulls, "Stoppable", publisher.transport)
        monkeypatch.setattr(live, "LONGEST_SECONDS", 0.0)  # a stream of events says hello and ends
        yield found
        found.jobs.close()


# Seconds after which an answer is taken as hung: the tool's own ten judge the speed of the machine, not the contract.
LONGEST_ANSWER = 300.0


@pytest.mark.parametrize("n_cases", [160, pytest.param(1_000, marks=pytest.mark.slow)])
def test_generated_cases_never_break_the_contract(desk: Desk, n_cases: int) -> None:
    """Every operation: no 5xx, documented statuses, bodies that fit their schema."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    schema = schemathesis.openapi.from_asgi("/api/openapi.json", inner(desk))
    operations = [found.ok() for found in schema.get_all_operations()]
    told: Counter[tuple[str, int]] = Counter()
    broken: list[str] = []
    each = settings(max_examples=-(-n_cases // len(operations)), deadline=None, database=None,
                    phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip

    @st.composite
    def real(draw: Any, operation: Any) -> Any:
        return Drawn(desk, draw).put_into(draw(operation.as_strategy()))

    def tried(case: Any) -> None:
        """One request; what goes wrong is noted, so that one run tells everything."""
        try:
            answer = case.call(timeout=LONGEST_ANSWER)
            told[case.operation.label, answer.status_code] += 1
            # A schema cannot say on which days a statement stood: 400 is documented for what fits it and is not there.
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])
        except Exception as error:
            broken.append(f"{case.as_curl_command()}: {error!r}")

    for operation in operations:
        seed(1)(each(given(real(operation))(tried)))()
    print(*(f"{label} {status}: {n}" for (label, status), n in sorted(told.items())), sep="\n")
    assert not broken, "\n".join(broken)
    assert sum(told.values()) >= 0.95 * n_cases
    views = {label for label, status in told if status == 200}
    assert {f"GET /api/v1/{name}" for name in BY_NAME} <= views
