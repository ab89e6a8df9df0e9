"""The US money market: nine kinds of participants, one clearing rate a day, and the hierarchy of rates that follows.

    held data → conditions → (scenario, counterfactual, draws) → clearing → rates and books → Simulation

participants  the nine kinds, what they lend and borrow in     sizes       dated amounts with source and grade
daycount      period ends, settlements, tax dates              conditions  what each day brings, from held data
demand        behaviour, one short function each               clearing    one bracketed root for all days and paths
rates         every rate, percentiles, volumes                 hierarchy   the order of rates as observed
sheets        everyone's balance sheet on a day                moves       a day's postings and the books of all paths
scenario      files of scenarios and counterfactuals           shocks      what they do to conditions; draws
funds         overnight cash from bills and fund assets        simulate    days × paths
parameters    what ships, with standard errors                 calibrate   how it was found, on 2018 to 2023
summary        many paths in little room: quantiles by day and the paths chosen
response      who moves when policy moves
reserve_demand  weekly slopes by instrument         regimes    abundant, ample or scarce, by week
gauges        every gauge of enough reserves, one verdict      anchor      the market of a date: level, slope, spreads
curve         reserves to rates on the curve of a date         agents      thousands of different agents, same rules
forecast      the filter: effects and scales that learn        features    what a forecast may know at its origin
boosted       quantiles by boosting, all levels at once        forest      quantiles from like days
learned       both, quarter by quarter, kept with a manifest   forecasts   the pool, its scores, what is handed out
evaluation    scored against rivals; scores  the scores        dates_ahead chances on the days a desk plans for
issued        a forecast as issued, and the running record
daily    the last days: every overnight rate over IORB, percentiles, volumes, facilities, kinds of day
results  map, sheets, rates, adequacy, forecasts and a chapter's worth, from figures and record
"""
