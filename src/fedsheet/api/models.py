"""What the API answers, declared: each answer carries its units, day, source and digests."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Cell = str | float | int | bool | list[Any] | dict[str, Any] | None


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Column(_Answer):
    """One column: its key in rows, its heading in the language asked for, its unit ("" of texts and dates)."""

    key: str
    heading: str
    unit: str


class Told(_Answer):
    """An exhibit: what `fedsheet show NAME --format json` prints, with what must stand beside it.

    A call gives some rows; `next_row` is where to go on, null where these are the last.
    """

    exhibit: str
    title: str
    caption: str
    source: str
    notes: list[str]
    columns: list[Column]
    rows: list[dict[str, Cell]]
    unit: str = Field(description="units of all columns")
    as_of: date = Field(description="nothing public only after this day is inside")
    first_row: int
    rows_total: int
    next_row: int | None
    data_digest: str = Field(description="SHA-256 of the figures")
    policy_digest: str = Field(description="SHA-256 of the record of policy")
    not_to_be_concluded: list[str]


class SeriesTold(Told):
    """One series: observations in its published unit; `formula` where it is computed from others."""

    id: str
    timing: str
    revised: bool
    formula: str
    licence: str


class Verdicts(Told):
    """Verdicts on claims; `unread` names those that could not be read, with the reason."""

    unread: list[dict[str, str]] = []


class ClaimsAsked(BaseModel):
    """Claims to be judged: the text of a TOML claim file, or the name of a report that ships."""

    model_config = ConfigDict(extra="forbid")
    claims: str = Field("", max_length=1_000_000, description="The text of a claim file, in place of a report.")
    report: str = Field("", max_length=60, description="The name of a report that ships, for example seed-2021.")
    as_of: str = Field("", description="Only what was public on this day, YYYY-MM-DD.")
    lang: str = Field("", description="Language of the texts: en or zh; left out, that of the address.")


class Updated(_Answer):
    """What an update brought: questions asked and failed, and its lines of news."""

    asked: int
    failed: int
    lines: list[str]


class Address(_Answer):
    """One address of the API: what it gives and which scope it needs."""

    method: str
    path: str
    gives: str
    scope: str


class Index(_Answer):
    """Where to begin."""

    name: str
    version: str
    addresses: list[Address]


class Mistake(_Answer):
    """Why a request was refused: what, where, what was possible, what to do."""

    what: str
    where: str = ""
    possible: str = ""
    do: str = ""


class Refused(_Answer):
    """Every refusal has this shape, whatever its status."""

    error: Mistake


class Widget(BaseModel):
    """One widget of OpenBB Workspace."""

    model_config = ConfigDict(extra="forbid")
    name: str
    description: str
    category: str
    type: str
    endpoint: str
    gridData: dict[str, int]  # noqa: N815 — the Workspace's own spelling
    source: list[str]
    data: dict[str, Any]
    params: list[dict[str, Any]]
