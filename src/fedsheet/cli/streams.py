"""Standard output on any terminal: a sign that its encoding lacks becomes a plain one; data are UTF-8 always.

Where there is none (a scheduled task without a console, `>&-`) what is said goes nowhere; files are written as ever.
"""

from __future__ import annotations

import codecs
import os
import sys
from typing import TextIO

PLAIN = {
    "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MULTIPLICATION SIGN}": "x", "\N{MIDDLE DOT}": ".", "\N{BULLET}": "*", "\N{RIGHTWARDS ARROW}": "->",
    "\N{LESS-THAN OR EQUAL TO}": "<=", "\N{GREATER-THAN OR EQUAL TO}": ">=", "\N{ALMOST EQUAL TO}": "~",
    "\N{PLUS-MINUS SIGN}": "+/-", "\N{BOX DRAWINGS LIGHT HORIZONTAL}": "-", "\N{BOX DRAWINGS HEAVY HORIZONTAL}": "-",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ",
}  # fmt: skip


# ASCII under a name of ours: typer takes a stream of that name for a mistake and writes UTF-8 to it, beside our tables.
ASCII = "plain_ascii"


def for_any_terminal() -> None:
    """A sign that GBK, Big5, cp1252 or ASCII lacks is printed plainly, as "?" at worst; no command fails of it."""
    codecs.register_error("plain", plainly)
    codecs.register(_ascii)
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=ASCII if is_ascii else None, errors="plain")


def _ascii(name: str) -> codecs.CodecInfo | None:
    if name != ASCII:
        return None
    of = codecs.lookup("ascii")
    return codecs.CodecInfo(
        of.encode, of.decode, of.streamreader, of.streamwriter, of.incrementalencoder, of.incrementaldecoder, ASCII
    )


def _nowhere() -> TextIO:
    """A stream that keeps nothing; it takes the free number, so that no file of ours becomes standard output."""
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def for_data() -> None:
    """What programs read is UTF-8, whatever the terminal speaks."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def plainly(error: UnicodeError) -> tuple[str, int]:
    """The plain form of what cannot be encoded, and where to go on; an error handler of `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end
