"""Policy to portfolio to reserves to rates to income, in one state; on request round until it agrees.

links     how one room's results become the next one's inputs
rounds    portfolio and market in turn, until a round changes nothing
scenario_table  scenarios beside each other: the sheet, reserves, rates, income, the ten-year yield
results   what the room hands out: a chain on a course of policy, several of them, the outlook that ends in three
"""
