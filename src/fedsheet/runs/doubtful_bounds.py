"""What figures of rows can be by their nature: bounds of signs, covers, coupons and of what a buyback may take.

    signs     no amount that is offered, taken or held, and no most that may be taken, is below zero
    covers    bids of an auction are at least what was taken, and at most `MOST_COVER` times it
    coupons   from none to `MOST_COUPON`; that of a security listed before does not change
    buybacks  no more is taken than may be; what may be is within five times what it was of its like
A row that stands in the store as it is given has been judged, or taken in at somebody's word, and is not judged again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import SourceError
from fedsheet.sources.reply import RowsOf
from fedsheet.store import prints as p
from fedsheet.store.observations import Store
from fedsheet.store.tables import Row, in_force, names

NEVER_BELOW_ZERO = (
    "accepted_usd", "submitted_usd", "offered_usd", "offering_usd", "most_usd", "par_usd", "amount_usd",
    "outstanding_usd", "issued_usd", "soma_accepted_usd", "soma_holdings_usd", "original_face_usd",
)  # fmt: skip
# Of 3,995 auctions of 2016-26 the least is 1.98 and the largest 6.53: ten times the least is above twice the largest.
LEAST_COVER, MOST_COVER = 1.0, 15.0
NO_ZERO_SINCE = "2016-02-18"  # from there on no auction says 0; what pages of older ones write for none is not known
# Percent. The Treasury's highest ever is 16.25, of 1981; those of TIPS, agencies and their pools are far below.
MOST_COUPON, COUPON_OFF = 20.0, 0.0005
# Kinds of securities, in the words of each list, whose coupon is set once; of pools of CMBS it is an average.
COUPON_IS_SET = frozenset({
    "note_bond", "tips", "agency_debt", "mbs", "Notes", "Bonds", "Inflation-Protected Securities", "Note", "Bond",
    "TIPS",
})  # fmt: skip
LISTS = ("soma_treasury_", "soma_agency_")
# A publisher who says another coupon for as long is believed: the list before is too old to be held against his.
LIST_SPEAKS = timedelta(days=35)
BUYBACKS, SAME_BUYBACK = "treasury_buybacks", ("operation_type", "security_type", "bucket")
FEWEST_BUYBACKS, BUYBACK_TIMES = 8, 5.0


def refuse_impossible(table: str, key: str, row: Row, before: Row) -> None:
    """Signs, cover, coupon and taking of one row; what is missing is not judged.

    before  the row that is held under its key, or nothing: a cover that was told does not become none
    """
    for name in NEVER_BELOW_ZERO:
        value = _number(row, name)
        if value is not None and value < 0:
            raise SourceError("runs.bounds_below_zero", where=table, row=key, name=name, value=value)
    cover = _number(row, "bid_to_cover")
    is_told = cover or before.get("bid_to_cover") or str(row.get("auction_date")) >= NO_ZERO_SINCE
    if cover is not None and is_told and not LEAST_COVER <= cover <= MOST_COVER:
        raise _outside(table, key, "bid_to_cover", cover, LEAST_COVER, MOST_COVER)
    coupon = _coupon(row)
    if coupon is not None and not 0 <= coupon <= MOST_COUPON:
        raise _outside(table, key, "coupon_percent", coupon, 0.0, MOST_COUPON)
    taken, most = _number(row, "accepted_usd"), _number(row, "most_usd")
    if taken is not None and most and taken > most:
        raise SourceError("runs.bounds_more_than_most", where=table, row=key, value=taken, most=most)


def refuse_other_coupon(table: str, key: str, row: Row, before: Mapping[str, float]) -> None:
    """The coupon of a security that was listed before (percent, by CUSIP) is the same."""
    coupon, was = _coupon(row), before.get(str(row.get("cusip")))
    if coupon is not None and was is not None and abs(coupon - was) > COUPON_OFF:
        raise SourceError("runs.bounds_coupon_changed", where=table, row=key, value=coupon, before=was)


def refuse_other_most(table: str, key: str, row: Row, sizes: Mapping[tuple[object, ...], list[float]]) -> None:
    """The most a buyback may take, US dollars, is near what it was of its like, where enough of those are held."""
    most = _number(row, "most_usd")
    if most is None:
        return
    like = sizes.get(_like(row), [])
    if len(like) >= FEWEST_BUYBACKS and not min(like) / BUYBACK_TIMES <= most <= max(like) * BUYBACK_TIMES:
        raise _outside(table, key, "most_usd", most, min(like) / BUYBACK_TIMES, max(like) * BUYBACK_TIMES)


def sizes_of(buybacks: Iterable[Row]) -> dict[tuple[object, ...], list[float]]:
    """What buybacks may take, US dollars, by kind, security and bucket."""
    found: dict[tuple[object, ...], list[float]] = {}
    for row in buybacks:
        if most := _number(row, "most_usd"):
            found.setdefault(_like(row), []).append(most)
    return found


def coupons_before(store: Store, table: RowsOf, seen_on: date) -> dict[str, float]:
    """Coupons, percent, by CUSIP, of the list nearest in time to this one that is held and speaks for it."""
    day = p.day_number(seen_on)
    if table.name == "mspd_securities" and table.rows:
        month = date.fromisoformat(table.rows[0][0].split()[0])
        keys = [f"{of} {row['cusip']}" for _, row in table.rows for of in (month.replace(day=1) - ONE_DAY, month)]
        return _coupons(in_force(store.connection, table.name, day, sorted(keys)).items())
    family = next((name for name in LISTS if table.name.startswith(name)), None)
    if family is None:
        return {}
    own = _day_of(table.name)
    held = [name for name in names(store.connection) if name.startswith(family)]
    near = [name for name in held if abs(_day_of(name) - own) <= LIST_SPEAKS]
    nearest = min(near, key=lambda name: (abs(_day_of(name) - own), name), default=None)
    return {} if nearest is None else _coupons(in_force(store.connection, nearest, day, None).items())


def _coupons(rows: Iterable[tuple[str, str]]) -> dict[str, float]:
    read = (json.loads(content) for _, content in rows)
    return {str(row["cusip"]): coupon for row in read if (coupon := _coupon(row)) is not None}


def _coupon(row: Row) -> float | None:
    return _number(row, "coupon_percent") if row.get("kind", row.get("class")) in COUPON_IS_SET else None


def _number(row: Row, name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else None


def _like(row: Row) -> tuple[object, ...]:
    return tuple(row.get(name) for name in SAME_BUYBACK)


def _day_of(name: str) -> date:
    return date.fromisoformat(name.rsplit("_", 1)[-1])


def _outside(table: str, key: str, name: str, value: float, least: float, most: float) -> SourceError:
    return SourceError("runs.bounds_outside", where=table, row=key, name=name, value=value, least=least, most=most)
