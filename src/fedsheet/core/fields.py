"""What a schema says against a value of a user's file or of an address: its kind and bound, told in any language.

reason({"type": "greater_than_equal", "ctx": {"ge": 1}, …})     "1 at least is wanted"
raise BrokenRuleError("watch_bound")                                     a rule of our own inside a validator
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fedsheet.core.notes import Remark

# Kinds of pydantic, and rules of our own, that have a sentence among the errors, `fields`.
KINDS = frozenset({
    "bool_parsing", "bool_type", "date_from_datetime_inexact", "date_from_datetime_parsing", "date_parsing",
    "date_type", "dict_type", "enum", "extra_forbidden", "finite_number", "float_parsing", "float_type",
    "greater_than", "greater_than_equal", "int_from_float", "int_parsing", "int_type", "json_invalid", "less_than",
    "less_than_equal", "list_type", "literal_error", "missing", "model_attributes_type", "model_type",
    "string_pattern_mismatch", "string_too_long", "string_too_short", "string_type", "too_long", "too_short",
    "unexpected_keyword_argument", "value",
    "claim_primary", "claim_wording", "name", "rates_by_month", "shift_when", "tell_file", "tell_url", "watch_bound",
    "watch_of_release", "watch_unit", "words",
})  # fmt: skip
BOUNDS = ("ge", "gt", "le", "lt", "max_length", "min_length", "expected")
NAME = "^[A-Za-z0-9_.-]"  # what a pattern begins with that takes names
ONE_OF = re.compile(r"\^\(([a-z|]+)\)\$")  # a pattern that takes one of a few words


class BrokenRuleError(ValueError):
    """A rule of our own that a value breaks, by its kind; raised inside a validator."""


def reason(found: Mapping[str, Any]) -> Remark:
    """Why a value was not taken, of one finding of pydantic: its kind and bound, not its English."""
    kind, given = str(found.get("type", "")), found.get("ctx") or {}
    kind = str(given["error"]) if isinstance(given.get("error"), BrokenRuleError) else kind
    bound = next((given[name] for name in BOUNDS if name in given), "")
    pattern = str(given.get("pattern", ""))  # itself no reader's language
    if few := ONE_OF.fullmatch(pattern):
        kind, bound = "literal_error", few[1].replace("|", ", ")
    elif pattern.startswith(NAME):
        kind = "name"
    told = str(bound).replace("' or '", "', '")  # a list of names, in no language
    return Remark.of(f"fields.{kind if kind in KINDS else 'value'}", bound=told)
