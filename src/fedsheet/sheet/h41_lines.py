"""The lines of the H.4.1 statement: the Board's code of each, where it stands, and in which years it existed.

A line's era is the span of Wednesdays on which the Board's Data Download Program shows it other than zero (facilities
of 2007-14 and 2020-24), or the day its release named as effective. Lines without an era have stood since 2002-12-18.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class H41Line:
    """`code` of the Data Download Program without "_N.WW"; `parent` is the sum it is a part of; the era it existed."""

    code: str
    label: str
    parent: str = ""
    since: date = date.min
    until: date = date.max

    def stood_on(self, day: date) -> bool:
        """Whether the statement of `day` had this line."""
        return self.since <= day <= self.until


# Shown on the release of 2023-12-28, gone from the download recorded for 2026-08-26; the day between is not known.
GONE = date(2026, 8, 25)
TOTAL_ASSETS, TOTAL_LIABILITIES, TOTAL_CAPITAL = "RESPPMA", "RESPPMLL", "RESPPLC"

# Consolidated statement of condition (table 5; table 6 in some years), in its order.
STATEMENT: tuple[H41Line, ...] = (
    H41Line("RESPPAG", "Gold certificate account", TOTAL_ASSETS),
    H41Line("RESPPAS", "Special drawing rights certificate account", TOTAL_ASSETS),
    H41Line("RESPPAC", "Coin", TOTAL_ASSETS),
    H41Line("RESPPAL", "Securities, unamortized premiums and discounts, repurchase agreements, and loans",
            TOTAL_ASSETS),
    H41Line("RESPPALG", "Securities held outright", "RESPPAL"),
    H41Line("RESPPALGUO", "U.S. Treasury securities", "RESPPALG"),
    H41Line("RESPPALGUOB", "Bills", "RESPPALGUO"),
    H41Line("RESPPALGUOMN", "Notes and bonds, nominal", "RESPPALGUO"),
    H41Line("RESPPALGUOMI", "Notes and bonds, inflation-indexed", "RESPPALGUO"),
    H41Line("RESPPALGUOMC", "Inflation compensation", "RESPPALGUO"),
    H41Line("RESPPALGAO", "Federal agency debt securities", "RESPPALG"),
    H41Line("RESPPALGASMO", "Mortgage-backed securities", "RESPPALG"),
    H41Line("RESPPALSP", "Unamortized premiums on securities held outright", "RESPPAL"),
    H41Line("RESPPALSD", "Unamortized discounts on securities held outright", "RESPPAL"),
    H41Line("RESPPALGTR", "Repurchase agreements", "RESPPAL"),
    H41Line("RESPPALT", "Term auction credit", "RESPPAL", date(2007, 12, 20), date(2010, 4, 8)),
    H41Line("RESPPALD", "Loans", "RESPPAL"),
    H41Line("RESPPAAML1H", "Net portfolio holdings of Maiden Lane LLC", TOTAL_ASSETS,
         date(2008, 6, 26), date(2018, 12, 12)),
    H41Line("RESPPAAML2H", "Net portfolio holdings of Maiden Lane II LLC", TOTAL_ASSETS,
         date(2008, 12, 12), date(2017, 5, 10)),
    H41Line("RESPPAAML3H", "Net portfolio holdings of Maiden Lane III LLC", TOTAL_ASSETS,
         date(2008, 11, 25), date(2014, 9, 10)),
    H41Line("RESPPAACH", "Net portfolio holdings of Commercial Paper Funding Facility LLC", TOTAL_ASSETS,
         date(2008, 10, 27), date(2010, 8, 25)),
    H41Line("RESPPAATALH", "Net portfolio holdings of TALF LLC", TOTAL_ASSETS, date(2009, 11, 18), date(2014, 11, 5)),
    H41Line("RESPPAAAAAI", "Preferred interests in AIA Aurora LLC and ALICO Holdings LLC", TOTAL_ASSETS,
         date(2009, 12, 1), date(2011, 1, 13)),
    H41Line("RESPPAAC2H", "Net portfolio holdings of Commercial Paper Funding Facility II LLC", TOTAL_ASSETS,
         date(2020, 4, 14), date(2021, 6, 29)),
    H41Line("RESPPAAB", "Net portfolio holdings of Corporate Credit Facilities LLC", TOTAL_ASSETS,
         date(2020, 5, 12), date(2021, 11, 23)),
    H41Line("RESPPAAEH", "Net portfolio holdings of MS Facilities LLC (Main Street Lending Program)", TOTAL_ASSETS,
         date(2020, 6, 1)),
    H41Line("RESPPAADH", "Net portfolio holdings of Municipal Liquidity Facility LLC", TOTAL_ASSETS,
         date(2020, 5, 26), GONE),
    H41Line("RESPPAATAL2H", "Net portfolio holdings of TALF II LLC", TOTAL_ASSETS, date(2020, 6, 16), GONE),
    H41Line("RESPPMAI", "Items in process of collection", TOTAL_ASSETS),
    H41Line("RESPPAP", "Bank premises", TOTAL_ASSETS),
    H41Line("RESH4SCS", "Central bank liquidity swaps", TOTAL_ASSETS),
    H41Line("RESPPAOF", "Foreign currency denominated assets", TOTAL_ASSETS),
    H41Line("RESPPAO", "Other assets", TOTAL_ASSETS),
    H41Line(TOTAL_ASSETS, "Total assets"),
    H41Line("RESPPLLN", "Federal Reserve notes, net of F.R. Bank holdings", TOTAL_LIABILITIES),
    H41Line("RESPPLLR", "Reverse repurchase agreements", TOTAL_LIABILITIES),
    H41Line("RESPPMLLD", "Deposits", TOTAL_LIABILITIES),
    H41Line("RESPPLLDA", "Term deposits held by depository institutions", "RESPPMLLD"),
    H41Line("RESPPLLDD", "Other deposits held by depository institutions", "RESPPMLLD"),
    H41Line("RESPPLLDT", "U.S. Treasury, General Account", "RESPPMLLD"),
    H41Line("RESPPLLDS", "U.S. Treasury, Supplementary Financing Account", "RESPPMLLD",
         date(2008, 9, 17), date(2011, 7, 27)),
    H41Line("RESPPLLDF", "Foreign official", "RESPPMLLD"),
    H41Line("RESPPLLDO", "Other", "RESPPMLLD"),
    H41Line("RESPPMLLC", "Deferred availability cash items", TOTAL_LIABILITIES),
    H41Line("RESH4E", "Treasury contributions to credit facilities", TOTAL_LIABILITIES, date(2020, 5, 7)),
    H41Line("RESPPLLO", "Other liabilities and accrued dividends", TOTAL_LIABILITIES),
    H41Line(TOTAL_LIABILITIES, "Total liabilities"),
    H41Line("RESPPLCP", "Capital paid in", TOTAL_CAPITAL),
    H41Line("RESPPLCS", "Surplus", TOTAL_CAPITAL),
    H41Line("RESPPLCU", "Other capital accounts", TOTAL_CAPITAL),
    H41Line(TOTAL_CAPITAL, "Total capital"),
)  # fmt: skip

# FRED's weekly series of a line, the first that is held; reserve balances of table 1 stand for the deposits of banks
# (the same to some millions). A line with parts in brackets is the first less the others.
WEEKLY: dict[str, tuple[str, ...]] = {
    TOTAL_ASSETS: ("WALCL",), "RESPPALGUO": ("TREAST",), "RESPPALGUOB": ("WSHOBL",), "RESPPALGUOMN": ("WSHONBNL",),
    "RESPPALGUOMI": ("WSHONBIIL",), "RESPPALGUOMC": ("WSHOICL",), "RESPPALGAO": ("FEDDT",),
    "RESPPALGASMO": ("WSHOMCB",), "RESPPALSP": ("WUPSHO",), "RESPPALSD": ("WUDSHO",), "RESPPALGTR": ("WORAL",),
    "RESPPALD": ("WLCFLL",), "RESH4SCS": ("SWPT",), "RESPPLLN": ("WLFN",), "RESPPLLR": ("WLRRAL",),
    "RESPPLLDD": ("WLODLL", "WRBWFRBL"), "RESPPLLDT": ("WDTGAL",), "RESPPLLDF": ("WDFOL",), TOTAL_CAPITAL: ("WCTCL",),
}  # fmt: skip
WEEKLY_REST: dict[str, tuple[str, ...]] = {
    "RESPPALGUOMC": ("TREAST", "WSHOBL", "WSHONBNL", "WSHONBIIL"), "RESPPLLDO": ("WOFDRBORBL", "WDTGAL", "WDFOL"),
}  # fmt: skip
# Sub-totals that no weekly series carries, as the sums of their parts; total liabilities as assets less capital.
WEEKLY_SUMS: dict[str, tuple[str, ...]] = {
    "RESPPALG": ("RESPPALGUO", "RESPPALGAO", "RESPPALGASMO"),
    "RESPPAL": ("RESPPALG", "RESPPALSP", "RESPPALSD", "RESPPALGTR", "RESPPALD"),
}
# A Wednesday counts as held in lines where these are.
WEEKLY_LEAST = ("WALCL", "TREAST", "WSHOMCB", "WSHOBL", "WLRRAL", "WRBWFRBL", "WDTGAL")

# Factors affecting reserve balances (table 1): what supplies reserves, what absorbs them.
FACTORS: tuple[H41Line, ...] = (
    H41Line("RESH4SC", "Reserve Bank credit", "RESH4S"),
    H41Line("RESPPAOF", "Foreign currency denominated assets", "RESH4S"),
    H41Line("RESTBMG", "Gold stock", "RESH4S"),
    H41Line("RESPPAS", "Special drawing rights certificate account", "RESH4S"),
    H41Line("RESTBMT", "Treasury currency outstanding", "RESH4S"),
    H41Line("RESH4S", "Total factors supplying reserve funds"),
    H41Line("RESTBC", "Currency in circulation", "RESH4A"),
    H41Line("RESPPLLR", "Reverse repurchase agreements", "RESH4A"),
    H41Line("RESTBHT", "Treasury cash holdings", "RESH4A"),
    H41Line("RESPPLLB", "Deposits with F.R. Banks, other than reserve balances", "RESH4A"),
    H41Line("RESPPLLA", "Funds from American International Group, Inc. asset dispositions, held as agent", "RESH4A",
         date(2010, 11, 1), date(2011, 1, 13)),
    H41Line("RESH4E", "Treasury contributions to credit facilities", "RESH4A", date(2020, 5, 7)),
    H41Line("RESH4AO", "Other liabilities and capital", "RESH4A"),
    H41Line("RESH4A", "Total factors, other than reserve balances, absorbing reserve funds"),
    H41Line("RESH4R", "Reserve balances with Federal Reserve Banks"),
)  # fmt: skip
# Reserve Bank credit is all assets the Banks hold but gold, coin, premises, collection items and foreign currency.
CREDIT_PARTS: tuple[str, ...] = (
    "RESPPALG", "RESPPALSP", "RESPPALSD", "RESPPALGTR", "RESPPALT", "RESPPALD", "RESPPAAML1H", "RESPPAAML2H",
    "RESPPAAML3H", "RESPPAACH", "RESPPAATALH", "RESPPAAAAAI", "RESPPAAC2H", "RESPPAAB", "RESPPAAEH", "RESPPAADH",
    "RESPPAATAL2H", "RESH4SCF", "RESH4SCS", "RESH4SO",
)  # fmt: skip

# Words the Data Download Program uses for a code where they are not the release's own.
DOWNLOAD_WORDS: dict[str, str] = {
    "Securities, premiums, discounts, repurchase agreements, and loans": "RESPPAL",
    "Loans, net": "RESPPALD",
    "Other Assets, Consolidated Table": "RESPPAO",
    "Total assets (Less eliminations from consolidation)": TOTAL_ASSETS,
    "Total liabilities (Less eliminations from consolidation)": TOTAL_LIABILITIES,
    "Items in process of collection (Less eliminations from consolidation)": "RESPPMAI",
    "Deferred availability cash items (Less eliminations from consolidation)": "RESPPMLLC",
    "Deposits (Less eliminations from consolidation)": "RESPPMLLD",
    "Net portfolio holdings of MS Facilities 2020 LLC (Main Street Lending Program)": "RESPPAAEH",
    "Treasury Contribution to Credit Facilities": "RESH4E",
    "Other liabilities and accrued dividends "
    "(Includes the liability for earnings remittances due to the U.S. Treasury)": "RESPPLLO",
}  # fmt: skip
