"""The walk through every exhibit of a result, on whatever store is held."""

from __future__ import annotations

from fedsheet.core.errors import FedsheetError
from fedsheet.present.exhibits import entries
from fedsheet.present.media import rendered
from fedsheet.present.text import Words
from fedsheet.runs.show import Asked, result

QUICK = {"facts", "policy", "programmes", "medians", "dots", "strategies", "series", "clock", "scenarios", "read",
         "statement", "orderings", "rates", "kinds", "record"}  # fmt: skip
# Made from a user's file, or for its owner alone.
OF_A_USER = {"implied", "implied history", "instrument", "single dots", "tokens"}
RESULTS_OF = sorted({one.of for one in entries().values()} - OF_A_USER)


def walked(of: str) -> list[str]:
    """Every exhibit of a result as a program reads it, in Chinese; those refused by name, with what was said."""
    found, words, refused = result(of, Asked()), Words("zh"), []
    for name, one in entries().items():
        if one.of == of:
            try:
                assert rendered(one.make(found, words), "json", words, None)
            except FedsheetError as error:
                refused.append(f"{name}: {error}")
    return refused
