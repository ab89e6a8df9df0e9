"""Policy as dated data: one dated value, one source; what held on a day and what was known of it on another.

levers      the closed set of levers and instruments     model        facts, actions, programmes, bands
parse       one file, strictly, with line numbers        programmes   programmes and bands from their file
consistency what stops a load                            load         the shipped record, read once
path        at, known, series, overlay                   state        the whole of policy on one day
overlay     counterfactual courses                       rules        the reinvestment rules by name
check       findings between files, as a list
"""

from fedsheet.record.load import build_path, load_path
from fedsheet.record.model import Band, Fact, Phase, Planned, PolicyAction, Programme, Projection, Window
from fedsheet.record.overlay import assume
from fedsheet.record.path import PolicyPath
from fedsheet.record.state import PolicyState

__all__ = [
    "Band", "Fact", "Phase", "Planned", "PolicyAction", "PolicyPath", "PolicyState", "Programme", "Projection",
    "Window", "assume", "build_path", "load_path",
]  # fmt: skip
