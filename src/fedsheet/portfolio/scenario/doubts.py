"""Where a scenario may mean two things, or less than it seems to say: told beside its result, never repaired.

a line given at another level than the opening's · purchases beside a runoff · an action before the opening ·
what begins after the end · a runoff that nothing ends · purchases asked for twice · a list that does not sum to what is
held
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedsheet.portfolio.scenario.file import Pull, Scenario, Sell, SwapFile

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.portfolio.held.open_sheet import Lists
    from fedsheet.portfolio.principal.month_policy import MonthPolicy
    from fedsheet.portfolio.scenario.resolve import Setting

CAPS = ("treasury_cap", "agency_cap")
BUYS = ("bills", "treasury", "agency_mbs")
LEAST_USD = 5e9  # a smaller step of a line at the opening is the difference of a level from a week's average
LEAST_SHARE = 0.005  # of what is held: rounding of lists of par is far smaller


@dataclass(frozen=True)
class ScenarioDoubt:
    """One doubt: the key of its sentence (`portfolio.doubt_…`) and the values in it."""

    key: str
    values: dict[str, object]


def doubts(scenario: Scenario, setting: Setting, vintage: Vintage, lists: Lists) -> tuple[ScenarioDoubt, ...]:
    """Every doubt about a scenario of one's own, in the order of its file."""
    return (
        *_early(scenario, setting), *_late(scenario, setting), *_levels(scenario, setting),
        *_beside_runoff(scenario, setting), *_endless(scenario), *_twice(scenario), *_lists(setting, vintage, lists),
    )  # fmt: skip


def _early(scenario: Scenario, setting: Setting) -> Iterator[ScenarioDoubt]:
    """Actions and shifts from before the opening, which the opening does not know: they act from it on."""
    day = setting.opening.day
    if scenario.spec.shift and (first := scenario.spec.shift[0].on(day)) < day:
        yield ScenarioDoubt("early_shift", {"first": first, "opens": day})
    for action in scenario.spec.action:
        if action.effective_date < day:
            given = {"instrument": action.instrument, "effective_date": action.effective_date, "opens": day}
            yield ScenarioDoubt("early", given)


def _late(scenario: Scenario, setting: Setting) -> Iterator[ScenarioDoubt]:
    """What begins after the last day of the projection: it changes nothing."""
    spec = scenario.spec
    begins = [(action.instrument, action.effective_date) for action in spec.action]
    begins += [("[[shift]]", spec.shift[0].on(setting.opening.day))] if spec.shift else []
    begins += [(f"rate_path.{name}", levels[0].day) for name, levels in spec.rate_path if levels]
    begins += [(f"[{name}]", span.start) for name, span in _spans(scenario) if span]
    for what, day in begins:
        if day > setting.until:
            yield ScenarioDoubt("late", {"what": what, "day": day, "until": setting.until})


def _spans(scenario: Scenario) -> tuple[tuple[str, Sell | SwapFile | Pull | None], ...]:
    spec = scenario.spec
    return ("sell", spec.sell), ("swap", spec.swap), ("levers", spec.levers)


def _levels(scenario: Scenario, setting: Setting) -> Iterator[ScenarioDoubt]:
    """Lines given as levels that begin elsewhere than the opening's own: the first days carry the step."""
    statement, day = setting.opening.statement, setting.opening.day
    for line, given in scenario.spec.given:
        held = getattr(statement, f"{line}_usd", None)
        if not isinstance(given, list) or held is None:
            continue
        first = setting.paths.given[line].at(day)
        if abs(first - held) > LEAST_USD:
            yield ScenarioDoubt(
                "level", {"line": line, "given": first, "held": float(held), "step": first - held, "day": day}
            )


def _beside_runoff(scenario: Scenario, setting: Setting) -> Iterator[ScenarioDoubt]:
    """The first month of a runoff of the file's own in which the same sheet buys."""
    if not any(action.instrument in CAPS and action.value != "none" for action in scenario.spec.action):
        return
    months = (policy for policy in setting.policies if policy.month > setting.opening.day and _runs_off(policy))
    for policy in months:
        bought = {name: policy.purchases_usd.get(name, 0.0) for name in BUYS}
        name = max(bought, key=lambda one: bought[one])
        if bought[name] > 0:
            yield ScenarioDoubt("beside_runoff", {"instrument": name, "usd": bought[name], "month": policy.month})
            return


def _runs_off(policy: MonthPolicy) -> bool:
    return policy.treasury_cap_usd is not None or policy.agency_cap_usd is not None


def _endless(scenario: Scenario) -> Iterator[ScenarioDoubt]:
    """Caps of the file's own without an end by reserves, and none that stops them."""
    caps = [action for action in scenario.spec.action if action.instrument in CAPS]
    stopped = {action.instrument for action in caps if action.value == "none"}
    going = sorted({action.instrument for action in caps if action.value != "none"} - stopped)
    if going and scenario.spec.end is None:
        yield ScenarioDoubt("endless", {"instruments": going})


def _twice(scenario: Scenario) -> Iterator[ScenarioDoubt]:
    """`keep_share = false` beside purchases that keep a share: the purchases hold."""
    if scenario.spec.end and scenario.spec.reserve_management and not scenario.spec.end.keep_share:
        yield ScenarioDoubt("twice", {})


def _lists(setting: Setting, vintage: Vintage, lists: Lists) -> Iterator[ScenarioDoubt]:
    """Lists whose sum is not what the statement of the day holds: other lines of the sheet carry the difference."""
    day = setting.opening.day
    sums: list[tuple[str, float, tuple[str, ...]]] = []
    if lists.holdings is not None:
        sums.append(("holdings", float(lists.holdings.principal_usd.sum()), ("TREAST", "FEDDT")))
    if lists.pools is not None:
        sums.append(("pools", float(lists.pools.total_usd), ("WSHOMCB",)))
    for name, total, parts in sums:
        held = sum(vintage[part].base_last(day)[1] for part in parts if part in vintage)
        if held and abs(total / held - 1) > LEAST_SHARE:
            yield ScenarioDoubt("list", {"list": name, "total": total, "held": held, "gap": total - held, "day": day})
