"""What a shell offers where a command takes a name: series, exhibits, scenarios; read when Tab is pressed."""

from __future__ import annotations

from collections.abc import Iterable


def series(incomplete: str) -> list[str]:
    """Ids of the catalogue and of the ready series, in small letters where such are typed: commands take either."""
    from fedsheet.review.ready import definitions
    from fedsheet.sources.catalogue import catalogue

    ids = (*catalogue(), *definitions())
    is_small = incomplete != incomplete.upper()
    return _beginning(incomplete, (one.lower() for one in ids) if is_small else ids)


def exhibits(incomplete: str) -> list[str]:
    """Names that `fedsheet show` takes."""
    from fedsheet.present.exhibits import entries

    return _beginning(incomplete, entries())


def scenarios(incomplete: str) -> list[str]:
    """Scenarios of the balance sheet that ship."""
    from fedsheet.portfolio.scenario.file import scenario_names

    return _beginning(incomplete, scenario_names())


def projected(incomplete: str) -> list[str]:
    """What `fedsheet project` takes: a scenario, or one of its three other questions."""
    return _beginning(incomplete, (*scenarios(""), "score", "sizing", "levers"))


def market_scenarios(incomplete: str) -> list[str]:
    """Scenarios of money-market days that ship."""
    from fedsheet.market.scenario import scenario_names

    return _beginning(incomplete, scenario_names())


def counterfactuals(incomplete: str) -> list[str]:
    """Counterfactuals that ship."""
    from fedsheet.market.scenario import counterfactual_names

    return _beginning(incomplete, counterfactual_names())


def reports(incomplete: str) -> list[str]:
    """Reports whose claims ship."""
    from fedsheet.claims.parse import shipped

    return _beginning(incomplete, shipped())


def kinds(incomplete: str) -> list[str]:
    """Kinds of files of one's own."""
    from fedsheet.runs.kinds import KINDS

    return _beginning(incomplete, KINDS)


def programmes(incomplete: str) -> list[str]:
    """Ids of the programmes of the record."""
    from fedsheet.record import load_path

    return _beginning(incomplete, load_path().programmes)


def event_sets(incomplete: str) -> list[str]:
    """Ids of the event sets that ship."""
    from fedsheet.review.eventsets import load_event_sets

    return _beginning(incomplete, load_event_sets())


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
