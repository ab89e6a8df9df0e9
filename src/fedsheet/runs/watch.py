"""`fedsheet watch FILE.toml`: conditions judged on the newest figures, each told once to each target.

threshold   told when it is crossed; the key is the first day of the run of days on which it holds
release     told at every new observation; the key is its day
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator

from fedsheet.claims.evidence import Evidence, term
from fedsheet.claims.measures import CLAIM_UNITS, KIND_OF, Measure, change, claim_unit, level
from fedsheet.core.errors import FedsheetError, InputError, UnitError
from fedsheet.core.fields import BrokenRuleError, reason
from fedsheet.core.formula import evaluate, parse
from fedsheet.core.largest import refuse_unmeant
from fedsheet.core.lazy import pd
from fedsheet.core.system import system
from fedsheet.core.text import WORDS, Text, is_both, told_apart
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath
from fedsheet.runs.check import pullable
from fedsheet.runs.notifiers import address, tell
from fedsheet.store.sent import Sent, sent_of, told_by

if TYPE_CHECKING:
    from fedsheet.present.text import Words

LARGEST = 200_000
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]


def _text(value: object) -> object:
    if isinstance(value, str):
        return Text(value, value)
    if is_both(value):
        apart = told_apart({"what": value})
        return Text(apart["what_zh"], apart["what"])
    return value


Said = Annotated[Text, BeforeValidator(_text), WithJsonSchema(WORDS)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


Bound = Annotated[float, Field(allow_inf_nan=False)]


class When(_Strict):
    """One condition: a formula above or below a number, or a series of which every new observation is told."""

    id: Name
    what: Said | None = None
    of: str = Field("", max_length=300, description="a formula over series and instruments, as in claims")
    release: str = Field("", max_length=60, description="a series, in the place of a formula and a bound")
    move: Literal["level", "change"] = "level"
    periods: int = Field(1, ge=1, le=1_000, description="observations over which a change is taken")
    above: Bound | None = None
    below: Bound | None = None
    unit: str = Field("", json_schema_extra={"enum": [*CLAIM_UNITS, ""]}, description="unit of the bound")

    @model_validator(mode="after")
    def _one_kind(self) -> When:
        bounds = (self.above is not None) + (self.below is not None)
        if bool(self.of) == bool(self.release):
            raise BrokenRuleError("watch_of_release")
        if bounds != (1 if self.of else 0):
            raise BrokenRuleError("watch_bound")
        if self.of and not self.unit:
            raise BrokenRuleError("watch_unit")
        return self


class Tell(_Strict):
    """One target: where it lies, in the file or, better for secrets, in an environment variable."""

    to: Literal["stdout", "file", "webhook", "apprise"]
    path: str = ""
    url: str = ""
    url_env: str = ""

    @model_validator(mode="after")
    def _placed(self) -> Tell:
        if (self.to == "file") != bool(self.path):
            raise BrokenRuleError("tell_file")
        if (self.to in ("webhook", "apprise")) != (bool(self.url) + bool(self.url_env) == 1):
            raise BrokenRuleError("tell_url")
        return self


class WatchFile(_Strict):
    """What to be told of, for `fedsheet watch FILE.toml`."""

    id: Name
    title: Said
    lang: Literal["en", "zh"] = "en"
    when: list[When] = Field(min_length=1, max_length=100)
    tell: list[Tell] = Field(default=[Tell(to="stdout")], min_length=1, max_length=20)


@dataclass(frozen=True)
class Hit:
    """One condition that holds, or one new observation: its `key` is told once to each target."""

    when: When
    key: str
    day: date
    value: Measure
    before: Measure | None
    since: date
    bound: Measure | None


@dataclass(frozen=True)
class Watched:
    """What a run of a watch came to: hits, those told by target, conditions not judged, targets not reached."""

    hits: tuple[Hit, ...]
    told: tuple[tuple[str, tuple[Hit, ...]], ...]
    unjudged: tuple[tuple[str, FedsheetError], ...]
    unreached: tuple[tuple[str, FedsheetError], ...]


def load(file: Path) -> WatchFile:
    """A watch file; its first mistake raises `InputError` with the place."""
    try:
        body = file.read_bytes()
        if len(body) > LARGEST:
            raise InputError("runs.watch_large", where=file.name, most=LARGEST)
        return parse_watch(body.decode("utf-8-sig"), file.name)
    except OSError as error:
        raise InputError("runs.watch_cannot_read", where=file.name, strerror=system(error)) from None
    except UnicodeDecodeError:
        raise InputError("runs.watch_utf8", where=file.name) from None


def parse_watch(text: str, name: str) -> WatchFile:
    """The same from text."""
    try:
        read = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InputError("runs.watch_toml", where=name, error=error) from None
    try:
        found = WatchFile.model_validate(read)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "file"
        raise InputError("runs.watch_key", where=name, place=place, reason=reason(first)) from None
    ids = [when.id for when in found.when]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise InputError("runs.watch_twice", where=name, twice=", ".join(twice))
    for when in found.when:
        if when.unit:
            most = claim_unit(when.unit, name).largest
            for key, bound in (("above", when.above), ("below", when.below)):
                refuse_unmeant(bound or 0.0, most, f"{when.id} {key}", name)
        parse(when.of or when.release)
    return found


def judge(file: WatchFile, known: Vintage, path: PolicyPath) -> tuple[list[Hit], list[tuple[str, FedsheetError]]]:
    """Every condition that holds on the newest figures; those that cannot be judged, with the reason."""
    evidence, hits, odd = Evidence.of(known, path, pullable()), [], []
    for when in file.when:
        try:
            hits += list(_hit(when, evidence))
        except FedsheetError as error:
            odd.append((when.id, error))
    return hits, odd


def _hit(when: When, evidence: Evidence) -> Iterator[Hit]:
    found = evaluate(parse(when.of or when.release), lambda name: term(evidence, name))
    values = found.values.dropna()
    if found.dimension is None or len(values) <= when.periods:
        raise InputError("runs.watch_nothing", formula=when.of or when.release)
    values = values.diff(when.periods).dropna() if when.move == "change" else values
    kind, day = KIND_OF[found.dimension], values.index[-1].date()
    told = _as(when, kind)
    before = told(float(values.iloc[-2])) if len(values) > 1 else None
    if when.release:
        yield Hit(when, f"{when.id} {day}", day, told(float(values.iloc[-1])), before, day, None)
        return
    unit = CLAIM_UNITS[when.unit]
    if unit.kind is not kind:
        raise UnitError("runs.watch_unit", id=when.id, kind=kind, unit=when.unit)
    since = _since(values.round(12), when, unit.scale)
    if since is not None:
        bound = Measure((when.above if when.above is not None else when.below or 0.0) * unit.scale, unit)
        yield Hit(when, f"{when.id} {since}", day, told(float(values.iloc[-1])), before, since, bound)


def _as(when: When, kind: Any) -> Any:
    """How the values of a condition are told: in its own unit, else in the usual one of its kind."""
    if when.unit and CLAIM_UNITS[when.unit].kind is kind:
        return lambda value: Measure(value, CLAIM_UNITS[when.unit])
    return (lambda value: change(value, kind)) if when.move == "change" else (lambda value: level(value, kind))


def _since(values: pd.Series[float], when: When, scale: float) -> date | None:
    """The first day of the run of observations, up to the newest, on which it holds; None where it does not."""
    holds = values > when.above * scale if when.above is not None else values < (when.below or 0.0) * scale
    if not holds.iloc[-1]:
        return None
    broken = holds[~holds]
    run = holds if broken.empty else holds.loc[broken.index[-1] :].iloc[1:]
    first: date = run.index[0].date()
    return first


def watch(file: Path, known: Vintage, path: PolicyPath, words: Words, *, dry: bool = False, out: Any = None) -> Watched:
    """Judge a file on figures read before and tell what is new, each thing once to each target; `dry` tells nothing."""
    asked = load(file)
    hits, unjudged = judge(asked, known, path)
    if dry:
        sent = told_by(asked.id)
        told = tuple((_called(one), _new(sent, one, hits)) for one in asked.tell)
        return Watched(tuple(hits), told, tuple(unjudged), ())
    with sent_of(asked.id) as sent:
        told, unreached = _tell_all(asked, file, hits, sent, words, out)
    return Watched(tuple(hits), told, tuple(unjudged), unreached)


def _tell_all(
    asked: WatchFile, file: Path, hits: Sequence[Hit], sent: Sent, words: Words, out: Any
) -> tuple[tuple[tuple[str, tuple[Hit, ...]], ...], tuple[tuple[str, FedsheetError], ...]]:
    told, unreached = [], []
    for target in asked.tell:
        new = _new(sent, target, hits)
        if not new:
            continue
        keys = [hit.key for hit in new]
        sent.keep(_key(target), keys)
        try:
            tell(target.to, _place(target), file.parent, message(asked, new, words), out)
        except FedsheetError as error:
            sent.forget(_key(target), keys)
            unreached.append((_called(target), error))
        else:
            told.append((_called(target), new))
    return tuple(told), tuple(unreached)


def _new(sent: Sent, target: Tell, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    keys = set(sent.news(_key(target), [hit.key for hit in hits]))
    return tuple(hit for hit in hits if hit.key in keys)


def _key(target: Tell) -> str:
    place = hashlib.sha256(f"{target.path} {target.url} {target.url_env}".encode()).hexdigest()[:12]
    return f"{target.to} {place}"


def _place(target: Tell) -> str:
    return address(target.url, target.url_env) if target.to in ("webhook", "apprise") else target.path


def _called(target: Tell) -> str:
    """A target as a person is told of it: an address may hold a secret, and is never shown."""
    return f"{target.to} {target.path or target.url_env}".strip()


def message(asked: WatchFile, hits: Sequence[Hit], words: Words) -> dict[str, Any]:
    """What is told: title, a line a thing, and the same as data; `text` is all of it, as chats take it."""
    from fedsheet.present.watching import line, numbers

    lines = [line(hit, words) for hit in hits]
    title = asked.title.of(words.language)
    items = [{**numbers(hit, words), "text": said} for hit, said in zip(hits, lines, strict=True)]
    return {"watch": asked.id, "title": title, "items": items, "text": "\n".join([title, *lines])}
