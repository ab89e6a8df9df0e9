"""The US money market: nine kinds of participants, a hierarchy of rates, one day after another."""
