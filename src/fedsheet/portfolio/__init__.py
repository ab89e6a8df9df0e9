"""SOMA holdings and their projection, security by security: the Fed's balance sheet and income, week by week.

    scenario + vintage + record → opening → month by month: due, redeemed, bought → week by week: every line → result

scenario      what is assumed, read strictly, and everything a run needs made of it
held          the statement and the securities of the opening day
principal     what falls due each month, what is redeemed, what is bought
mortgages     agency MBS as cohorts that prepay
liabilities   the lines beside reserves                    income      what is earned and what becomes of it
many_paths    many rate paths at once                      scoring     judged against what was published
parameters    every number of the models                   rates       the rates a projection runs on
known         what a day knew of GDP and prices
project       the loop over dates                          posting     every amount a posting
projection    the result
maturity_wall  what of the securities held falls due, month by month
results  a projection, the model's record of past ones, and a chapter's worth, from values read
"""
