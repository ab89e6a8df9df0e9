"""JSON as we accept it from a browser: bounded in size, depth and numbers; no NaN, no repeated key."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from fedsheet.core.errors import InputError

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_DIGITS = 40
STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


def parse(body: bytes) -> dict[str, Any]:
    """One JSON object; anything else raises `InputError` that says what and what to send instead."""
    _check_depth(body)
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_int=_bounded_int,
            parse_float=_bounded_float,
            object_pairs_hook=_once,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"The request body is not JSON ({error})", do="Send one JSON object in UTF-8") from None
    if not isinstance(value, dict):
        raise InputError(f"The request body is a JSON {type(value).__name__}", do="Send one JSON object")
    _check_text(value)
    return value


def _check_depth(body: bytes) -> None:
    """Refuse deep nesting before the parser recurses; what stands inside strings does not count."""
    depth = deepest = 0
    for byte in STRING.sub(b"", body):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    if deepest > MAX_DEPTH:
        raise InputError(f"The request body is nested {deepest} deep", possible=f"At most {MAX_DEPTH} levels are read")


def _check_text(value: object) -> None:
    """Refuse halves of characters: no file and no answer could hold them."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InputError("The request body holds half a character", do="Send text that is whole") from None


def _refuse_constant(name: str) -> NoReturn:
    raise InputError(f"The request body holds {name}", do="Leave a missing number out, or send null")


def _bounded_int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise InputError(f"A number of {len(text)} digits was sent", possible=f"At most {MAX_DIGITS} digits are read")
    return int(text)


def _bounded_float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise InputError(f"The number {text[:20]} is too large", do="Send a finite number")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise InputError(f"The key {next(k for k in keys if keys.count(k) > 1)!r} is sent twice", do="Send it once")
    return dict(pairs)
