"""The scenario form: sliders laid over a scenario become a scenario file, which is what is then run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fedsheet.core.dates import add_months
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.scenario.file import (
    Action,
    End,
    Level,
    Pull,
    Rate,
    Rates,
    Scenario,
    ScenarioFile,
    Shift,
    parse_scenario,
)
from fedsheet.portfolio.scenario.levers import load_levers
from fedsheet.record.rules import ABOVE_CAP_TO_TREASURIES

LEVER_YEARS = 2.0  # levers on the demand for reserves work over two years
TGA_MONTHS = 3  # the Treasury's account reaches its new level over a quarter
SHIFT_MONTHS = 12  # rates move to their new level over a year
CAPPED = "above_cap"  # how the names of the rules begin under which principal up to a cap is redeemed
INDENTED = ("given", "end", "sell")


Estimate = Literal["", "low", "mid", "high"]  # of what levers on the demand for reserves take away; none pulled


@dataclass(frozen=True)
class Sliders:
    """What the form sets; None leaves the scenario's own. Amounts in USD bn (a month for caps and purchases)."""

    treasury_cap: float | None = None
    agency_cap: float | None = None
    purchases: float | None = None
    taper_months: int = 12
    shift_bp: float | None = None
    tga: float | None = None
    end_share: float | None = None
    rates: tuple[tuple[date, float], ...] = ()
    levers: Estimate = ""

    @property
    def moved(self) -> bool:
        """Whether anything differs from the scenario itself."""
        own = (self.treasury_cap, self.agency_cap, self.purchases, self.shift_bp, self.tga, self.end_share)
        return any(value is not None for value in own) or bool(self.rates or self.levers)

    def lets_run(self, base: ScenarioFile) -> bool:
        """Whether caps are set and the floor is left where the scenario has it: it looks after reserves by itself."""
        caps = (self.treasury_cap or 0.0) + (self.agency_cap or 0.0)
        minds = base.end is not None or base.reserve_management is not None
        return self.end_share is None and minds and caps > 0.0

    def ends_at(self, base: ScenarioFile) -> float | None:
        """Reserves over GDP at which runoff ends: as set; else, where caps run, at the scenario's own floor."""
        return share_minded(base) if self.lets_run(base) else self.end_share


def share_minded(spec: ScenarioFile) -> float | None:
    """Reserves over GDP at which a scenario ends runoff or buys bills; None where it does neither by GDP."""
    if spec.end is not None:
        return spec.end.reserves_to_gdp
    keep = spec.reserve_management
    return keep.share if keep is not None and keep.of == "gdp" else None


def laid_over(base: Scenario, sliders: Sliders, opening: MonthPolicy, on_rrp_below: float = 0.0) -> Scenario:
    """The scenario with the form's changes from the month after its opening; its text is a file that can be kept.

    Moving one thing moves no other: a cap leaves the floor of reserves where the scenario has it.

    opening       policy of the month the scenario opens in
    on_rrp_below  how far the ON RRP rate stands below IORB, percentage points: a path of rates keeps it there
    """
    if not sliders.moved:
        return base
    first = add_months(opening.month, 1)
    actions = _actions(sliders, first, opening.agency_rule)
    touched = {action.instrument for action in actions}
    changes: dict[str, object] = {
        "action": [a for a in base.spec.action if a.instrument not in touched or a.effective_date < first] + actions
    }
    if sliders.shift_bp is not None:
        end = add_months(first, SHIFT_MONTHS)
        changes["shift"] = [Shift(day=first, bp=0.0), Shift(day=end, bp=sliders.shift_bp)]
    if sliders.tga is not None:
        level = Level(day=add_months(first, TGA_MONTHS), usd_bn=sliders.tga)
        changes["given"] = base.spec.given.model_copy(update={"tga": [level]})
    share = sliders.ends_at(base.spec)
    if share is not None:
        changes |= _ending(base.spec, share)
    if sliders.rates:
        changes["rate_path"] = _rate_path(sliders.rates, on_rrp_below)
    if sliders.levers:
        names = [lever.id for lever in load_levers().levers]
        changes["levers"] = Pull(pull=names, at=sliders.levers, start=first, years=LEVER_YEARS)
    text = written(base.spec.model_copy(update=changes))
    return parse_scenario(text, base.name)


def _rate_path(rates: tuple[tuple[date, float], ...], below: float) -> Rates:
    """What the Fed pays on reserves by date, percent; ON RRP keeps its distance, three-month bills follow."""
    iorb = [Rate(day=day, percent=value) for day, value in rates]
    on_rrp = [Rate(day=day, percent=round(value - below, 6)) for day, value in rates]
    return Rates(iorb=iorb, on_rrp=on_rrp, three_month=iorb)


def _ending(base: ScenarioFile, share: float) -> dict[str, object]:
    """The tables under which runoff ends at a share of GDP, and bills are bought for that share and no other."""
    found: dict[str, object] = {"end": End(reserves_to_gdp=share)}
    if keep := base.reserve_management:
        found["reserve_management"] = keep.model_copy(update={"share": share, "of": "gdp"})
    return found


def _actions(sliders: Sliders, first: date, agency_rule: str) -> list[Action]:
    found = [
        Action(instrument=name, effective_date=first, value=cap)
        for name, cap in (("treasury_cap", sliders.treasury_cap), ("agency_cap", sliders.agency_cap))
        if cap is not None
    ]
    if sliders.agency_cap and not agency_rule.startswith(CAPPED):  # under any other rule a cap binds nothing
        found.append(Action(instrument="agency_principal", effective_date=first, value=ABOVE_CAP_TO_TREASURIES))
    if sliders.purchases is not None:
        found += _taper(sliders.purchases, sliders.taper_months, first)
    return found


def _taper(purchases: float, months: int, first: date) -> list[Action]:
    """Equal steps down to nothing, one a month."""
    steps = [purchases * (1 - n / months) for n in range(months + 1)]
    return [
        Action(instrument="treasury", effective_date=add_months(first, n), value=round(value, 3))
        for n, value in enumerate(steps)
    ]


def written(spec: ScenarioFile) -> str:
    """The scenario as a TOML file that `fedsheet project FILE.toml` reads."""
    tree = spec.model_dump(by_alias=True, exclude_none=True, exclude_defaults=False)
    lines = [f"{key} = {_value(value)}" for key, value in tree.items() if not _is_table(key, value)]
    for key, value in tree.items():
        if isinstance(value, list):
            lines += [line for entry in value for line in ("", f"[[{key}]]", *_pairs(entry))]
        elif key in INDENTED and value:
            lines += ["", f"[{key}]", *_pairs(value)]
    return "\n".join(lines) + "\n"


def _is_table(key: str, value: object) -> bool:
    return isinstance(value, list) or key in INDENTED


def _pairs(entry: dict[str, object]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in entry.items()]


def _value(value: object) -> str:
    """One TOML value; text is quoted as a basic string."""
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case dict():
            return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case str():
            return '"' + "".join(_escaped(c) for c in value) + '"'
        case _:
            return repr(value)


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if ord(character) >= 32 and ord(character) != 127 else f"\\u{ord(character):04x}"
