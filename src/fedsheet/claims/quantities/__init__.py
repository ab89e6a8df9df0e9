"""Quantities a claim may name, by subject.

levels      a value, a change, an extreme, a first date      growth      rates of growth
windows     changes over events, programmes and gaps         spreads     orderings and runs of days
programmes  rounds of purchases and runoff    levers      rates, caps and paces, and holdings against them
facts       dated facts and what they say
statement   the balance sheet by line and maturity           texts       statements and definitions, quoted
"""
