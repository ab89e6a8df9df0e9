"""The settings of the liability models and the dated facts they use, from the TOML that ships; unknown keys stop."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from fedsheet.core.errors import RecordError
from fedsheet.core.manifest import digest_of
from fedsheet.core.units import from_bn
from fedsheet.portfolio.liabilities.on_rrp import OnRrpModel
from fedsheet.portfolio.liabilities.treasury_account import AccountRules, Assumption, DebtLimitEpisode
from fedsheet.record.published import cash_assumptions, debt_limit

Span = tuple[np.datetime64, np.datetime64]
ESTIMATES = ("estimate_current", "estimate_next")
SAID = ("what", "script", "vintage")


@dataclass(frozen=True)
class OnRrpEstimate:
    """The model of ON RRP as estimated on months before a day, with its standard errors (speed, kept)."""

    known_from: np.datetime64
    model: OnRrpModel
    standard_errors: tuple[float, float]


@dataclass(frozen=True)
class LiabilityModels:
    """Settings of every line, Treasury's numbers and the debt limit; `digest` is that of the file."""

    account: AccountRules
    rare: tuple[Span, ...]
    assumptions: tuple[Assumption, ...]
    episodes: tuple[DebtLimitEpisode, ...]
    currency_years: int
    last_days_of_quarter: int
    other_deposits_share: float
    other_liabilities_share: float
    on_rrp: tuple[OnRrpEstimate, ...]
    digest: str = ""

    def on_rrp_known(self, day: np.datetime64) -> OnRrpEstimate:
        """The newest estimate whose sample ended before `day`; the first before that."""
        usable = [e for e in self.on_rrp if e.known_from <= day]
        return usable[-1] if usable else self.on_rrp[0]


@cache
def load_liability_models() -> LiabilityModels:
    """The shipped models; a file that breaks its schema raises `RecordError` naming the key."""
    text = files("fedsheet.portfolio").joinpath("data/liabilities.toml").read_text("utf-8")
    try:
        return _models(tomllib.loads(text), digest_of(text.encode()))
    except (KeyError, TypeError) as error:
        raise RecordError(
            "portfolio.parameters_liability_models_do_fit", where="liabilities.toml", error=error
        ) from error


def _models(raw: Mapping[str, Any], digest: str) -> LiabilityModels:
    account = _settings(raw["treasury_account"])
    rare = tuple((np.datetime64(a), np.datetime64(b)) for a, b in account.pop("rare"))
    excess = from_bn(account.pop("excess_usd_bn"))
    return LiabilityModels(
        AccountRules(excess_usd=excess, **account),
        rare,
        _assumptions(),
        _episodes(),
        int(raw["currency"]["years"]),
        int(raw["foreign_pool"]["last_days_of_quarter"]),
        float(raw["other_deposits"]["share"]),
        float(raw["other_liabilities"]["share"]),
        tuple(_on_rrp(e, raw["on_rrp"]) for e in raw["on_rrp"]["estimate"]),
        digest,
    )


def _assumptions() -> tuple[Assumption, ...]:
    """Cash announced for the ends of quarters; borrowing alone says nothing of the account."""
    return tuple(
        Assumption(np.datetime64(a.announced_at), np.datetime64(a.quarter_end), a.cash_usd)
        for a in cash_assumptions()
        if a.what in ESTIMATES and a.cash_usd is not None
    )


def _episodes() -> tuple[DebtLimitEpisode, ...]:
    """Suspensions and impasses that are over; the limit now in force has no end."""
    told = (e for e in debt_limit() if e.end is not None)
    return tuple(DebtLimitEpisode(np.datetime64(e.start), np.datetime64(e.end), e.status) for e in told)


def _settings(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table without what is said about it."""
    return {k: v for k, v in table.items() if k not in SAID and not k.endswith("standard_error")}


def _on_rrp(estimate: Mapping[str, Any], shared: Mapping[str, Any]) -> OnRrpEstimate:
    speed, kept = estimate["speed_a_year"], estimate["banks_keep_to_gdp"]
    model = OnRrpModel(
        speed, kept, shared["bills_share"], shared["residual_weight"], shared["residual_half_life_years"]
    )
    errors = (float(estimate["standard_errors"][0]), float(estimate["standard_errors"][1]))
    return OnRrpEstimate(np.datetime64(estimate["known_from"]), model, errors)
