"""The journey of a check: the store, the replies, what is known today → findings."""

from __future__ import annotations

from datetime import date

from fedsheet.store.checks import Finding, check_all
from fedsheet.store.home import home
from fedsheet.store.observations import open_store
from fedsheet.store.raw import RawReplies


def data_check() -> list[Finding]:
    """Every finding about the figures held."""
    with open_store() as store:
        return check_all(store, RawReplies(home()), date.today())
