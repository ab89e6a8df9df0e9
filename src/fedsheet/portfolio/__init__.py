"""SOMA holdings and their projection, security by security: the Fed's balance sheet and income, week by week.

scenario, parameters         what is assumed; TOML, read strictly          resolve   everything a run needs, read once
opening, holdings, roll,     the sheet and the securities of the first day
cohorts, pools, cells
policy, rules, rates         caps, purchases and where principal goes; an end by reserves; the rates it runs on
securities, runoff,          one month: what falls due, what is let go, what it turns into
reinvest
liabilities, income          the other lines, reserves as the residual; what is earned and what becomes of it
project, posting, projection the loop over dates; every amount a posting; the result
draws, collapse, book,       many rate paths at once: shocks, bins, mortgages, the month step on arrays
mortgage_paths, mortgage_accelerator, new_production, paths
backtest, sweep              judged against H.4.1; grids of scenarios
valuation, mortgage_value    what the opening's securities are worth, and the gain or loss not realised
"""
