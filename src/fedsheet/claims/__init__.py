"""What a text asserts, held against computed quantities: a claim is read from TOML and judged, never decided by hand.

model         claims, readings, tests, verdicts      parse       strict reading of a report's TOML
measures      units a claim may be told in           registry    quantities by name, with their arguments
evidence      what quantities are computed from      check       the verdict rule
held          which series must be imported          sources     definitions and statements, quoted with their source
quantities/   named functions of (data, policy, arguments)
"""
