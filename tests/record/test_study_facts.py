"""Every fact of the study tables is in the record, with its words, amount and grade, under one of its days."""

import csv
import re
from collections import defaultdict
from datetime import datetime

from fedsheet.core.dates import ONE_DAY, parse_date
from fedsheet.core.units import from_bn, from_pct
from fedsheet.record import load_path
from support import shared

# Rows that later reading replaced (policy_events_2026.csv): the rule as published, the administered rates and the limit
# read at the source, July's decision no longer inferred, the paces of the Desk's periods, October's odds told later.
REPLACED = {
    ("2025-11-25", "regulation"), ("2025-10-29", "administered_rate"), ("2025-12-10", "administered_rate"),
    ("2025-12-10", "facility"), ("2026-07-29", "rate_decision"), ("2026-07-01", "reserve_purchases"),
    ("2026-10-28", "rate_decision"),
}  # fmt: skip


NUMBER, UNITS = r"\d(?:[\d.,]*\d)?", {"USD"}


def fits(told, fact):
    """Whether the record tells the row with units added: the same numbers, all words of the table in their order."""
    numbers = [re.findall(NUMBER, words) for words in (told, fact.what.en)]
    rest = iter(re.findall(rf"[A-Za-z]+|{NUMBER}", fact.what.en))
    return numbers[0] == numbers[1] and all(
        word in rest for word in re.findall(rf"[A-Za-z]+|{NUMBER}", told) if word not in UNITS
    )


def rows(name):
    with shared(f"facts/{name}").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def facts_of_the_record():
    """Facts by one of their days and their amount."""
    found = defaultdict(list)
    for fact in load_path().facts:
        for day in dates(fact):
            found[day, fact.amount].append(fact)
    return found


def test_each_of_the_257_facts_is_found_with_amount_grade_and_kind():
    found, missing = facts_of_the_record(), []
    table = rows("policy_events.csv")
    for row in table:
        amount = float(row["amount_usd_bn"]) if row["amount_usd_bn"] else None
        grade = "B" if "from memory" in row["source"] else row["confidence"]  # a remembered figure is not a read one
        if (row["date"], row["kind"]) in REPLACED:
            continue
        held = [fact for fact in found[row["date"], amount] if (fact.grade, fact.kind) == (grade, row["kind"])]
        if not any(fits(row["what"], fact) for fact in held):
            missing.append((row["date"], row["kind"], row["what"]))
    assert len(table) == 257
    assert missing == []


def test_no_two_facts_of_the_study_table_fall_on_one_entry():
    table = rows("policy_events.csv")
    words = {(row["date"], row["what"], row["amount_usd_bn"], row["kind"]) for row in table}
    caps = [row for row in table if row["kind"] == "qt_cap"]
    assert len(words) == len(table)
    assert len(caps) == sum(1 for fact in load_path().facts if fact.kind == "qt_cap" and fact.amount is not None)


def test_units_and_sources_are_those_of_the_study_table():
    found = facts_of_the_record()
    before = ""
    for row in rows("policy_events.csv"):
        if (row["date"], row["kind"]) in REPLACED:
            before = row["source"].strip()
            continue
        amount = float(row["amount_usd_bn"]) if row["amount_usd_bn"] else None
        fact = next(fact for fact in found[row["date"], amount] if fits(row["what"], fact))
        source = before if row["source"] == "same" else row["source"].strip()
        if "from memory" in source:  # the record says what it is: widely documented
            continue
        assert fact.source.en == source or fact.kind == "qt_cap" or fact.source.en in source, row
        if row["kind"] != "rate_decision":
            assert fact.amount_unit == row["unit"], row
        before = row["source"].strip()


def dates(fact):
    """The days a study table may file a fact under: announced, in force, confirmed, or the day a figure is about."""
    days = (fact.announced_at, fact.effective_date, fact.confirmed_at, fact.details.get("observed_on"))
    return {day.isoformat() for day in days if day}


def check_rates(name, instrument):
    path = load_path()
    for row in rows(name):
        effective, announced = parse_date(row["effective_date"]), parse_date(row["announcement_date"])
        rate = from_pct(float(row["rate_percent"]))
        assert abs(path.value_at(instrument, effective) - rate) < 1e-12, row
        assert abs(path.value_at(instrument, effective, known_at=announced) - rate) < 1e-12, row
        in_force = path.action_at(instrument, effective)
        assert (in_force.effective_date, in_force.announced_at) == (effective, announced), row


def test_interest_on_reserves_as_in_the_table_of_changes():
    check_rates("iorb_rate_changes.csv", "iorb")


def test_on_rrp_rate_as_in_the_table_of_changes():
    check_rates("on_rrp_rate_changes.csv", "on_rrp")


def test_standing_repo_rate_as_in_the_table_of_changes():
    check_rates("srf_rate_changes.csv", "srf")


def test_caps_as_in_the_table_and_announced_or_confirmed_on_its_days():
    path = load_path()
    confirmed = {fact.id: fact.confirmed_at for fact in path.facts}
    for row in rows("runoff_caps.csv"):
        day = parse_date(row["effective_date"])
        for instrument, column in (("treasury_cap", "treasury_cap_bn"), ("agency_cap", "mbs_cap_bn")):
            cap = from_bn(float(row[column])) or None
            action = path.action_at(instrument, day)
            assert action.value == cap, row
            days = {action.announced_at, confirmed[action.id.rpartition("/")[0]]}
            assert parse_date(row["announcement_date"]) in days, row


def test_votes_against_are_those_of_the_statements():
    """The text of every statement since 2020 that names who voted, as somebody collected them."""
    with shared("recordings/derived/fomc_statements_text_2020-2026.csv").open(encoding="utf-8") as file:
        named = [row for row in csv.DictReader(file) if "Voting for" in row["body"]]
    against = {datetime.strptime(row["date"], "%Y%m%d").date(): "Voting against" in row["body"] for row in named}
    votes = {fact.announced_at: fact.details["votes_against"] for fact in load_path().facts if fact.lever == "vote"}
    assert {day: votes[day] not in ("0", 0, 0.0) for day in against} == against


def test_decisions_of_2026_are_those_of_the_later_table():
    path = load_path()
    votes = {row["date"]: row["amount_usd_bn"] for row in rows("policy_events_2026.csv") if row["kind"] == "vote"}
    told = {
        str(fact.announced_at): f"{fact.details['votes_for']}-{fact.details['votes_against']}"
        for fact in path.facts
        if fact.lever == "vote"
    }
    assert {day: vote for day, vote in told.items() if day >= min(votes)} == votes
    paces = {
        row["date"]: float(row["amount_usd_bn"])
        for row in rows("policy_events_2026.csv")
        if row["kind"] == "reserve_purchases" and "ace" in row["what"] and row["unit"] == "USD bn per period"
    }
    for day, pace in paces.items():
        assert path.value_at("bills", parse_date(day) + ONE_DAY) == from_bn(pace), day
