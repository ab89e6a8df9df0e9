"""What falls due each month, what of it is let go, and what is bought.

month_step    one month, security by security: due, redeemed, rolled over, bought
redemptions   caps: which securities are let go; where agency principal goes
auction_calendar  which issues settle on a day, how much of each is offered, when each matures
new_issues    what principal and purchases turn into, in whole dollars
month_policy  the record's policy month by month            rules   what policy becomes in the course of a projection
desk_periods  recorded periods of operations, the pauses between them, what falls into a month
sales  Outright sales: at the price of the month, so that what stands below face is a loss when it is sold
"""
