"""Lists of securities, auctions and operations as long as the publishers': what ships, and others typed by rule."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fedsheet.core.dates import ONE_DAY, add_months, month_end, next_business_day
from fedsheet.core.ids import cusip_check_digit
from fedsheet.core.vintage import Vintage

KINDS = {"bill": "Bills", "note_bond": "NotesBonds", "tips": "TIPS", "frn": "FRN"}
CLASSES = {
    "bill": "Bills Maturity Value", "note_bond": "Notes", "tips": "Inflation-Protected Securities",
    "frn": "Floating Rate Notes",
}  # fmt: skip
FIRST_AUCTION = date(1979, 11, 15)
N_BILLS, N_FRNS, N_POOLS = 52, 8, 60
QUIET_DAYS = 11  # one day in so many without an auction: about 11,000 since 1979, as there were


@dataclass(frozen=True)
class Listed:
    """One security: dollars at par; inflation compensation of TIPS."""

    cusip: str
    kind: str
    matures: date
    coupon: float | None = None
    par: float = 0.0
    inflation: float = 0.0


def typed_cusip(stem: str, number: int) -> str:
    """A CUSIP by rule, its check digit right."""
    first = f"{stem}{number:0{8 - len(stem)}d}"
    return f"{first}{cusip_check_digit(first)}"


def treasuries(known: Vintage, day: date) -> list[Listed]:
    """Treasuries on a day: those of the list and of the auctions that ship and have not matured, and newer ones."""
    found: dict[str, Listed] = {}
    for row in known.rows("soma_treasury_2022-02-16"):
        matures = date.fromisoformat(str(row["maturity_date"])[:10])
        if row["kind"] in KINDS and matures > day:
            coupon = row["coupon_percent"]
            found[str(row["cusip"])] = Listed(
                str(row["cusip"]), str(row["kind"]), matures, None if coupon is None or coupon != coupon else coupon
            )
    first = day + ONE_DAY
    for n in range(N_BILLS):
        found |= _keyed(Listed(typed_cusip("9127Y", n), "bill", first + timedelta(weeks=n)))
    for n in range(N_FRNS):
        found |= _keyed(Listed(typed_cusip("91282Z", n), "frn", month_end(add_months(first, 3 * n + 1))))
    for n in range(1, 31):
        coupon = 1.0 + n % 16 / 4
        found |= _keyed(Listed(typed_cusip("91281Y", n), "note_bond", add_months(first, 12 * n), coupon))
        found |= _keyed(Listed(typed_cusip("91281W", n), "tips", add_months(first, 12 * n), coupon / 4))
    return list(found.values())


def _keyed(one: Listed) -> dict[str, Listed]:
    return {one.cusip: one}


def shared_out(listed: list[Listed], totals: Mapping[str, float], inflation: float) -> list[Listed]:
    """The same with amounts: each kind's total shared out to hundreds of dollars, the last security has the rest."""
    found = []
    for kind, total in totals.items():
        of_kind = [one for one in listed if one.kind == kind]
        each = total // len(of_kind) // 100 * 100
        bonus = inflation // len(of_kind) if kind == "tips" else 0.0
        parts = [replace(one, par=each, inflation=bonus) for one in of_kind]
        rest, more = total - each * (len(parts) - 1), inflation - bonus * (len(parts) - 1) if kind == "tips" else 0.0
        found += [*parts[:-1], replace(parts[-1], par=rest, inflation=more)]
    return found


def soma_rows(listed: list[Listed], day: str) -> list[dict[str, str]]:
    """Rows of the New York Fed's list."""
    return [
        {"asOfDate": day, "cusip": one.cusip, "maturityDate": str(one.matures), "issuer": "", "spread": "",
         "coupon": "" if one.coupon is None else str(one.coupon), "parValue": f"{one.par:.2f}",
         "inflationCompensation": f"{one.inflation:.2f}" if one.inflation else "", "percentOutstanding": "0.2",
         "changeFromPriorWeek": "0", "changeFromPriorYear": "", "securityType": KINDS[one.kind]}
        for one in listed
    ]  # fmt: skip


def agency_rows(day: str, debts: float, mbs: float, cmbs: float) -> list[dict[str, str]]:
    """Agency debt, pools of mortgages by coupon and year, and commercial ones."""
    rows = []
    for n in range(N_POOLS):
        share = mbs // N_POOLS if n else mbs - mbs // N_POOLS * (N_POOLS - 1)
        rows.append({
            "asOfDate": day, "cusip": typed_cusip("3132D", n), "term": "30yr" if n % 4 else "15yr",
            "securityDescription": f"UMBS MORTPASS {1.5 + n % 11 / 2:g}% {1 + n % 12:02d}/{36 + n % 20}",
            "currentFaceValue": f"{share:.2f}", "isAggregated": "Y", "securityType": "MBS",
        })  # fmt: skip
    rows.append({
        "asOfDate": day, "cusip": typed_cusip("3138L", 1), "securityDescription": "FNMA MORTPASS 3.56% 06/28",
        "term": "", "currentFaceValue": f"{cmbs:.2f}", "securityType": "CMBS",
    })  # fmt: skip
    rows.append({
        "asOfDate": day, "cusip": typed_cusip("31359", 7), "maturityDate": "2030-07-15", "issuer": "FNMA",
        "spread": "", "coupon": "6.250", "parValue": f"{debts:.2f}", "inflationCompensation": "",
        "percentOutstanding": "", "changeFromPriorWeek": "0", "changeFromPriorYear": "0",
        "securityType": "Agency Debts",
    })  # fmt: skip
    return rows


def mspd_rows(listed: list[Listed], month: date) -> list[dict[str, str]]:
    """Table 3 of the monthly statement: an issue and, of every fourth note, a reopening; subtotals between."""
    rows: list[dict[str, str]] = []
    whole = 0.0
    for kind, name in CLASSES.items():
        total = 0.0
        of_kind = [one for one in listed if one.kind == kind]
        for n, one in enumerate(of_kind):
            amount = 60_000.0 + n
            base = {
                "record_date": str(month), "security_class1_desc": name, "security_class2_desc": one.cusip,
                "interest_rate_pct": "null" if one.coupon is None else str(one.coupon),
                "maturity_date": str(one.matures), "redeemed_amt": "null",
                "inflation_adj_amt": "1500.0" if kind == "tips" else "null",
            }  # fmt: skip
            reopened = n % 4 == 3
            issued = one.matures - timedelta(days=10 * 365) if one.coupon else month - timedelta(days=40)
            first = {"issue_date": str(issued), "issued_amt": f"{amount:.1f}"}
            total += amount + 20_000.0 * reopened
            rows.append(base | first | {"outstanding_amt": "null" if reopened else f"{amount:.1f}"})
            if reopened:
                again = {"issue_date": str(issued + timedelta(days=30)), "issued_amt": "20000.0"}
                rows.append(base | again | {"outstanding_amt": f"{amount + 20_000.0:.1f}"})
        rows.append(_total(month, name, f"Total Unmatured Treasury {name}", total))
        whole += total
    return [*rows, _total(month, "Total Marketable", "null", whole)]


def _total(month: date, name: str, title: str, outstanding: float) -> dict[str, str]:
    return {
        "record_date": str(month), "security_class1_desc": name, "security_class2_desc": title,
        "interest_rate_pct": "null", "issue_date": "null", "maturity_date": "null", "issued_amt": "null",
        "inflation_adj_amt": "null", "redeemed_amt": "null", "outstanding_amt": f"{outstanding:.1f}",
    }  # fmt: skip


def auctions(known: Vintage, today: date) -> list[dict[str, str]]:
    """Every auction since 1979, newest first: those that ship, and a bill on nearly each business day without one."""
    shipped = {}
    for row in known.rows("treasury_auctions_2022_2026"):
        shipped.setdefault(date.fromisoformat(str(row["auction_date"])[:10]), []).append(row)
    found = []
    for day in _business_days(FIRST_AUCTION, today):
        shown = [_auction(row, day) for row in shipped.get(day, ())]
        found += shown or ([_bill_auction(day)] if day.toordinal() % QUIET_DAYS else [])
    return found[::-1]


def _business_days(first: date, last: date) -> Iterator[date]:
    days = (first + n * ONE_DAY for n in range((last - first).days + 1))
    return (day for day in days if day.weekday() < 5)


def _auction(row: Mapping[str, object], day: date) -> dict[str, str]:
    def text(name: str) -> str:
        value = row[name]
        return "" if value is None or value != value else str(value)

    issued = text("issue_date")[:10] if text("issue_date")[:1] == "2" else str(next_business_day(day + ONE_DAY, 0))
    matures = text("maturity_date")[:10] if text("maturity_date")[:1] == "2" else str(add_months(day, 120))
    accepted = f"{float(text('offering_usd') or 0) + float(text('soma_accepted_usd') or 0):.0f}"
    return _row(
        day, text("cusip"), text("security_type"), text("term") or text("original_term"), issued, matures,
        interestRate=text("coupon_percent"), offeringAmount=text("offering_usd"), totalAccepted=accepted,
        somaAccepted=text("soma_accepted_usd"), reopening="Yes" if text("reopening") in ("True", "1") else "No",
    )  # fmt: skip


def _bill_auction(day: date) -> dict[str, str]:
    issued, matures = next_business_day(day + ONE_DAY, 0), day + timedelta(days=92)
    number = day.toordinal() - FIRST_AUCTION.toordinal()
    return _row(
        day, typed_cusip("912", number), "Bill", "13-Week", str(issued), str(matures), offeringAmount="50000000000",
        totalAccepted="52000000000", somaAccepted="2000000000", bidToCoverRatio="2.8", highDiscountRate="3.75",
    )  # fmt: skip


def _row(
    day: date, cusip: str, kind: str, term: str, issued: str, matures: str, reopening: str = "No", **more: str
) -> dict[str, str]:
    blank = dict.fromkeys(
        ("interestRate", "bidToCoverRatio", "highDiscountRate", "highYield", "offeringAmount", "somaAccepted",
         "somaHoldings", "totalAccepted"), ""
    )  # fmt: skip
    return blank | more | {
        "cusip": cusip, "issueDate": f"{issued}T00:00:00", "securityType": kind, "securityTerm": term,
        "maturityDate": f"{matures}T00:00:00", "announcementDate": f"{day - timedelta(days=6)}T00:00:00",
        "auctionDate": f"{day}T00:00:00", "reopening": reopening, "somaIncluded": "No", "type": kind,
    }  # fmt: skip


def buybacks(today: date) -> list[dict[str, str]]:
    """Every operation: those of 2000 to 2002, and each week since May 2024, the newest announced, without results."""
    kinds = itertools.cycle([
        ("Liquidity Support", "Nominal Coupons", "20Y to 30Y", 2e9),
        ("Cash Management", "Nominal Coupons", "1Mo to 2Y", 12.5e9),
        ("Liquidity Support", "TIPS", "1Y to 10Y", 5e8),
    ])  # fmt: skip
    spans = ((date(2000, 3, 9), date(2002, 4, 25), 14), (date(2024, 5, 29), today + timedelta(days=6), 7))
    rows = []
    for first, last, step in spans:
        for n in range((last - first).days // step + 1):
            day, (operation, security, bucket, most) = first + n * step * ONE_DAY, next(kinds)
            ahead = day >= today
            rows.append({
                "operation_date": str(day), "settlement_date": str(next_business_day(day + ONE_DAY, 0)),
                "operation_type": operation, "security_type": security, "maturity_bucket": bucket,
                "nbr_issues_accepted": "null" if ahead else "9",
                "total_par_amt_offered": "null" if ahead else f"{3 * most:.0f}",
                "total_par_amt_accepted": "null" if ahead else f"{most:.0f}", "max_par_amt_redeemed": f"{most:.0f}",
            })  # fmt: skip
    return rows
