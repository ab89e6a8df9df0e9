"""Why reserves moved between two Wednesdays: a waterfall that closes, its table, the reasons in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.reserve_drivers import Driver, ReserveDrivers

LEAST_USD = 1.0  # of what factors leave: less is how a sum of decimals falls

REASONS = 3  # told in the sentence, the largest first
AHEAD = "_ahead"  # how messages of what is projected end


def reasons(found: ReserveDrivers, words: Words) -> str:
    """What reserves did and the three factors that did most of it, in one sentence."""
    named = [_reason(driver, words) for driver in found.largest[:REASONS]]
    change = found.change_usd
    return words(
        f"bridge.sentence_{'up' if change >= 0 else 'down'}", start=found.start, end=found.end, change=abs(change),
        before=found.reserves_start_usd, after=found.reserves_end_usd, reasons=words("common.semicolon").join(named),
    )  # fmt: skip


def _reason(driver: Driver, words: Words, when: str = "") -> str:
    rose = driver.end_usd >= driver.start_usd
    side = "added" if driver.contribution_usd >= 0 else "drained"
    return words(
        f"bridge.reason_{'rose' if rose else 'fell'}_{side}{when}", factor=words(f"review.factor_{driver.id}"),
        usd=abs(driver.contribution_usd),
    )  # fmt: skip


def reasons_ahead(found: ReserveDrivers, words: Words) -> str:
    """What reserves do on a projection and the three factors that do most of it, in one sentence."""
    named = [_reason(driver, words, AHEAD) for driver in found.largest[:REASONS]]
    return words(
        f"bridge.ahead_{'up' if found.change_usd >= 0 else 'down'}", start=found.start, end=found.end,
        before=found.reserves_start_usd, after=found.reserves_end_usd, reasons=words("common.semicolon").join(named),
    )  # fmt: skip


def headline(found: ReserveDrivers, words: Words, message: str = "bridge.caption") -> str:
    """What a drawing of the account finds: by how much reserves moved and the factor that did most."""
    first = found.largest[0]
    return words(
        message, start=found.start, end=found.end, change=found.change_usd, before=found.reserves_start_usd,
        after=found.reserves_end_usd, factor=words(f"review.factor_{first.id}"), usd=first.contribution_usd,
    )  # fmt: skip


@exhibit("reserve-bridge-ahead", of="reserves ahead")
def bridge_ahead(found: ReserveDrivers, words: Words) -> Exhibit:
    """The same from the newest statement to the quarter's end, on the projection."""
    from fedsheet.present.charts.bridge import waterfall

    plot = waterfall(_table(found, words).named("reserve-bridge-ahead"), found, words)
    return Exhibit.of(words, plot, reasons_ahead(found, words), source(words, "board"), *_notes(found, words))


@exhibit("reserve-bridge", of="bridge")
def bridge(found: ReserveDrivers, words: Words) -> Exhibit:
    """Reserves at the start, what each factor did, reserves at the end, as a waterfall."""
    from fedsheet.present.charts.bridge import waterfall

    plot = waterfall(_table(found, words), found, words)
    return Exhibit.of(words, plot, reasons(found, words), source(words, "board"), *_notes(found, words))


@exhibit("reserve-drivers", of="bridge")
def drivers(found: ReserveDrivers, words: Words) -> Exhibit:
    """Every factor with its levels and what its change did to reserves; the remainder last."""
    table = _table(found, words).named("reserve-drivers")
    told = reasons(found, words)
    return Exhibit.of(words, table, _sides(found, words), source(words, "board"), told, *_notes(found, words))


def _sides(found: ReserveDrivers, words: Words) -> str:
    """What assets and what other liabilities did to reserves; whatever is left of the change is the remainder."""
    told = {
        key: sum(driver.contribution_usd for driver in found.drivers if driver.supplies is supplies)
        for key, supplies in (("supplied", True), ("absorbed", False))
    }
    return words("bridge.sides", start=found.start, end=found.end, change=found.change_usd, **told)


@exhibit("reserve-moves", of="moves")
def moves(found: Sequence[ReserveDrivers], words: Words) -> Exhibit:
    """What each factor did to reserves over the last 1, 4 and 13 weeks; every column adds up to its last row."""
    spans = {(one.end - one.start).days // 7: one for one in found}
    told = {weeks: {d.id: d.contribution_usd for d in one.drivers} for weeks, one in spans.items()}
    longest = spans[max(spans)]
    ids = dict.fromkeys([d.id for d in longest.largest] + [d.id for one in found for d in one.largest])
    rows: list[tuple[object, ...]] = [(name, *(told[weeks].get(name) for weeks in spans)) for name in ids]
    if any(abs(one.remainder_usd) >= LEAST_USD for one in found):
        rows.append(("remainder", *(one.remainder_usd for one in found)))
    rows.append(("reserves", *(one.change_usd for one in found)))
    columns = (
        Column("factor", "name:review.factor_"),
        *(Column(f"weeks_{n}", "money_signed", label=words("bridge.weeks", n=n, start=spans[n].start)) for n in spans),
    )
    table = Table.of("reserve-moves", words, columns, rows)
    caption = words("bridge.moves_caption", end=longest.end, change=longest.change_usd, n=max(spans))
    return Exhibit.of(words, table, caption, source(words, "board"), *_notes(longest, words))


def _table(found: ReserveDrivers, words: Words) -> Table:
    columns = (
        Column("factor", "name:review.factor_"), Column("side", "name:bridge.side_"), Column("start_level", "money"),
        Column("end_level", "money"), Column("contribution", "money_signed"),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (d.id, "supplies" if d.supplies else "absorbs", d.start_usd, d.end_usd, d.contribution_usd)
        for d in found.largest
    ]
    if abs(found.remainder_usd) >= LEAST_USD:
        rows.append(("remainder", None, None, None, found.remainder_usd))
    rows.append(("reserves", "sum", found.reserves_start_usd, found.reserves_end_usd, found.change_usd))
    return Table.of("reserve-bridge", words, columns, rows)


def _notes(found: ReserveDrivers, words: Words) -> tuple[str, ...]:
    """At which depth the account is kept, and where it would close."""
    if found.depth != "week":
        rest = words(f"review.factor_{found.drivers[-1].id}")
        told = {"tolerance": found.tolerance_usd, "rest": rest, "misses": "portfolio-backtest"}
        return (words(f"bridge.note_{found.depth}", **told),)
    near = found.near
    close = words("bridge.close_near", start=near[0].isoformat(), end=near[1].isoformat()) if len(near) == 2 else ""
    left = words(f"review.factor_{found.drivers[-1].id}")
    return words("bridge.note_week", rest=left), close, words("bridge.close_pull")
