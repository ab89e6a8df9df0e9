"""The shipped numbers: every file fits its schema, every table of numbers names its source, mistakes are named."""

import pytest

from fedsheet.core.errors import RecordError, UnknownNameError
from fedsheet.outlook.parameters import SCHEMAS, parameters, parsed

# Limits of ours (sizes of files, longest horizon) and what happened need no publisher.
OWN = {"file", "horizon", "actual", "schedule"}


def unsourced(value, path=()):
    """Tables that hold a number and no source."""
    if isinstance(value, list):
        return (
            [found for item in value for found in unsourced(item, path)] if value and isinstance(value[0], dict) else []
        )
    if not isinstance(value, dict) or set(path) & OWN:
        return []
    numbers = any(isinstance(item, int | float) and not isinstance(item, bool) for item in value.values())
    missing = [path] if numbers and "source" not in value and path[-1:] != ("days",) else []
    return missing + [found for key, item in value.items() for found in unsourced(item, (*path, key))]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_number_has_a_source(name):
    assert unsourced(parameters(name), (name,)) == []


def test_a_key_that_is_not_in_the_schema_stops_the_load():
    with pytest.raises(UnknownNameError, match="persistence"):
        parsed("[rules.x]\npersistance = 0.8\n", SCHEMAS["rules"], "x.toml")


def test_damaged_text_and_misplaced_values_are_named():
    with pytest.raises(RecordError, match="not TOML"):
        parsed("a = = 1", SCHEMAS["rules"], "x.toml")
    with pytest.raises(RecordError, match="table is wanted"):
        parsed("goal = 2.0", SCHEMAS["rules"], "x.toml")


def test_longer_run_values_are_in_order_of_announcement():
    days = [entry["announced_at"] for entry in parameters("rules")["longer_run"]]
    assert days == sorted(set(days))
