"""Many rate paths at once: the month step of the projection on arrays over paths.

rate_draws        shocks from a seed, a curve for every path and month
bins              securities collapsed to half-months of maturity     binned_holdings   bins that roll over and pay
project_paths     all paths of a setting, month by month
"""
