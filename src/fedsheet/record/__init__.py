"""Policy as dated data: one dated value, one source; what held on a day and what was known of it on another.

levers      the closed set of levers and instruments     model        facts, actions, programmes, bands
table       one table, strictly, with line numbers       parse        the file of one lever
programmes  programmes and bands from their file
consistency what stops a load                            load         the shipped record, read once
path        at, known, series, overlay                   state        the whole of policy on one day
overlay     counterfactual courses                       rules        the reinvestment rules by name
findings    what does not hold between files             relations    what ought to hold between levers
projections official projections from their facts

adequacy   gauges, thresholds with their source, the episodes they are judged on; one home
from_data  what the record lacks, read off published rates: decisions after its last one, and values at odds with it
medians    medians of the SEP that a user lays over those that ship
published  what officials and surveys published as numbers
"""

from fedsheet.record.findings import Finding, check
from fedsheet.record.load import build_path, load_path
from fedsheet.record.model import (
    Band,
    Fact,
    Phase,
    Planned,
    PolicyAction,
    Programme,
    ProjectedValue,
    Sector,
    WindowDates,
)
from fedsheet.record.overlay import assume
from fedsheet.record.path import PolicyPath
from fedsheet.record.state import PolicyState

__all__ = [
    "Band", "Fact", "Finding", "Phase", "Planned", "PolicyAction", "PolicyPath", "PolicyState", "Programme",
    "ProjectedValue", "Sector", "WindowDates", "assume", "build_path", "check", "load_path",
]  # fmt: skip
