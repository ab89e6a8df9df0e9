"""A refusal as the page says it: in the reader's language, with advice in the page's own terms."""

from __future__ import annotations

from typing import NamedTuple

from fastapi import Request

from fedsheet.core.errors import FedsheetError
from fedsheet.present.refusals import since
from fedsheet.present.text import Words
from fedsheet.web.serving.request_guard import language


class Refusal(NamedTuple):
    """What the page shows: a sentence with its advice, and the first as-of day that would do, where one is known."""

    said: str
    since: str = ""


def refusal(error: FedsheetError, words: Words) -> Refusal:
    """The refusal in the language of `words`, options called by the page's own controls."""
    return Refusal(error.said(words.language, "page"), since(error))


def language_of(request: Request) -> str:
    """The language a request was made in."""
    return language(request.scope)
