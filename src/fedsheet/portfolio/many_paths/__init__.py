"""Many rate paths at once: the month step of the projection on arrays over paths.

rate_draws        shocks from a seed, a curve for every path and month
bins              securities collapsed to half-months of maturity     binned_holdings   bins that roll over and pay
project_paths     all paths of a setting, month by month     path_result       what was found on them
deviations   what a path departs by from the projection's lines
joint_draws  Everything a path draws, together
past_errors  Past errors of every path, origin by origin, and the settings of the fan that draws from them; read once
way_back     what becomes of purchases beyond policy once their two years are over
sizing       how many bills a month keep reserves at a share
"""
