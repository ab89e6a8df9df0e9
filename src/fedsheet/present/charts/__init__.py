"""Figures as Vega-Lite specs: one spec gives the SVG and PNG of the documents and the interactive figure of the page.

style    theme and the parts every figure is put together from        qe   figures 1 to 14 of the report
assets          Asset prices over the programmes
asset_table     assets by window as a heat map, shaded by how unusual each change is
bridge          a waterfall of reserves: a bar from where one factor left them to where the next takes them up
calendar        what was expected of SOFR and what came
claims          the verdicts of a report's claims, counted by chapter
columns         Bars side by side by category, each with its value: programmes compared, maturity buckets, years
curves          Curves: named series in base units, drawn in the reader's units and tabulated as they are
daily           the overnight rates of the last days over IORB, in SOFR's percentiles
frame           the days and pixels of a chart, and its two axes: labels that never crowd, titles that carry the unit
heights         a figure with its plot lower or higher than it was made, or half as wide
market          the money-market model drawn
market_map      the flow map: nine kinds in three columns, arrows from lender to borrower
on_screen       a figure as it stands on a screen: over a part of its days, without some of its names
money_market    the money market: rates against the corridor, facilities at both ends of it, the order of the rates
normalisation   Normalisation: assets and reserves, runoff against caps, rates on the way up, September 2019
outlook         Figures of the outlook: rules against the range, progress since the guidance, triggers of two runoffs
pandemic        the pandemic: composition of the sheet, March 2020 in repo, the funds target, the shock to the economy
policy_outlook  where policy goes: inflation against the goal, jobs against their level before the pandemic
portfolio       the portfolio drawn: the runoff replayed, principal against caps, maturity, fans of what lies ahead
reserves        Reserve demand drawn: chance of each state, slopes of EFFR and repo, and the cloud of weeks
review          Figures of looking back: changes beside their placebo, events, term premium, supply, reserves
upright         names that run up their windows: where what is drawn leaves them room
wall            the maturity wall: Treasuries due by month, bills apart, and agency principal with its interval
web             Charts that only the workbench shows, looking back
web_ahead       Charts that only the workbench shows, looking ahead: fans, simulated rates, implied paths
web_market      the ladder of rates: a chart of the money market that only the workbench shows
windows         the shaded windows behind a figure
"""
