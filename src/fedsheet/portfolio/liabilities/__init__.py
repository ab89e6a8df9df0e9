"""The lines beside reserves: currency, ON RRP, GDP that they follow, paths that are given.

rules   how each line moves over a period, and levels that are given or observed
"""
