"""`PolicyState`: the whole of policy on one day, each value with the action it comes from or the reason it is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from fedsheet.core.text import Text
from fedsheet.record.levers import DAILY_PACE, FACILITY, PACE, instrument_named
from fedsheet.record.model import PolicyAction, Sector, Value


@dataclass(frozen=True)
class PolicyState:
    """Rates are decimals, amounts US dollars (a month unless said); None always has its reason in `reasons`.

    actions   instrument → the action in force, None before the first
    caveats   what the record does not know about this day
    """

    day: date
    known_at: date | None
    actions: Mapping[str, PolicyAction | None]
    reasons: Mapping[str, Text]
    caveats: tuple[Text, ...] = ()

    def value(self, instrument: str) -> Value:
        """The value of one instrument in base units; an unknown name raises."""
        action = self.actions.get(instrument_named(instrument))
        return action.value if action else None

    def number(self, instrument: str) -> float | None:
        """The value of a numeric instrument."""
        value = self.value(instrument)
        return value if isinstance(value, float) else None

    def words(self, instrument: str) -> str | None:
        """The value of an instrument that is a rule in words."""
        value = self.value(instrument)
        return value if isinstance(value, str) else None

    def reason(self, instrument: str) -> Text | None:
        """Why `instrument` is None on this day; None where it has a value."""
        return self.reasons.get(instrument_named(instrument))

    @property
    def target_lower(self) -> float | None:
        """Bottom of the target range; None before 2008-12-16, when the target was a point."""
        return self.number("lower")

    @property
    def target_upper(self) -> float | None:
        """Top of the target range; None before 2008-12-16."""
        return self.number("upper")

    @property
    def target_point(self) -> float | None:
        """The point target; None since 2008-12-16."""
        return self.number("point")

    @property
    def target_top(self) -> float:
        """The top of the range, or the point target before there was a range."""
        top = self.target_point if self.target_upper is None else self.target_upper
        assert top is not None  # the loader refuses a record without a target on some day
        return top

    @property
    def iorb(self) -> float | None:
        """Interest on (until 2021-07-28 excess) reserve balances."""
        return self.number("iorb")

    @property
    def on_rrp_rate(self) -> float | None:
        """ON RRP offering rate."""
        return self.number("on_rrp")

    @property
    def srf_rate(self) -> float | None:
        """Minimum bid rate of the standing repo facility."""
        return self.number("srf")

    @property
    def primary_credit_rate(self) -> float | None:
        """Primary credit rate (discount window)."""
        return self.number("primary_credit")

    @property
    def reserve_requirement(self) -> float | None:
        """Highest reserve requirement ratio on net transaction accounts."""
        return self.number("ratio")

    @property
    def treasury_cap_usd(self) -> float | None:
        """Treasury redemption cap a month; None where nothing runs off."""
        return self.number("treasury_cap")

    @property
    def agency_cap_usd(self) -> float | None:
        """Agency debt and MBS redemption cap a month; None where nothing runs off."""
        return self.number("agency_cap")

    @property
    def purchase_pace(self) -> Mapping[str, float]:
        """Instrument → announced purchases a month (sales negative); instruments without a pace are absent."""
        return self._numbers(PACE.instruments)

    @property
    def daily_pace(self) -> Mapping[str, float]:
        """Instrument → announced purchases a day, where the Desk announced its pace by day."""
        return self._numbers(DAILY_PACE.instruments)

    @property
    def maturity_sectors(self) -> tuple[Sector, ...]:
        """How purchases of Treasuries were to be spread over remaining maturities; empty where not announced."""
        value = self.value("sectors")
        return value if isinstance(value, tuple) else ()

    @property
    def open_facilities(self) -> Mapping[str, PolicyAction]:
        """Facility → the action that opened it or last changed its terms, for those open on this day."""
        held = {name: self.actions.get(name) for name in FACILITY.instruments}
        return MappingProxyType({name: action for name, action in held.items() if action and action.value})

    @property
    def swap_lines(self) -> str | None:
        """The swap lines that stand, in words."""
        return self.words("swap_lines")

    @property
    def swap_price(self) -> float | None:
        """Price of the swap lines over the overnight index swap rate."""
        return self.number("swap_over_ois")

    @property
    def rate_guidance(self) -> str | None:
        """Guidance on rates in force, in words."""
        return self.words("rate_guidance")

    @property
    def purchase_guidance(self) -> str | None:
        """Guidance on purchases in force, in words."""
        return self.words("purchase_guidance")

    @property
    def on_rrp_counterparty_limit_usd(self) -> float | None:
        """ON RRP limit of one counterparty a day."""
        return self.number("on_rrp_counterparty")

    @property
    def srf_limit_usd(self) -> float | None:
        """Aggregate limit of standing repo a day; None since 2025-12-11, when it was removed."""
        return self.number("srf_total")

    @property
    def treasury_reinvestment(self) -> str | None:
        """What happens to principal of Treasuries: the rule's name, see `record.rules`."""
        return self.words("treasury_principal")

    @property
    def agency_reinvestment(self) -> str | None:
        """What happens to principal of agency debt and MBS: the rule's name, see `record.rules`."""
        return self.words("agency_principal")

    def _numbers(self, instruments: tuple[str, ...]) -> Mapping[str, float]:
        found = {name: self.number(name) for name in instruments}
        return MappingProxyType({name: value for name, value in found.items() if value is not None})
