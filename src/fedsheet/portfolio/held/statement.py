"""The lines of H.4.1 on the opening day: each from its own weekly series, from a whole statement where it has none.

key Wednesday   the consolidated statement line by line, before the weekly series begin
any Wednesday   the weekly series of each line; a line not published yet is the last one published, up to a quarter old
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.held.holdings import Bucket

KEY_TABLE = "h41_key_dates"
BUCKETS = {
    "within 15 days": (1, 15),
    "16 days to 90 days": (16, 90),
    "91 days to 1 year": (91, 365),
    "over 1 year to 5 years": (366, 5 * 365),
    "over 5 years to 10 years": (5 * 365 + 1, 10 * 365),
    "over 10 years": (10 * 365 + 1, 30 * 365),
}
EARNING_NOTHING = (
    "Other: Coin",
    "Gold certificate account",
    "Bank premises",
    "Special drawing rights certificate account",
    "Other Assets, Consolidated Table",
    "Foreign currency denominated assets",
)
# H.4.1 items by line, first the Wednesday level.
PREMIUMS, DISCOUNTS = "WUPSHO", "WUDSHO"
REPOS, LOANS, SWAPS, PRIMARY_CREDIT = "WORAL", "WLCFLL", "SWPT", "WLCFLPCL"
NOTES, CURRENCY = "WLFN", "WCURCIR"
TGA, RESERVES = ("WDTGAL", "WTREGEN"), ("WRBWFRBL", "WRESBAL")
FOREIGN_REPO, ALL_REVERSE_REPO = "WLRRAFOIAL", "WLRRAL"
OTHER_THAN_RESERVES, FOREIGN_DEPOSITS, OTHER_DEPOSITS = "WOFDRBORBL", "WDFOL", "WLODL"
OLDEST = timedelta(days=100)


@dataclass(frozen=True)
class OpeningStatement:
    """The lines of the opening statement that a projection moves, US dollars.

    premium   unamortised premiums less discounts;  other_assets what the lines named leave of total assets
    loans     loans, swaps and facilities, of which primary_credit is a standing business of the day
    repos     repurchase agreements: overnight, so that those of a year's end are gone within days
    other_deposits      those of clearing houses (DFMUs) and others that earn the rate on reserve balances
    other_liabilities   deposits and payables other than those named, capital paid in and surplus included
    """

    day: date
    premium_usd: int
    loans_usd: int
    other_assets_usd: int
    currency_usd: int
    tga_usd: int
    on_rrp_usd: int
    foreign_repo_usd: int
    other_deposits_usd: int
    other_liabilities_usd: int
    deferred_asset_usd: int = 0
    repos_usd: int = 0
    primary_credit_usd: int = 0


class KeyDate:
    """The shipped statement of one key Wednesday, read by the ends of its line names, US dollars."""

    def __init__(self, vintage: Vintage, day: date) -> None:
        rows = (row for row in vintage.rows(KEY_TABLE) if row["date"] == str(day))
        self.day = day
        self.lines = {str(row["item"]): round(float(str(row["usd_mn"])) * USD_MN.scale) for row in rows}

    def line(self, ending: str) -> int:
        """The line whose name ends so; none or several raise."""
        found = {name: value for name, value in self.lines.items() if name.endswith(ending)}
        if len(set(found)) != 1:
            raise DateRangeError(
                "portfolio.statement_statement_lines_ending", day=self.day, n_found=len(found), ending=ending
            )
        return int(next(iter(found.values())))

    @property
    def premium_usd(self) -> int:
        """Unamortised premiums less discounts."""
        return sum(self.line(f"Unamortized {part} on securities held outright") for part in ("premiums", "discounts"))

    def buckets(self, security: str) -> list[Bucket]:
        """The maturity distribution of one kind of security; a bucket not listed holds nothing."""
        stem = f"Assets: Securities Held Outright: {security}: Maturing "
        named = {k.removeprefix(stem).removeprefix("in "): v for k, v in self.lines.items() if k.startswith(stem)}
        return [Bucket(*BUCKETS[k], int(v)) for k, v in named.items()]


def key_dates(vintage: Vintage) -> list[date]:
    """The Wednesdays whose whole statement is held."""
    return [date.fromisoformat(day) for day in sorted({str(row["date"]) for row in vintage.rows(KEY_TABLE)})]


def key_before(vintage: Vintage, day: date) -> KeyDate:
    """The last whole statement on or before a day."""
    before = [d for d in key_dates(vintage) if d <= day]
    if not before:
        raise DateRangeError("portfolio.statement_statement_held_or_before", day=day, key_dates=key_dates(vintage)[0])
    return KeyDate(vintage, before[-1])


class Weekly:
    """The weekly lines as published by a day."""

    def __init__(self, vintage: Vintage, day: date) -> None:
        self.vintage, self.day = vintage, day

    def exact(self, series_id: str) -> int | None:
        """The line of the very day, US dollars."""
        found = self._last(series_id)
        return found[1] if found and found[0] == self.day else None

    def last(self, series_id: str) -> int | None:
        """The line's last level, not older than a quarter; None where there is none."""
        found = self._last(series_id)
        return found[1] if found and self.day - found[0] <= OLDEST else None

    def first(self, ids: tuple[str, ...]) -> int:
        """The first of these that holds the very day, else the last level of the last of them."""
        found = next((x for x in map(self.exact, ids) if x is not None), None)
        return found if found is not None else round(self.vintage[ids[-1]].base_last(self.day)[1])

    def _last(self, series_id: str) -> tuple[date, int] | None:
        if series_id not in self.vintage.series:
            return None
        held = self.vintage[series_id]
        if held.first_day > self.day:
            return None
        on, usd = held.base_last(self.day)
        return on, round(usd)


def opening_statement(
    vintage: Vintage, day: date, securities_usd: int, deferred_asset_usd: int, premium_usd: int | None = None
) -> OpeningStatement:
    """The statement of `day` around securities of this amount; what no line names is in the two "other" lines.

    premium_usd  net premiums of the day where no statement of it tells them
    """
    key, weekly = key_before(vintage, day), Weekly(vintage, day)
    exact = day == key.day
    total = weekly.first(("WALCL",))
    premium = _premium(key, weekly) if premium_usd is None else premium_usd
    repos = _repos(key, weekly)
    rest = total - securities_usd - premium - repos
    loans, primary_credit = _loans(key, weekly, rest)
    tga = key.line("U.S. Treasury, General Account") if exact else weekly.first(TGA)
    reserves = key.line("Other deposits held by depository institutions") if exact else weekly.first(RESERVES)
    on_rrp, currency, deposits = on_rrp_on(vintage, day), _currency(key, weekly), _other_deposits(key, weekly)
    foreign = _foreign_repo(key, weekly, on_rrp)
    named = currency + tga + on_rrp + foreign + deposits
    return OpeningStatement(
        day,
        premium_usd=premium,
        loans_usd=loans,
        other_assets_usd=rest - loans,
        currency_usd=currency,
        tga_usd=tga,
        on_rrp_usd=on_rrp,
        foreign_repo_usd=foreign,
        other_deposits_usd=deposits,
        other_liabilities_usd=total - named - reserves + deferred_asset_usd,
        deferred_asset_usd=deferred_asset_usd,
        repos_usd=repos,
        primary_credit_usd=primary_credit,
    )


def _premium(key: KeyDate, weekly: Weekly) -> int:
    parts = [weekly.last(item) for item in (PREMIUMS, DISCOUNTS)]
    return key.premium_usd if parts[0] is None or parts[1] is None else parts[0] + parts[1]


def is_premium_old(vintage: Vintage, day: date) -> bool:
    """Whether the last net premiums published are those of a whole statement of an earlier day."""
    return Weekly(vintage, day).last(PREMIUMS) is None and key_before(vintage, day).day < day


def _repos(key: KeyDate, weekly: Weekly) -> int:
    """Those of the day; none where the last ones published are of another day, as they are repaid overnight."""
    if weekly.last(REPOS) is None:
        return key.line("Repurchase agreements") if key.day == weekly.day else 0
    return weekly.exact(REPOS) or 0


def _loans(key: KeyDate, weekly: Weekly, rest: int) -> tuple[int, int]:
    """Loans, swaps and facilities, and primary credit among them; before the weekly series, assets that earn."""
    earning_nothing = min(sum(key.line(ending) for ending in EARNING_NOTHING), rest)
    if (loans := weekly.last(LOANS)) is None:
        return rest - earning_nothing, 0
    window = weekly.last(PRIMARY_CREDIT)
    swaps = weekly.exact(SWAPS) or 0
    return loans + swaps, min(loans if window is None else window, loans)


def _currency(key: KeyDate, weekly: Weekly) -> int:
    """Federal Reserve notes; where only currency in circulation is published, that less coin as last known."""
    notes = weekly.exact(NOTES)
    if notes is not None:
        return notes
    then = Weekly(weekly.vintage, key.day).exact(CURRENCY)
    line = key.line("Federal Reserve notes, net of F.R. Bank holdings")
    if key.day == weekly.day or then is None:
        return line
    circulating = weekly.last(CURRENCY)
    return line if circulating is None else weekly.last(NOTES) or circulating - (then - line)


def _other_deposits(key: KeyDate, weekly: Weekly) -> int:
    if (found := weekly.exact(OTHER_DEPOSITS)) is not None:
        return found
    parts = [weekly.exact(item) for item in (OTHER_THAN_RESERVES, TGA[0], FOREIGN_DEPOSITS)]
    known = [part for part in parts if part is not None]
    if len(known) == len(parts):
        return known[0] - known[1] - known[2]
    last = weekly.last(OTHER_DEPOSITS)
    return last if last is not None else key.line("Deposits: Other")


def _foreign_repo(key: KeyDate, weekly: Weekly, on_rrp_usd: int) -> int:
    """The pool of foreign official accounts: its own line, else what ON RRP leaves of all reverse repos."""
    if (found := weekly.exact(FOREIGN_REPO)) is not None:
        return found
    everything = weekly.exact(ALL_REVERSE_REPO)
    if everything is None:
        everything = key.line("Liabilities: Reverse repurchase agreements")
        on_rrp_usd = on_rrp_on(weekly.vintage, key.day)
    return max(everything - on_rrp_usd, 0)


def on_rrp_on(vintage: Vintage, day: date) -> int:
    """ON RRP on the day; zero before its first operation, as there was none."""
    series = vintage["RRPONTSYD"]
    return 0 if day < series.first_day else round(series.base_last(day)[1])


@dataclass(frozen=True)
class Kinds:
    """Treasuries by kind, US dollars of par, and inflation compensation; `nominal` holds FRNs (None: not known)."""

    bills: int
    nominal: int
    tips: int
    compensation: int
    frn: int | None


def published_kinds(vintage: Vintage, day: date) -> Kinds | None:
    """The kinds of a Wednesday; None before the weekly lines.

    Between the last kinds published and the day's total the difference is bills: what is bought.
    """
    weekly = Weekly(vintage, day)
    bills, nominal, tips = (weekly.last(item) for item in ("WSHOBL", "WSHONBNL", "WSHONBIIL"))
    if bills is None or nominal is None or tips is None:
        return None
    total, then = (round(vintage["TREAST"].base_last(d)[1]) for d in (day, vintage["WSHOBL"].base_last(day)[0]))
    return Kinds(bills + total - then, nominal, tips, then - bills - nominal - tips, weekly.last("SOMA_FRN"))
