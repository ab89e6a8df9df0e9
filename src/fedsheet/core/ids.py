"""CUSIPs, checked by their check digit."""

from __future__ import annotations

from functools import lru_cache

from fedsheet.core.errors import InputError

_VALUES = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#")}


def cusip_check_digit(first_eight: str) -> int:
    """The ninth character of a CUSIP, by the modulus-10 double-add-double rule (CUSIP Global Services)."""
    total = 0
    for place, character in enumerate(first_eight):
        value = _VALUES[character] * (2 if place % 2 else 1)
        total += value // 10 + value % 10
    return (10 - total % 10) % 10


@lru_cache(maxsize=1 << 16)  # a list a week names much the same securities
def cusip(text: str) -> str:
    """A CUSIP whose check digit is right, upper case; otherwise `InputError` that shows the digit expected."""
    name = text.strip().upper()
    if len(name) != 9 or any(c not in _VALUES for c in name):
        raise InputError("core.ids_cusip", text=text)
    expected = cusip_check_digit(name[:8])
    if name[8] != str(expected):
        raise InputError(
            "core.ids_cusip_ends_where_check", name=name, name_2=name[8], expected=expected, name_3=name[:8]
        )
    return name
