"""JSON as we accept it from a browser: bounded in size, depth and numbers; no NaN, no repeated key."""

from __future__ import annotations

import base64
import binascii
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
        raise InputError("web.strict_request_body_json_2", error=error) from None
    if not isinstance(value, dict):
        raise InputError("web.strict_request_body_json", name=type(value).__name__)
    _check_text(value)
    return value


def bytes_of(text: str, name: str) -> bytes:
    """A file's bytes from base64; anything else raises `InputError` with the file's name."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("web.series_base64", name=name[:60]) from None


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
        raise InputError("web.strict_request_body_nested_deep", deepest=deepest, max_depth=MAX_DEPTH)


def _check_text(value: object) -> None:
    """Refuse halves of characters: no file and no answer could hold them."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InputError("web.strict_request_body_holds_half") from None


def _refuse_constant(name: str) -> NoReturn:
    raise InputError("web.strict_request_body_holds", name=name)


def _bounded_int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise InputError("web.strict_number_digits_sent", n_text=len(text), max_digits=MAX_DIGITS)
    return int(text)


def _bounded_float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise InputError("web.strict_number_too_large", text=text[:20])
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise InputError("web.strict_key_sent_twice", keys=next(k for k in keys if keys.count(k) > 1))
    return dict(pairs)
