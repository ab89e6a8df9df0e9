"""Whether the figures held agree with themselves and with each other: a list of findings, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from fedsheet.core.errors import DataError
from fedsheet.core.lazy import pd
from fedsheet.core.notes import Remark
from fedsheet.core.vintage import Vintage
from fedsheet.sheet import h41
from fedsheet.store.findings import ERROR, NOTE, WARNING, CheckFinding
from fedsheet.store.held import Store
from fedsheet.store.holdings import reconcile_with_h41, reconcile_with_summary
from fedsheet.store.raw import RawReplies
from fedsheet.store.soundness import is_readable, unsound

__all__ = ["ERROR", "NOTE", "WARNING", "CheckFinding", "check_all"]

ORDER = {ERROR: 0, WARNING: 1, NOTE: 2}
COPIES = (("SOFR", "FRED.SOFR"), ("EFFR", "FRED.EFFR"), ("WALCL", "H41.RESPPMA_N.WW"))
RATES = ("SOFR", "BGCR", "TGCR", "EFFR", "OBFR")
PERCENTILES = ("1", "25", "", "75", "99")
NESTED_VOLUMES = ("TGCRVOL", "BGCRVOL", "SOFRVOL")


def check_all(store: Store, replies: RawReplies, day: date) -> list[CheckFinding]:
    """Every check; an empty list means that all that could be checked holds.

    Where figures on disk are damaged nothing is compared: the damage is what there is to say.
    """
    found = unsound(store, replies, day)
    if not is_readable(found):
        return found
    known = store.vintage(day)
    for rule in (_statements, _release_pages, _unknown_lines, _copies, _percentiles, _volumes, _holdings):
        found += rule(known)
    return sorted(found, key=lambda f: (ORDER[f.severity], f.subject))


def _statements(known: Vintage) -> Iterator[CheckFinding]:
    """What does not add up, and how much could be checked at all, so that silence can be told from blindness."""
    held = h41.statements(known)
    checked = [(day, one) for day, levels in held.items() for one in h41.check(levels, day)]
    hold = sum(one.holds is True for _, one in checked)
    blind = sum(one.holds is None for _, one in checked)
    said = Remark.of("store.checks_summary", n=len(held), sums=len(checked), hold=hold, blind=blind)
    yield CheckFinding(NOTE, "H.4.1", said)
    for day, one in checked:
        if one.holds is False:
            off, bound = one.difference_usd / 1e6, one.bound_usd / 1e6
            said = Remark.of("store.checks_identity", name=one.identity.name, off=off, bound=bound)
            yield CheckFinding(ERROR, f"H.4.1 {day}", said)


def _release_pages(known: Vintage) -> Iterator[CheckFinding]:
    """The release pages: every line of the statement known, every sum of both tables within its rounding."""
    if "h41_releases" not in known.tables:
        return
    pages = known.table("h41_releases")
    for stamp, page in pages.groupby("date"):
        day = date.fromisoformat(str(stamp)[:10])
        subject = Remark.of("store.checks_page", day=day)
        is_statement = page["table"].str.startswith("Consolidated")
        factors = h41.check(h41.factors_of(_amounts(page[~is_statement])), day, h41.FACTOR_IDENTITIES)
        try:
            sums = h41.check(h41.levels_of(_amounts(page[is_statement])), day)
        except DataError as error:
            yield CheckFinding(ERROR, subject, Remark(error))
            sums = []
        failed = [checked.identity.name for checked in (*sums, *factors) if checked.holds is False]
        if failed:
            yield CheckFinding(ERROR, subject, Remark.of("store.checks_sums", names="; ".join(failed)))


def _amounts(page: pd.DataFrame) -> Iterator[tuple[str, float]]:
    return zip(page["item"], page["usd_mn"], strict=True)


def _unknown_lines(known: Vintage) -> Iterator[CheckFinding]:
    if "h41_unknown_lines" in known.tables:
        for row in known.table("h41_unknown_lines").itertuples():
            line = Remark.of("store.checks_line", code=row.code)
            yield CheckFinding(ERROR, line, Remark.of("store.checks_unknown_line", description=row.description))


def _copies(known: Vintage) -> Iterator[CheckFinding]:
    for own, copy in COPIES:
        if own in known and copy in known:
            both = known[own].values.align(known[copy].values, join="inner")
            differ = both[0][both[0] != both[1]]
            for stamp in differ.index[:3]:
                said = Remark.of(
                    "store.checks_copies", day=stamp.date(), own=both[0][stamp], other=both[1][stamp], copy=copy,
                    n=len(differ),
                )  # fmt: skip
                yield CheckFinding(WARNING, own, said)


def _percentiles(known: Vintage) -> Iterator[CheckFinding]:
    for rate in RATES:
        names = [rate + part for part in PERCENTILES]
        held = [known[name].values for name in names if name in known]
        for lower, upper in pairwise(held):
            a, b = lower.align(upper, join="inner")
            for stamp in a[a > b].index[:3]:
                said = Remark.of("store.checks_percentiles", day=stamp.date(), a=a[stamp], b=b[stamp])
                yield CheckFinding(WARNING, rate, said)


def _volumes(known: Vintage) -> Iterator[CheckFinding]:
    """TGCR's trades are a part of BGCR's, and those a part of SOFR's."""
    held = [(name, known[name].values) for name in NESTED_VOLUMES if name in known]
    for (inner, small), (outer, large) in pairwise(held):
        a, b = small.align(large, join="inner")
        for stamp in a[a > b].index[:3]:
            said = Remark.of("store.checks_volumes", day=stamp.date(), a=a[stamp], outer=outer, b=b[stamp])
            yield CheckFinding(WARNING, inner, said)


def _holdings(known: Vintage) -> Iterator[CheckFinding]:
    for rule in (reconcile_with_summary, reconcile_with_h41):
        for result in rule(known):
            if not result.agrees:
                said = Remark.of(
                    "store.checks_holdings", what=result.what, found=result.found_usd, other=result.other_usd
                )
                yield CheckFinding(ERROR, result.name, said)
