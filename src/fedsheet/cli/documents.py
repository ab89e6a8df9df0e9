"""What `report` and `brief` look at before any work: languages, libraries, figures that are due, and their age."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedsheet.present.text import Words


def prepared(lang: str, *, has_office: bool, is_updated: bool, is_present: bool) -> tuple[tuple[str, ...], Words]:
    """The languages to write in, and the words in which the command speaks: of both, those of FEDSHEET_LANG.

    A library that is missing is named before figures are brought for minutes; an age is told of the present alone.
    """
    from fedsheet.cli.update import bring_up_to_date
    from fedsheet.core.errors import UnknownNameError
    from fedsheet.core.extras import need
    from fedsheet.present.text import LANGUAGES, Words
    from fedsheet.runs.status import told_age

    if lang not in (*LANGUAGES, "both"):
        raise UnknownNameError("language", lang, (*LANGUAGES, "both"), where="--lang")
    spoken = os.environ.get("FEDSHEET_LANG", "") if lang == "both" else lang
    words = Words(spoken if spoken in LANGUAGES else "en")
    need("report", "forecast", *(("office",) if has_office else ()))
    if is_updated:
        bring_up_to_date(words)
    if is_present:
        sys.stderr.writelines(told_age(words))
    return LANGUAGES if lang == "both" else (lang,), words
