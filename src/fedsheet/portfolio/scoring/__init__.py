"""Projections judged against what was published.

backtest   the projections of past openings beside H.4.1
"""
