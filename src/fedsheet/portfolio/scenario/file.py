"""A scenario: an overlay on the recorded policy plus assumptions, from a TOML file, read strictly.

Every key is in the schema below; an unknown key, overlapping values or dates outside the record stop the load with
the file, the key and what is possible. Nothing in a file is executed; size and depth are limited.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator

from fedsheet.core.dates import add_months, month_end
from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.core.fields import BrokenRuleError, reason
from fedsheet.core.largest import LEVEL, refuse_unmeant
from fedsheet.core.notes import Remark
from fedsheet.core.text import WORDS, is_both, told_apart
from fedsheet.core.units import BASIS_POINTS, USD_BN, from_bn, from_pct
from fedsheet.record import PolicyAction, PolicyPath, assume
from fedsheet.record.adequacy import target_share
from fedsheet.record.levers import INSTRUMENTS

LARGEST_FILE_BYTES = 200_000
LONGEST_LIST = 1_000
WEEK = 7
MOST_YEARS = 30  # the forward curve says nothing beyond its longest bond
Amount = Annotated[float, Field(ge=0, le=LEVEL[USD_BN])]
Basis = Annotated[float, Field(ge=-LEVEL[BASIS_POINTS], le=LEVEL[BASIS_POINTS])]
AS_KNOWN = """schema = 1
title = { zh = "按开局日所知", en = "As known on the day" }
opens = "latest"
until = 2
rates = "forwards"
policy_known = "opening"
"""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, allow_inf_nan=False)


class Title(_Strict):
    """What the scenario is called: in both languages, or in one that then stands for both."""

    zh: str
    en: str

    @model_validator(mode="before")
    @classmethod
    def _one_or_both(cls, value: object) -> object:
        words = {"en": value} if isinstance(value, str) else value
        if not is_both(words):
            return words
        assert isinstance(words, Mapping)
        return {"zh": words.get("zh", words.get("en")), "en": words.get("en", words.get("zh"))}


def _english(value: object) -> object:
    """The English words of a text in both languages, the Chinese ones where there are no others."""
    return next(iter(told_apart({"what": value}).values()))


class Action(_Strict):
    """One counterfactual value of an instrument from a day on; "none" stops it."""

    instrument: str
    effective_date: date
    value: float | str
    what: Annotated[str, BeforeValidator(_english), WithJsonSchema(WORDS)] = ""


class Level(_Strict):
    """A dated level of a line, USD bn."""

    day: date
    usd_bn: Amount


Levels = Annotated[list[Level], Field(min_length=1, max_length=LONGEST_LIST)]


class Rate(_Strict):
    """A dated rate, percent."""

    day: date
    percent: Annotated[float, Field(ge=-5, le=50)]


RateLevels = Annotated[list[Rate], Field(min_length=1, max_length=LONGEST_LIST)]


class Rates(_Strict):
    """One's own path of rates: linear between its days, flat after the last; before the first, and for a rate not
    given, what `rates` says. The mortgage rate moves with the ten-year and ON RRP's with `iorb` unless given too."""

    iorb: RateLevels | None = None
    on_rrp: RateLevels | None = None
    three_month: RateLevels | None = None
    two_year: RateLevels | None = None
    five_year: RateLevels | None = None
    ten_year: RateLevels | None = None
    thirty_year: RateLevels | None = None
    mortgage: RateLevels | None = None


class Shift(_Strict):
    """Rates moved by so many basis points from a day on, or from so many months after the opening; linear from the
    shift before."""

    day: date | None = None
    month: Annotated[int, Field(ge=0, le=12 * MOST_YEARS)] | None = None
    bp: Basis

    @model_validator(mode="after")
    def _one_of_both(self) -> Shift:
        if (self.day is None) == (self.month is None):
            raise BrokenRuleError("shift_when")
        return self

    def on(self, opens: date) -> date:
        """The day it is reached, opened on a day."""
        return self.day or add_months(opens, self.month or 0)


class GivenLines(_Strict):
    """Lines that are given: "observed" takes what was published, a list gives levels."""

    tga: Literal["observed"] | Levels | None = None
    on_rrp: Literal["observed"] | Levels | None = None
    currency: Levels | None = None
    loans: Levels | None = None


def _named_share(value: object) -> object:
    """`"ample"` is the share of GDP that the record says purchases keep (`record.adequacy`)."""
    return target_share() if value == "ample" else value


SHARES = {"anyOf": [{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, {"const": "ample"}]}
Share = Annotated[float, BeforeValidator(_named_share), Field(gt=0, lt=1), WithJsonSchema(SHARES)]


class End(_Strict):
    """When runoff ends by the sheet itself, and whether purchases then keep reserves' share of GDP."""

    reserves_to_gdp: Share
    keep_share: bool = True


class Keep(_Strict):
    """Reserve-management purchases where no pace is announced: reserves kept at a share of GDP or of bank credit."""

    share: Share
    of: Literal["gdp", "bank_credit"] = "gdp"
    front_share: Annotated[float, Field(ge=0, le=1)] | None = None
    gap_months: Annotated[float, Field(ge=1, le=120)] | None = None
    ceiling_usd_bn_a_month: Annotated[float, Field(gt=0, le=1_000)] | None = None


class Sell(_Strict):
    """Outright sales of agency MBS a month between two days, proceeds not reinvested."""

    mbs_usd_bn_a_month: Amount
    start: date
    end: date


class SwapFile(_Strict):
    """Treasuries with more than so many years left sold a month between two days, for bills."""

    usd_bn_a_month: Amount
    over_years: Annotated[float, Field(ge=1, le=30)]
    start: date
    end: date


class Pull(_Strict):
    """Levers on the demand for reserves and other liabilities, pulled from a day on over some years."""

    pull: Annotated[list[str], Field(min_length=1, max_length=LONGEST_LIST)]
    at: Literal["low", "mid", "high"] = "mid"
    start: date
    years: Annotated[float, Field(gt=0, le=30)] = 1.0
    nsfr: bool = True


class ScenarioFile(_Strict):
    """The schema of a scenario file, version 1."""

    version: Literal[1] = Field(alias="schema")
    title: Title
    opens: date | Literal["latest"]
    until: date | Annotated[int, Field(ge=1, le=MOST_YEARS)]
    policy_known: date | Literal["each_date", "opening"] = "each_date"
    rates: Literal["observed", "forwards", "flat"] = "forwards"
    deferred_asset_usd_bn: Amount | None = None
    given: GivenLines = GivenLines()
    banks_keep_to_gdp: Annotated[float, Field(gt=0, lt=1)] | None = None
    action: list[Action] = Field(default=[], max_length=LONGEST_LIST)
    shift: list[Shift] = Field(default=[], max_length=LONGEST_LIST)
    rate_path: Rates = Rates()
    end: End | None = None
    reserve_management: Keep | None = None
    sell: Sell | None = None
    swap: SwapFile | None = None
    bills_share: Annotated[float, Field(gt=0, le=1)] | None = None
    levers: Pull | None = None


@dataclass(frozen=True)
class Scenario:
    """A scenario by name; `digest_text` is the file as read, for the manifest."""

    name: str
    spec: ScenarioFile
    digest_text: str

    def actions(self) -> list[PolicyAction]:
        """The counterfactual actions in base units; an assumption is known from the opening on."""
        return [
            assume(a.instrument, a.effective_date, _base_value(a, self.name), announced_at=self._known(a), what=a.what)
            for a in self.spec.action
        ]

    @property
    def own_rates(self) -> list[str]:
        """The rates that the file gives itself: its path, and actions on what the Fed pays."""
        given = {name for name, levels in self.spec.rate_path if levels}
        return sorted(given | {a.instrument for a in self.spec.action if a.instrument in ADMINISTERED})

    def _known(self, action: Action) -> date:
        opens = self.spec.opens
        return min(opens, action.effective_date) if isinstance(opens, date) else action.effective_date

    def overlay(self, path: PolicyPath) -> PolicyPath:
        """The recorded path under this scenario's actions; dates outside the record are refused."""
        for action in self.spec.action:
            if action.effective_date < path.begins:
                raise DateRangeError(
                    "portfolio.file_cannot_change",
                    where=self.name,
                    instrument=action.instrument,
                    effective_date=action.effective_date,
                    begins=path.begins,
                )
        return path.overlay(self.actions())


# What an action of a scenario moves; an instrument that moves nothing here is refused, not loaded.
ACTS = (
    "treasury_cap", "agency_cap", "treasury_principal", "agency_principal", "treasury", "agency_mbs", "bills", "iorb",
    "on_rrp",
)  # fmt: skip
ADMINISTERED = ("iorb", "on_rrp")


def _base_value(action: Action, where: str) -> float | str | None:
    """Amounts in USD bn and rates in percent, as the record's own files count them, in base units."""
    if action.instrument not in INSTRUMENTS:
        raise UnknownNameError("instrument", action.instrument, INSTRUMENTS, where=where)
    if action.instrument not in ACTS:
        raise InputError(
            "portfolio.file_action_moves_nothing_projection",
            where=_file(where),
            instrument=action.instrument,
            acts=", ".join(ACTS),
        )
    if action.value == "none":
        return None
    published = INSTRUMENTS[action.instrument].published
    if isinstance(action.value, str) or published is None:
        return action.value
    refuse_unmeant(action.value, LEVEL[published], action.instrument, _file(where))
    return from_bn(action.value) if published.name == "Billions of USD" else from_pct(action.value)


def scenario_names() -> list[str]:
    """The scenarios that ship."""
    folder = files("fedsheet.portfolio").joinpath("data/scenarios")
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def load_scenario(name_or_file: str) -> Scenario:
    """A shipped scenario by name, or one's own by the path of its TOML file."""
    if name_or_file in scenario_names():
        text = files("fedsheet.portfolio").joinpath(f"data/scenarios/{name_or_file}.toml").read_text("utf-8")
        return parse_scenario(text, name_or_file)
    file = Path(name_or_file)
    if file.suffix != ".toml":
        raise UnknownNameError("scenario", name_or_file, scenario_names(), do="scenario_path")
    if not file.is_file():
        raise InputError(
            "portfolio.file_there_file", name_or_file=name_or_file, scenario_names=", ".join(scenario_names())
        )
    if file.stat().st_size > LARGEST_FILE_BYTES:
        raise InputError(
            "portfolio.file_larger_than_bytes", name_or_file=name_or_file, largest_file_bytes=LARGEST_FILE_BYTES
        )
    try:
        return parse_scenario(file.read_text("utf-8"), file.stem)
    except UnicodeDecodeError:
        raise InputError("portfolio.file_utf_8_text", name_or_file=name_or_file) from None


def parse_scenario(text: str, name: str) -> Scenario:
    """A scenario from TOML; the first mistake raises `InputError` with its place and what is possible."""
    try:
        raw: Mapping[str, Any] = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InputError("portfolio.file_scenario_valid_toml", where=_file(name), error=error) from None
    return scenario_of(raw, name, text)


def as_known(opens: date | None = None) -> Scenario:
    """Announced policy, forward rates, every line modelled; from the last statement held or from a day."""
    return parse_scenario(AS_KNOWN.replace('"latest"', str(opens)) if opens else AS_KNOWN, "as-known")


def scenario_of(raw: Mapping[str, Any], name: str, text: str) -> Scenario:
    """A scenario from its keys as read; `text` is what its manifest names."""
    try:
        spec = ScenarioFile.model_validate(raw)
    except RecursionError as error:
        raise InputError("portfolio.file_scenario_valid_toml", where=_file(name), error=error) from None
    except ValidationError as error:
        raise _first_mistake(error, name) from None
    _check_order(spec, name)
    for action in spec.action:
        _base_value(action, name)
    return Scenario(name, spec, text)


KINDS_OF_LINE = (
    "literal['observed']",
    "constrained-list",
    "list[Level]",
)  # pydantic's names of a union's branches, no keys
POSSIBLE = ("schema", "title", "opens", "until", "policy_known", "rates")  # keys of which is said what they may be


def _first_mistake(error: ValidationError, name: str) -> InputError:
    first = _of_the_kind_written(error)
    place = ".".join(str(part) for part in first["loc"] if part not in KINDS_OF_LINE)
    where, key = _file(name), str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return UnknownNameError("key", place, _known_keys(first["loc"]), where=where)
    possible = Remark.of(f"portfolio.possible_{key}", most=MOST_YEARS) if key in POSSIBLE else ""
    if first["type"] == "missing":
        return InputError("portfolio.file_key_missing", where=where, place=place, possible_=possible)
    if possible:
        return InputError(
            "portfolio.file_cannot", where=where, key_=key, first=str(first["input"])[:80], possible_=possible
        )
    return InputError(
        "portfolio.file_got", where=where, place=place, first=reason(first), first_2=str(first["input"])[:80]
    )


def _of_the_kind_written(error: ValidationError) -> Mapping[str, Any]:
    """The first mistake; of a line that may be a word or a list, that of the list where a list was written."""
    found: list[Any] = list(error.errors())
    first, *others = found
    if first["type"] == "literal_error" and isinstance(first["input"], list):
        first = next((one for one in others if one["loc"][:2] == first["loc"][:2]), first)
    told: Mapping[str, Any] = first
    return told


def _file(name: str) -> str:
    return name if name.endswith(".toml") else f"{name}.toml"


def _known_keys(place: tuple[int | str, ...]) -> list[str]:
    """The keys of the table in which an unknown one stands."""
    tables: dict[str | int, type[_Strict]] = {
        "title": Title, "given": GivenLines, "action": Action, "shift": Shift, "rate_path": Rates, "end": End,
        "sell": Sell, "reserve_management": Keep, "swap": SwapFile, "levers": Pull,
    }  # fmt: skip
    table = ScenarioFile if len(place) == 1 else tables[place[0]]
    if table in (GivenLines, Rates) and len(place) > 2:
        table = Level if table is GivenLines else Rate
    return sorted(field.alias or key for key, field in table.model_fields.items())


def _check_order(spec: ScenarioFile, name: str) -> None:
    """Two values of one instrument for one day, and shifts, levels and spans out of order, are refused."""
    for table, span in (("sell", spec.sell), ("swap", spec.swap)):
        if span and span.end <= span.start:
            raise InputError(
                "portfolio.file_span_backwards", where=_file(name), table=table, start=span.start, end=span.end
            )
    seen: dict[tuple[str, date], float | str] = {}
    for action in spec.action:
        key = (action.instrument, action.effective_date)
        if key in seen:
            raise InputError(
                "portfolio.file_two_values_from",
                where=_file(name),
                instrument=action.instrument,
                effective_date=action.effective_date,
                seen=seen[key],
                value=action.value,
            )
        seen[key] = action.value
    if len({shift.day is None for shift in spec.shift}) > 1:
        raise InputError("portfolio.file_shift_mixed", where=_file(name))
    given = {f"given.{n}": [entry.day for entry in levels] for n, levels in spec.given if isinstance(levels, list)}
    given |= {f"rate_path.{rate}": [entry.day for entry in levels] for rate, levels in spec.rate_path if levels}
    shifts = {"shift": [shift.on(date(2000, 1, 1)) for shift in spec.shift]}
    for what, days in (given | shifts).items():
        if days != sorted(set(days)):
            raise InputError("portfolio.file_days_must_rise", where=_file(name), what_=what)
    for what, days in given.items():
        if hole := left_out(days):
            before, missing, after = hole
            raise InputError(
                "portfolio.file_path_gap", where=_file(name), what_=what, before=before, missing=missing, after=after
            )


def left_out(days: Sequence[date]) -> tuple[date, date, date] | None:
    """The day before, the first left out and the day after, where a path by months or by weeks has a hole; else None.

    Days at uneven distances are points of straight lines, and no hole: a path counts as even up to a step that is a
    whole multiple of its shortest, and no longer than the even steps and one more together.
    """
    pairs = list(pairwise(days))
    by_month = [_months_apart(*pair) for pair in pairs]
    by_week = [(b - a).days / WEEK for a, b in pairs]
    for steps in (by_month, by_week):
        even = steps.count(1)
        for (before, after), step in zip(pairs, steps, strict=True):
            if step is not None and 1 < step <= even + 1 and step == int(step):
                following = _a_month_on(before, after) if steps is by_month else before + timedelta(days=WEEK)
                return before, following, after
    return None


def _months_apart(a: date, b: date) -> int | None:
    """Whole months between two days: the same day of the month, or both its last."""
    is_whole = a.day == b.day or (a == month_end(a) and b == month_end(b))
    return 12 * (b.year - a.year) + b.month - a.month if is_whole else None


def _a_month_on(day: date, other: date) -> date:
    """The day a month after, the month's last where both are."""
    following = add_months(day, 1)
    return month_end(following) if day == month_end(day) and other == month_end(other) else following
