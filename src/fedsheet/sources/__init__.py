"""Publishers: every series, one polite client, per publisher requests and a parser.

board          Board of Governors, Data Download Program: the H.4.1 statement of condition as CSV; no key
catalogue      every series and table fedsheet knows how to bring
desk           Federal Reserve Bank of New York, the Desk's operations
feeds          every feed by name: what the catalogue's `feed` keys stand for
fomc           FOMC pages of the Board: the calendar of meetings, and the text of statements
fred           FRED and ALFRED, Federal Reserve Bank of St. Louis
h41_page       Board of Governors, H.4.1 release pages in both layouts
nyfed          Federal Reserve Bank of New York, Markets API
ofr            Office of Financial Research, Short-term Funding Monitor: repo and money-fund series; no key
reply          what a publisher is asked and what its reply says
soma           Federal Reserve Bank of New York, SOMA: what the Fed holds, by type and by CUSIP
strict         Reading replies without trust
deadline       lines to a host that are shut at a deadline, whatever they are doing
transport      the one polite client: fixed hosts, https, a total deadline, bounded bytes, few and spaced questions
treasury       US Treasury: cash, debt, securities, buybacks from FiscalData, auctions from TreasuryDirect
user_decision  a reader's decision to take in values that were kept aside
user_event     What a reader takes back, or lets stand again: kept like a reply, so that a rebuild honours it
users          tables that a user brings: one reader for every door
yield_curve    Board of Governors, nominal yield curve of Gürkaynak, Sack and Wright (feds200628)
"""
