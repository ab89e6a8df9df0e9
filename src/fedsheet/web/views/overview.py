"""Overview: where the sheet, reserves and rates stand, what a week changed, what comes next, how fresh it all is."""

from __future__ import annotations

import math
from datetime import date
from functools import partial
from typing import Annotated

from pydantic import Field

from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.clock import clock, last_decision, unknown_decisions
from fedsheet.outlook.meetings import meetings_known
from fedsheet.present.age import aged
from fedsheet.present.blocks import Block, Bullets, Figure, Heading, Note, TableBlock
from fedsheet.present.exhibits import bridge
from fedsheet.present.exhibits import data as data_exhibits
from fedsheet.present.exhibits import money_market as money
from fedsheet.present.exhibits import moves as changes
from fedsheet.present.exhibits import normalisation as sheet
from fedsheet.present.exhibits.moves import ALSO, AMOUNTS, RATES, SeriesMoves, moved, newest_of, since_of
from fedsheet.present.sections.parts import paragraph, source, where_known
from fedsheet.present.table import MARK
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Control, Page, Params, Tile, Tiles, View, counted
from fedsheet.web.views.parts import as_of_option, as_of_text, held_by, report_data
from fedsheet.web.views.reserves import moves

TILES = ("WALCL", "WRESBAL", "WTREGEN", "RRPONTSYD", "SOFR", "DFF", "DGS2", "DGS10")


class OverviewParams(Params):
    """`since` is the day changes are counted from; left out, a quarter before the newest statement."""

    since: Annotated[date | None, Field(description="Day that changes are counted from, YYYY-MM-DD.")] = None


def page(desk: Desk, params: OverviewParams) -> Page:
    """The newest values with their changes, the levers in force, the next meeting, the sheet and the corridor."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    since, later = held_by(params.since or since_of(known), known.as_of, words)
    amounts, rates = (moved(known, newest_of(known, ids), since) for ids in (AMOUNTS, RATES))
    held, is_open = {one.id: one for one in (*amounts, *rates)}, bool(unknown_decisions(desk.path, known))
    figures = _figures(desk, known, words)
    blocks: list[Block] = [
        *figures[:1],
        *_why(desk, known, words),
        Heading(1, words("web.what_changed")),
        *later,
        changes.levels_since(amounts, since, words).block,
        changes.rates_since(rates, since, words).block,
        *_of_another_range(desk, known, rates, words),
        *figures[1:],
        Heading(1, words("data.clock_title")),
        _clock(desk, known, words),
        Heading(1, aged(words, "web.policy_now", "web.policy_now_stale", is_stale=is_open)),
        changes.levers((known, desk.path), words).block,
    ]  # fmt: skip
    return Page(
        words("web.overview"),
        (*_lead(desk, known, held, words), _tiles(desk, known, held, words), *_stale(desk, known, words),
         *counted(blocks)),
        f'import fedsheet\n\nknown = fedsheet.vintage({as_of_text(params.as_of)})\n'
        f'for name in {AMOUNTS + RATES!r}:\n'
        "    if name in known:\n"
        "        values = known[name].values\n"
        "        print(name, values.index[-1].date(), values.iloc[-1], known[name].unit.name)",
        f"fedsheet series WALCL{as_of_option(params.as_of)}", known.as_of, known.digest,
        (Control("since", "date", words("web.since"), since.isoformat()),),
    )  # fmt: skip


def _figures(desk: Desk, known: Vintage, words: Words) -> list[Figure]:
    """The sheet, where the money went, the corridor: as in the report, made without the chapters around them."""

    def made() -> list[Figure]:
        report = report_data(desk, known)
        seen = (
            (sheet.assets, True),
            (sheet.drain, report.announced("runoff2")),
            (money.corridor, money.has_begun(report)),
        )
        return list(where_known(*(partial(make, report, words) for make, is_seen in seen if is_seen)))

    return desk.once(known, "figures of the overview", words.language, made)


def earlier_regime(desk: Desk, known: Vintage, one: SeriesMoves) -> date | None:
    """The decision since the rate's day that moved the target range; None where it is of the range in force."""
    if one.id not in RATES + tuple(ALSO.values()):
        return None
    now, then = (desk.path.at(day, known_at=known.as_of).actions.get("lower") for day in (known.as_of, one.day))
    if now is None or then is None or now.effective_date == then.effective_date:
        return None
    return now.announced_at


def _over_iorb(desk: Desk, sofr: SeriesMoves) -> float | None:
    """SOFR less interest on reserves in force on SOFR's own day; None before there was any, or where it is not told."""
    iorb = float(desk.path.on_days("iorb", pd.DatetimeIndex([sofr.day])).iloc[0])
    return None if math.isnan(iorb) else sofr.value - iorb


def _next_meeting(known: Vintage) -> date | None:
    """The next scheduled meeting in the calendar public on the view's day; None past its end."""
    return next(iter(meetings_known(known.as_of).after(known.as_of)), None)


# ---- at a glance -------------------------------------------------------------------------------------------------


def _lead(desk: Desk, known: Vintage, held: dict[str, SeriesMoves], words: Words) -> list[Block]:
    """The state of things in three sentences; what was not yet known is left out."""

    def sheet() -> str:
        assets, reserves = held["WALCL"], held["WRESBAL"]
        key = "web.lead_sheet" if assets.day == reserves.day else "web.lead_sheet_of_two_days"
        return words(
            key, day=assets.day, assets=assets.value, week=assets.week, reserves=reserves.value, of=reserves.day
        )  # fmt: skip

    def sofr() -> str:
        one = held["SOFR"]
        over = _over_iorb(desk, one)
        key = "web.lead_sofr_above" if (over or 0.0) >= 0 else "web.lead_sofr_below"
        return words(key, rate=one.value, over=over, day=one.day)

    def ahead() -> str:
        return words("web.lead_meeting", day=_next_meeting(known))

    can_say = {
        sheet: {"WALCL", "WRESBAL"} <= held.keys(),
        sofr: "SOFR" in held and _over_iorb(desk, held["SOFR"]) is not None,
        ahead: _next_meeting(known) is not None,
    }
    return paragraph(words, *(say for say, may in can_say.items() if may))


def _stale(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """What is not current, by class, and how to get newer figures; a meeting whose outcome is not known."""
    hands = clock(known, desk.path)
    notes: list[Block] = (
        [Note(data_exhibits.clock_sentence(hands, words))] if any(hand.is_stale for hand in hands) else []
    )
    unknown = unknown_decisions(desk.path, known)
    if unknown:
        last = last_decision(desk.path, known.as_of)
        notes.append(Note(data_exhibits.unknown_sentence(unknown, last, words)))
    return notes


def _tiles(desk: Desk, known: Vintage, held: dict[str, SeriesMoves], words: Words) -> Tiles:
    named = newest_of(known, TILES)
    tiles = [_tile(held[name], words, earlier_regime(desk, known, held[name])) for name in named if name in held]
    over = _over_iorb(desk, held["SOFR"]) if "SOFR" in held else None
    if over is not None:
        detail = held["SOFR"].day.isoformat()
        is_stale, is_imported = held["SOFR"].is_stale, held["SOFR"].is_imported
        tiles.append(Tile(words("web.sofr_less_iorb"), words.format(over, "bp"), detail, 0, is_stale, is_imported))
    meeting = _next_meeting(known)
    if meeting is not None:
        detail = words("web.tile_ahead", n=(meeting - known.as_of).days)
        tiles.append(Tile(words("web.next_meeting"), meeting.isoformat(), detail))
    return Tiles(tuple(tiles))


def _tile(one: SeriesMoves, words: Words, decided: date | None) -> Tile:
    money = one.id in AMOUNTS
    shown = words.format(one.value, "usd" if money else "pct2")
    detail = words("web.tile_detail", change=words.format(one.week, "usd_signed" if money else "bp"), day=one.day)
    if decided is not None:
        detail += "\n" + words("web.before_decision", day=decided)
    name = words(f"review.series_{one.id.lower()}") + (f" {MARK}" if one.is_imported else "")
    return Tile(name, shown, detail, (one.week > 0) - (one.week < 0), one.is_stale, one.is_imported)


def _of_another_range(desk: Desk, known: Vintage, rates: list[SeriesMoves], words: Words) -> list[Block]:
    """Which of the rates are from before the last change of the target range."""
    old = {one.id: decided for one in rates if (decided := earlier_regime(desk, known, one)) is not None}
    if not old:
        return []
    names = [words(f"review.series_{name.lower()}") for name in old]
    return [Note(words("web.before_table", day=max(old.values()), names=names))]


def _why(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """What moved reserves over the last 1, 4 and 13 weeks: a sentence each, and the factors beside each other."""
    found = moves(desk, known)
    if not found:
        return []
    said = Bullets(tuple(bridge.reasons(one, words) for one in found))
    return [Heading(1, words("web.reserves")), said, bridge.moves(found, words).block]


# ---- tables ------------------------------------------------------------------------------------------------------


def _clock(desk: Desk, known: Vintage, words: Words) -> TableBlock:
    """How recent each class of figures is."""
    table = data_exhibits.clock(clock(known, desk.path), words).table
    return TableBlock(table, words("data.clock_caption", as_of=known.as_of), source(words, "board", "nyfed"))


VIEW = View("overview", OverviewParams, page)
