"""Reading a report's claims from TOML: size and depth limits first, then a strict schema; never any code.

A mistake in one claim leaves the others readable: it is told with the claim, the key, what was possible, what to do.
A number keeps how it was written: where no tolerance is given it is half of the last digit.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fedsheet.claims.measures import DISCRETE, ClaimUnit, Kind, Scalar, claim_unit
from fedsheet.claims.model import Claim, Claims, Limit, Reading, Relation, Test, Unread
from fedsheet.claims.registry import quantity_named
from fedsheet.core.errors import FedsheetError, InputError, RecordError, UnknownNameError
from fedsheet.core.fields import BrokenRuleError, reason
from fedsheet.core.largest import refuse_unmeant
from fedsheet.core.manifest import digest_of
from fedsheet.core.notes import Remark
from fedsheet.core.system import system
from fedsheet.core.text import Text, is_both

LARGEST_FILE = 8_000_000  # bytes: some 7,000 claims; the shipped file of 93 claims is an eightieth of that
DEEPEST = 12  # file, claims, claim, readings, reading, tests, test, arguments, windows, window, day, and one to spare
MOST_CLAIMS = 10_000
MOST_TESTS = 30_000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Text(_Strict):
    """Words in one or both languages; the one missing is taken from the other."""

    zh: str = Field(default="", max_length=2_000)
    en: str = Field(default="", max_length=2_000)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        return {"en": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _some(self) -> _Text:
        if not (self.zh.strip() or self.en.strip()):
            raise BrokenRuleError("words")
        return self

    def text(self) -> Text:
        return Text(self.zh or self.en, self.en or self.zh)


class _Test(_Strict):
    quantity: str
    args: dict[str, Any] = {}
    expected: float | bool | date | str | list[float | date | str]
    unit: str
    relation: str = Relation.ABOUT.value
    tolerance: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    least: int | None = Field(default=None, ge=1, le=100_000)


def _worded(value: object) -> object:
    """The wording as `what`, in one language or both, or as `zh` and `en` themselves."""
    if not isinstance(value, Mapping) or "what" not in value or {"zh", "en"} & set(value):
        return value
    said = value["what"]
    words = said if is_both(said) else {"en": said}
    return {**{key: one for key, one in value.items() if key != "what"}, **words}


class _Reading(_Strict):
    zh: str = ""
    en: str = ""
    primary: bool = False
    test: list[_Test] = Field(min_length=1, max_length=20)

    @model_validator(mode="before")
    @classmethod
    def _what(cls, value: object) -> object:
        return _worded(value)


class _Claim(_Strict):
    id: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")
    place: str = Field(default="", max_length=200)
    zh: str = Field(default="", max_length=2_000)
    en: str = Field(default="", max_length=2_000)
    reading: list[_Reading] = Field(min_length=1, max_length=10)
    changes: _Text | None = None
    because: _Text | None = None
    note: _Text | None = None
    limit: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _what(cls, value: object) -> object:
        return _worded(value)

    @model_validator(mode="after")
    def _one_primary(self) -> _Claim:
        if not (self.zh.strip() or self.en.strip()):
            raise BrokenRuleError("claim_wording")
        if sum(reading.primary for reading in self.reading) > 1:
            raise BrokenRuleError("claim_primary")
        return self


class _Report(_Strict):
    id: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,60}$")
    title: _Text
    published: date


class _File(_Strict):
    report: _Report
    claim: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_CLAIMS)


def shipped() -> tuple[str, ...]:
    """Names of the reports whose claims ship with the package."""
    folder = files("fedsheet.claims") / "data" / "reports"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load_shipped(name: str) -> Claims:
    """The claims of a shipped report by name."""
    if name not in shipped():
        raise UnknownNameError("report", name, shipped(), do="claim_path")
    content = (files("fedsheet.claims") / "data" / "reports" / f"{name}.toml").read_bytes()
    return parse_claims(content, f"{name}.toml")


def load_file(path: Path) -> Claims:
    """The claims of a user's file; unreadable, too large or wrong files raise with the reason."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(
            "claims.parse_cannot_read", path=path, strerror=system(error), shipped=", ".join(shipped())
        ) from None
    return parse_claims(content, path.name)


def parse_claims(content: bytes, file: str) -> Claims:
    """Claims from the bytes of a TOML file; those that cannot be read are `unread`, and all of them so is an error."""
    tree = _tree(content, file)
    _check_depth(tree, file)
    try:
        parsed = _File.model_validate(tree)
    except ValidationError as error:
        raise _named(error, tree, file) from None
    ids = [str(one.get("id", f"number {place + 1}")) for place, one in enumerate(parsed.claim)]
    read = [_read(one, name, place, file) for place, (one, name) in enumerate(zip(parsed.claim, ids, strict=True))]
    claims = tuple(one for one in read if isinstance(one, Claim))
    wrong = [(name, one) for name, one in zip(ids, read, strict=True) if not isinstance(one, Claim)]
    _check_amount(claims, file)
    _check_unique(ids, file)
    if not claims:
        errors = [error for _, several in wrong for error in several]
        raise errors[0] if len(errors) == 1 else InputError("claims.parse_none_can_be_read", reasons=Remark(*errors))
    unread = tuple(Unread(name, Remark(*errors)) for name, errors in wrong)
    title, published = parsed.report.title.text(), parsed.report.published
    return Claims(parsed.report.id, title, published, claims, digest_of(content), unread)


def _read(raw: Mapping[str, Any], name: str, place: int, file: str) -> Claim | list[FedsheetError]:
    """One claim, or every reason why it cannot be read."""
    where = f"{file}: <claim {_short(name) if 'id' in raw else place + 1}>"
    told = _with_tolerances(raw)
    try:
        one = _Claim.model_validate(told)
    except ValidationError as error:
        return [*_apart(error, where, ("claim", place)), *_wrong_tests(told, f"{file}: <claim {name}>")]
    where = f"{file}: <claim {one.id}>"
    wrong = [mistake for reading in one.reading for test in reading.test for mistake in _mistakes(test, where)]
    try:
        limit = _choice(Limit, one.limit, "limit", where) if one.limit else None
    except FedsheetError as error:
        wrong.append(error)
    return wrong or _claim(one, limit, where)


def _apart(error: ValidationError, where: str, inside: tuple[int | str, ...]) -> list[FedsheetError]:
    """The mistakes of the schema, one for each key: what may be of several types fails once for each of them."""
    by_key: dict[tuple[str, ...], FedsheetError] = {}
    for one in error.errors(include_url=False):
        key = tuple(part for part in map(str, one["loc"]) if not _LEAKED.match(part))
        by_key.setdefault(key, _mistake(one, where, (*inside, *one["loc"])))
    return list(by_key.values())


def _wrong_tests(raw: Mapping[str, Any], where: str) -> list[FedsheetError]:
    """What else is wrong in the tests of a claim that its schema refuses, of those that are whole."""
    readings = raw.get("reading")
    tests = [
        test
        for one in (readings if isinstance(readings, list) else ()) if isinstance(one, dict)
        for test in (one["test"] if isinstance(one.get("test"), list) else ())
    ]  # fmt: skip
    wrong: list[FedsheetError] = []
    for test in tests:
        with suppress(ValidationError):
            wrong += _mistakes(_Test.model_validate(test), where)
    return wrong


class Written(float):
    """A number of the file that remembers how many decimals it was written with."""

    text: str

    def __new__(cls, text: str) -> Written:
        """The number of this text."""
        one = super().__new__(cls, text)
        one.text = text
        return one


def _with_tolerances(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The claim with half of the last written digit where a test gives no tolerance, its numbers plain."""
    readings = raw.get("reading")
    told = [_defaulted(one) for one in readings] if isinstance(readings, list) else readings
    return {key: _plain(told if key == "reading" else value) for key, value in raw.items()}


def _defaulted(reading: Any) -> Any:
    tests = reading.get("test") if isinstance(reading, dict) else None
    if not isinstance(tests, list):
        return reading
    return {**reading, "test": [_half_a_digit(one) if isinstance(one, dict) else one for one in tests]}


def _half_a_digit(test: dict[str, Any]) -> dict[str, Any]:
    expected, relation = test.get("expected"), test.get("relation", Relation.ABOUT.value)
    if "tolerance" in test or relation not in (Relation.ABOUT.value, Relation.NOT.value):
        return test
    text = expected.text if isinstance(expected, Written) else str(expected)
    number = re.fullmatch(r"[+-]?\d+(?:\.(\d+))?", text.strip())
    whole = not isinstance(expected, Written | str)
    if number is None or isinstance(expected, bool) or (whole and test.get("unit") in DISCRETE):
        return test
    return {**test, "tolerance": 0.5 * 10.0 ** -len(number[1] or "")}


def _plain(value: Any) -> Any:
    """The tree with plain numbers in place of written ones."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Written) else value


def _check_amount(claims: tuple[Claim, ...], file: str) -> None:
    count = sum(len(reading.tests) for claim in claims for reading in claim.readings)
    if count > MOST_TESTS:
        raise InputError("claims.parse_tests", file=file, count=count, most_tests=MOST_TESTS)


def _tree(content: bytes, file: str) -> dict[str, Any]:
    if len(content) > LARGEST_FILE:
        raise InputError("claims.parse_larger_than_bytes", file=file, largest_file=LARGEST_FILE)
    try:
        # Editors on Windows put a mark before the text.
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Written)
    except UnicodeDecodeError as error:
        raise InputError("claims.parse_utf_8_text_byte", file=file, start=error.start) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise RecordError("claims.parse_valid_toml", where=f"{file}:{line[1] if line else 1}", error=error) from None
    except RecursionError:
        raise InputError("claims.parse_nested_too_deeply", file=file, deepest=DEEPEST) from None
    except ValueError:
        raise InputError("claims.parse_holds_number_number_or", file=file) from None


def _check_depth(tree: object, file: str) -> None:
    """Walk without recursion, so that depth cannot exhaust the stack."""
    waiting: list[tuple[object, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise InputError("claims.parse_nested_deeper_than_levels", file=file, deepest=DEEPEST)
        if isinstance(node, dict):
            waiting += [(value, depth + 1) for value in node.values()]
        elif isinstance(node, list):
            waiting += [(value, depth + 1) for value in node]


def _claim(one: _Claim, limit: Limit | None, where: str) -> Claim:
    none = Text("", "")
    return Claim(
        id=one.id,
        place=one.place,
        wording=Text(one.zh or one.en, one.en or one.zh),
        readings=tuple(
            Reading(Text(r.zh or r.en, r.en or r.zh), tuple(_test(t, where) for t in r.test), r.primary)
            for r in one.reading
        ),
        changes=one.changes.text() if one.changes else none,
        because=one.because.text() if one.because else none,
        note=one.note.text() if one.note else none,
        limit=limit,
    )


def _choice(kind: type[Any], value: str, what: str, where: str) -> Any:
    known = [member.value for member in kind]
    if value not in known:
        raise UnknownNameError(what, value, known, where=where)
    return kind(value)


def _mistakes(one: _Test, where: str) -> list[FedsheetError]:
    """Every mistake of a test; what is expected is looked at where its unit and relation are known."""
    wrong = [*_stops(_unit, one, where), *_stops(_relation, one, where)]
    wrong = wrong or [*_stops(_asked, one, where), *_stops(_tolerance, one, where)]
    return [*_stops(_arguments, one, where), *wrong]


def _stops(part: Callable[[_Test, str], object], one: _Test, where: str) -> list[FedsheetError]:
    """Why a part of a test cannot be read; nothing where it can."""
    try:
        part(one, where)
    except FedsheetError as error:
        return [error]
    return []


def _unit(one: _Test, where: str) -> ClaimUnit:
    return claim_unit(one.unit, where)


def _relation(one: _Test, where: str) -> Relation:
    relation: Relation = _choice(Relation, one.relation, "relation", where)
    return relation


def _arguments(one: _Test, where: str) -> dict[str, Any]:
    quantity = quantity_named(one.quantity, where)
    try:
        arguments = quantity.schema.model_validate(one.args)
    except ValidationError as error:
        raise _wrong_argument(error, quantity.name, list(quantity.arguments), where) from None
    return {name: getattr(arguments, name) for name in quantity.arguments}


def _asked(one: _Test, where: str) -> tuple[Scalar, Scalar | None]:
    return _ends(one.expected, _relation(one, where), _unit(one, where), where)


def _tolerance(one: _Test, where: str) -> float:
    """In the unit of the test; of a date days."""
    unit, tolerance = _unit(one, where), one.tolerance or 0.0
    refuse_unmeant(tolerance, unit.largest, "tolerance", where)
    return tolerance


def _test(one: _Test, where: str) -> Test:
    unit, relation = _unit(one, where), _relation(one, where)
    expected, upper = _asked(one, where)
    return Test(
        one.quantity, _arguments(one, where), expected, unit, relation, _tolerance(one, where), upper, one.least
    )  # fmt: skip


def _ends(value: Any, relation: Relation, unit: ClaimUnit, where: str) -> tuple[Scalar, Scalar | None]:
    """What is expected: one value, or the two ends of a span."""
    if relation is not Relation.BETWEEN:
        if isinstance(value, list):
            raise InputError("claims.parse_two_values_expected", where=where)
        return _expected(_number(value), unit, where), None
    if not isinstance(value, list) or len(value) != 2:
        raise InputError("claims.parse_span_two_ends", where=where)
    low, high = (_expected(_number(end), unit, where) for end in value)
    if low > high:  # type: ignore[operator]  # both are of the unit's own type
        raise InputError("claims.parse_span_begins_lower_end", where=where)
    return low, high


def _number(value: Any) -> Any:
    """A number written as text ("6.59") as a number; anything else as it is."""
    written = isinstance(value, str) and re.fullmatch(r"[+-]?\d+(\.\d+)?", value.strip())
    return float(value) if written else value


def _expected(value: Scalar, unit: ClaimUnit, where: str) -> Scalar:
    """The expected value as its unit wants it: a date, yes or no, or a number of a size that is counted."""
    wanted, kind = _WANTED.get(unit.kind, (float, "number"))
    if isinstance(value, datetime) or not isinstance(value, wanted) or value in (math.inf, -math.inf) or value != value:
        raise InputError(
            "claims.parse_expected_value_does_fit",
            where=where,
            value=value,
            name=unit.name,
            words=Remark.of(f"claims.wanted_{kind}"),
        )
    if kind == "number":
        refuse_unmeant(value, unit.largest, "expected", where)  # type: ignore[arg-type]  # neither a date nor a truth
    return value


_WANTED: dict[Kind, tuple[type, str]] = {
    Kind.DATE: (date, "date"),
    Kind.TRUTH: (bool, "truth"),
}


def _check_unique(ids: list[str], file: str) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise InputError("claims.parse_claim_id_used_twice", where=file, twice=twice[0])


def _wrong_argument(error: ValidationError, quantity: str, known: list[str], where: str) -> InputError:
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        near = get_close_matches(name, known, n=2) or known
        return InputError(
            "claims.parse_quantity_takes", where=where, quantity=quantity, name=name, near=", ".join(near)
        )
    if first["type"] == "missing":
        return InputError(
            "claims.parse_quantity_needs", where=where, quantity=quantity, name=name, known=", ".join(known)
        )
    return InputError(
        "claims.parse_argument_quantity",
        where=where,
        name=name,
        quantity=quantity,
        short=_short(first["input"]),
        first=reason(first),
    )


def _named(error: ValidationError, tree: Mapping[str, Any], file: str) -> InputError:
    """The first mistake of the file's head, told with its place."""
    first = error.errors(include_url=False)[0]
    return _mistake(first, _place(first["loc"], tree, file), first["loc"])


def _mistake(first: Mapping[str, Any], where: str, loc: tuple[int | str, ...]) -> InputError:
    """One mistake of the schema in our own words."""
    parts = [str(part) for part in (loc[2:] if len(loc) > 1 and loc[0] == "claim" else loc)]
    key = ".".join(part for part in parts if not _LEAKED.match(part))
    if loc[0] == "claim" and len(loc) == 2:  # of the claim as a whole, which is too long to be shown
        return InputError("claims.parse_whole", where=where, said=reason(first))
    if first["type"] == "extra_forbidden":
        possible = Remark.of("claims.known_keys", names=", ".join(_keys_at(loc)))
        return InputError("claims.parse_unknown_key", where=where, key_=key, possible_=possible)
    if first["type"] == "missing":
        return InputError("claims.parse_missing", where=where, key_=key)
    return InputError("claims.parse_is", where=where, key_=key, short=_short(first["input"]), said=reason(first))


_LEAKED = re.compile(r"^(float|bool|date|str|int|list\[.*|function-.*)$")  # the validator's own names of alternatives


def _place(loc: tuple[int | str, ...], tree: Mapping[str, Any], file: str) -> str:
    """Where in the file a location lies: the claim by its id, where it lies in one."""
    if len(loc) > 1 and loc[0] == "claim" and isinstance(loc[1], int):
        claim = tree["claim"][loc[1]]
        name = claim.get("id", loc[1] + 1) if isinstance(claim, dict) else loc[1] + 1
        return f"{file}: <claim {_short(name)}>"
    return file


def _keys_at(loc: tuple[int | str, ...]) -> list[str]:
    """The keys the schema knows at a location."""
    tables: dict[tuple[str, ...], type[BaseModel]] = {
        (): _File, ("report",): _Report, ("report", "title"): _Text, ("claim",): _Claim, ("claim", "reading"): _Reading,
        ("claim", "reading", "test"): _Test,
    }  # fmt: skip
    names = tuple(part for part in loc[:-1] if isinstance(part, str))
    return list(tables.get(names, _Text).model_fields)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
