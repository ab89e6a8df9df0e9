"""A refusal as the page says it: in the reader's language, with advice in the page's own terms."""

from __future__ import annotations

from typing import NamedTuple

from fastapi import Request

from fedsheet.core.errors import FedsheetError
from fedsheet.present.refusals import since
from fedsheet.present.text import LANGUAGES, Words


class Refusal(NamedTuple):
    """What the page shows: a sentence with its advice, and the first as-of day that would do, where one is known."""

    said: str
    since: str = ""


def refusal(error: FedsheetError, words: Words) -> Refusal:
    """The refusal in the language of `words`, options called by the page's own controls."""
    return Refusal(error.said(words.language, "page"), since(error))


def language_of(request: Request) -> str:
    """The language a request was made in: its own parameter, else the page's header, else Chinese."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return next((one for one in LANGUAGES if asked.startswith(one)), LANGUAGES[0])
