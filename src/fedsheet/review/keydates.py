"""The statement on the key Wednesdays that ship, as far as it was public on the vintage's day."""

from __future__ import annotations

from datetime import date

import numpy as np

from fedsheet.core.dates import h41_release_date
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage

KEY_DATES = "h41_key_dates"


def key_days(vintage: Vintage) -> list[date]:
    """Wednesdays whose statement is held and was public, in order; empty where the table is not held."""
    if KEY_DATES not in vintage.tables:
        return []
    days = {stamp.date() for stamp in vintage.tables[KEY_DATES]["date"].unique()}
    return sorted(day for day in days if h41_release_date(day) <= vintage.as_of)


def key_levels(vintage: Vintage, day: date) -> dict[str, float] | None:
    """All lines of one Wednesday by their published names, US dollars; None where it is not held or was not public."""
    if KEY_DATES not in vintage.tables or h41_release_date(day) > vintage.as_of:
        return None
    table = vintage.tables[KEY_DATES]
    of_day = table["date"].to_numpy() == np.datetime64(day)
    items, usd_mn = (table[name].to_numpy()[of_day].tolist() for name in ("item", "usd_mn"))
    return {item: usd * USD_MN.scale for item, usd in zip(items, usd_mn, strict=True)} or None
