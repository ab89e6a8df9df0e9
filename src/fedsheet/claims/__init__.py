"""What a text asserts, held against computed quantities: a claim is read from TOML and judged, never decided by hand.

model         claims, readings, tests, verdicts      parse       strict reading of a report's TOML
measures      units a claim may be told in           registry    quantities by name, with their arguments
evidence      what quantities are computed from      check       the verdict rule
held          which series must be imported          sources     definitions and statements, quoted with their source
quantities/   named functions of (data, policy, arguments)
neighbours      what lies beside a reading that fails, told and no more
random_windows  how often a statement of the same form holds on random windows: what a "holds" is worth
results         a text's claims with what became of each, from figures, record and older vintages
"""
