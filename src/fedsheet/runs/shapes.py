"""The shape of every TOML file a user may write, as models from which the JSON Schemas for editors are made.

Claims, scenarios and grids are read by models of their own (`claims.parse`, `portfolio.scenario`); event sets, shocks,
counterfactuals and decisions are read by hand, with the line of each mistake, and stand here as they are read: a test
holds both to the same files and the same mistakes.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from fedsheet.core.largest import LEVEL, TIMES
from fedsheet.core.units import BASIS_POINTS, USD_BN
from fedsheet.market.participants import participant_ids
from fedsheet.market.scenario import AMOUNTS, QUANTITIES, RATES, SWITCHES, USE, Base
from fedsheet.record.levers import LEVERS
from fedsheet.record.model import GRADES

Grade = Literal["A", "B", "C", "D"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Both(_Shape):
    """Words in English and Chinese; one may be left out and has the other's."""

    en: str | None = None
    zh: str | None = None


class Sentences(_Shape):
    """Sentences in English and Chinese, as many in each."""

    en: list[str] = []
    zh: list[str] = []


Words = str | Both
Usd = Annotated[float, Field(ge=-LEVEL[USD_BN], le=LEVEL[USD_BN])]
Basis = Annotated[float, Field(ge=-LEVEL[BASIS_POINTS], le=LEVEL[BASIS_POINTS])]


class EventTable(_Shape):
    """One announcement: the first business day whose close came after it."""

    date: dt.date = Field(description="first business day whose close came after the announcement")
    what: Words = Field(description="what was announced")
    what_zh: str | None = None
    time: dt.time | None = Field(None, description="New York time, without quotes")
    announced: dt.date | None = Field(None, description="day of the announcement, where it is another")
    others: list[str] | Sentences = Field([], description="what else stood in the window, sentences as elsewhere")
    others_zh: list[str] = Field([], description="the same in Chinese")
    confounded: bool = Field(False, description="whether one of them moved the market enough to be left out as well")
    others_grade: Grade | None = None
    grade: Grade | None = None


class EventsFile(_Shape):
    """Dated announcements for `fedsheet review events FILE.toml`."""

    title: Words
    title_zh: str | None = None
    source: Words = Field("", description="where the dates are from")
    source_zh: str | None = None
    window_days: Literal[1, 2] = Field(1, description="the day itself, or the day and the next")
    published: dict[str, float] = Field({}, description="the literature's sums by series, basis points")
    grade: Grade | None = None
    event: list[EventTable] = Field(min_length=1, max_length=1_000)


class ShockTable(_Shape):
    """One dated disturbance of a quantity."""

    quantity: Literal[QUANTITIES]  # type: ignore[valid-type]  # the closed set of the reader
    participant: str = Field(json_schema_extra={"enum": [*participant_ids()]})
    start: dt.date
    end: dt.date | None = Field(None, description="the start where left out")
    add_usd_bn: Usd | None = Field(None, description="added; not of the two shares")
    times: float | None = Field(None, le=TIMES, description="multiplied onto it")
    ramp_days: float = Field(0, ge=0, description="business days over which it rises to its full size")
    half_life_days: float = Field(0, ge=0, description="business days after the end in which half of it goes")
    what: Words
    what_zh: str | None = None
    source: Words
    source_zh: str | None = None
    grade: Literal["A", "B", "C"]


class NoiseTable(_Shape):
    """Day-to-day variation of a quantity over paths."""

    quantity: Literal[QUANTITIES]  # type: ignore[valid-type]  # the closed set of the reader
    sd_usd_bn: float = Field(0, ge=0, le=LEVEL[USD_BN])
    sd_share: float = Field(0, ge=0, le=TIMES)
    persistence: float = Field(0, ge=0, lt=1, description="share kept a day")


class ShockFile(_Shape):
    """Money-market days under stress, for `fedsheet simulate FILE.toml`."""

    id: str
    title: Words | None = None
    title_en: str | None = None
    title_zh: str | None = None
    start: dt.date
    end: dt.date
    base: Base
    notes: list[str] | Sentences = Field([], description="what was fitted, what is known to miss")
    notes_en: list[str] = []
    notes_zh: list[str] = []
    shock: list[ShockTable] = Field([], max_length=500)
    noise: list[NoiseTable] = Field([], max_length=500)


class ChangeTable(_Shape):
    """One element of another policy or supply: the keys its target takes."""

    target: Literal[(*RATES, USE, *SWITCHES, *AMOUNTS)]  # type: ignore[valid-type]  # the closed sets of the reader
    from_: dt.date | None = Field(None, alias="from", description="the day from which it holds")
    add_bp: Basis | None = Field(None, description="of a rate or of standing repo's use, basis points")
    set: float | Literal["none"] | None = Field(None, description="of a switch or a limit")
    add_usd_bn: Usd | None = Field(None, description="of an amount, at once")
    add_usd_bn_a_month: Usd | None = Field(None, description="of an amount, growing")
    months: float | None = Field(None, ge=0, description="how long it grows")
    until: dt.date | None = Field(None, description="the day after which it returns to its course")
    participant: Literal["federal_reserve", "treasury"] | None = None


class CounterfactualFile(_Shape):
    """Another policy or supply, for `fedsheet simulate SCENARIO --counterfactual FILE.toml`."""

    id: str
    title: Words | None = None
    title_en: str | None = None
    title_zh: str | None = None
    change: list[ChangeTable] = Field(min_length=1, max_length=500)


class _Entry(_Shape):
    """One decision: when it was announced, when it holds from, what it sets."""

    id: str
    announced_at: dt.datetime | dt.date = Field(description="New York time, or the day alone")
    effective_date: dt.date | None = Field(None, description="the day of the announcement where left out")
    source: Words
    source_zh: str | None = None
    grade: Literal[tuple(GRADES)]  # type: ignore[valid-type]  # the closed set of the reader
    what: Words | None = None
    what_zh: str | None = None
    kind: str | None = None
    amount: float | None = None
    amount_unit: str | None = None
    programme: str | None = None
    confirmed_at: dt.date | None = None
    supersedes: str | None = Field(None, description="id of the decision that it takes back")
    change_bp: float | None = None
    limit: float | None = None


def _entry() -> type[BaseModel]:
    """An entry with the instruments and details of every lever: which of them fit is the lever's to say."""
    names = {name for lever in LEVERS.values() for name in (*lever.instruments, *lever.details)}
    fields: dict[str, Any] = dict.fromkeys(sorted(names - set(_Entry.model_fields)), (Any, None))
    return create_model("Entry", __base__=_Entry, __doc__=_Entry.__doc__, **fields)


Entry = _entry()


class DecisionsFile(_Shape):
    """Decisions laid over the record, for `fedsheet policy add FILE.toml`."""

    lever: Literal[tuple(LEVERS)]  # type: ignore[valid-type]  # the closed set of the reader
    unit: Literal["Percent", "Billions of USD", "words"] = "words"
    kind: str | None = None
    sources: dict[str, str] = {}
    sources_zh: dict[str, str] = {}
    before: dict[str, str] = {}
    before_zh: dict[str, str] = {}
    entry: list[Entry] = Field(min_length=1)  # type: ignore[valid-type]  # made while running
