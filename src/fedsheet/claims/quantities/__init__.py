"""Quantities a claim may name, by subject.

levels        a value, a change, an extreme, a first date    growth      rates of growth
windows       changes over events, programmes and gaps       programmes  rounds of purchases and runoff
levers        rates, caps, paces, and holdings against them  facts       dated facts and what they say
money_market  orderings of rates, who takes part             statement   the balance sheet by line and maturity
texts         statements and definitions, quoted
measured  the general quantity: a formula over series and instruments, by period, as level or growth
"""
