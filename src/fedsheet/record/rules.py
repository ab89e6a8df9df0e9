"""The reinvestment rules the Committee has used, as names; what each means in one sentence.

Principal of Treasuries and of agency securities (debt and MBS) have a rule each, which `portfolio` carries out.
"""

from __future__ import annotations

from collections.abc import Mapping

ROLL_OVER = "roll_over"
TO_TREASURIES = "to_treasuries"
TO_AGENCY_MBS = "to_agency_mbs"
ABOVE_CAP_ROLL_OVER = "above_cap_roll_over"
ABOVE_CAP_TO_AGENCY_MBS = "above_cap_to_agency_mbs"
ABOVE_CAP_TO_TREASURIES = "above_cap_to_treasuries"
FIRST_20_TO_TREASURIES = "first_20bn_to_treasuries_rest_to_agency_mbs"
TO_BILLS = "to_bills"
REDEEM = "redeem"

MEANING: Mapping[str, str] = {
    ROLL_OVER: "maturing Treasuries are rolled over at auction",
    TO_TREASURIES: "principal buys Treasuries in the secondary market",
    TO_AGENCY_MBS: "principal buys agency MBS",
    ABOVE_CAP_ROLL_OVER: "principal up to the cap is redeemed, the rest rolled over at auction",
    ABOVE_CAP_TO_AGENCY_MBS: "principal up to the cap is redeemed, the rest buys agency MBS",
    ABOVE_CAP_TO_TREASURIES: "principal up to the cap is redeemed, the rest buys Treasuries",
    FIRST_20_TO_TREASURIES: "up to USD 20 bn a month buys Treasuries, the rest agency MBS",
    TO_BILLS: "principal buys Treasury bills",
    REDEEM: "principal is redeemed",
}

REINVESTMENT_RULES: Mapping[str, tuple[str, ...]] = {
    "treasury_principal": (ROLL_OVER, TO_TREASURIES, TO_BILLS, ABOVE_CAP_ROLL_OVER, REDEEM),
    "agency_principal": (
        REDEEM,
        TO_TREASURIES,
        TO_AGENCY_MBS,
        ABOVE_CAP_TO_AGENCY_MBS,
        ABOVE_CAP_TO_TREASURIES,
        FIRST_20_TO_TREASURIES,
        TO_BILLS,
    ),
}
