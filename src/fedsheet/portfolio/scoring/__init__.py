"""Projections judged against what was published.

backtest   the projections of past openings beside H.4.1
fan_coverage  whether bands hold: the fan opened in the past, its quantiles against what came, beside two rivals
issued_projections  a projection as it was issued, and what became of it
liabilities   Liability models at quarterly openings of the past, beside flat and the pace of thirteen weeks
"""
