"""The lines beside reserves: currency, ON RRP, GDP that they follow, paths that are given.

rules   how each line moves over a period, and levels that are given or observed
ahead             every liability's path from an opening: what was known that day in, levels on the days asked for out
foreign_pool      the foreign repurchase pool
known_weeks       what H.4.1 showed, Wednesday by Wednesday up to an opening, one array a line
on_rrp            ON RRP: the money funds' residual
parameters        the settings of the liability models and the dated facts they use, from the TOML that ships
slow_growth       Other deposits, and capital with what is left
treasury_account  Treasury's account: the cash Treasury said it would hold, the calendar's shape around it
"""
