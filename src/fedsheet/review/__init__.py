"""Looking back: what was announced, done and held, and how unusual the prices beside it were.

A vintage and the record go in; every number comes out beside what it would have been had nothing happened.

    windows          from when to when, on the market's and on the statement's clock
    assets           what is measured in them                phases          changes in them with placebo and bootstrap
    placebo          random windows, corrected for overlap   bootstrap       stationary blocks
    assertions       the report's three, judged              eventsets       dated announcements as TOML
    events           sums over announcements, three tests    identification  Rigobon and Sack's second estimate
    abnormal         many series and events at once          hac             Newey and West
    zerocurve        zero yields from what is held           termpremium     Adrian, Crump and Moench
    decomposition    which part of a yield moved             supply          duration of Treasuries held
    equivalents      ten-year equivalents, week by week      supply_effect   their effect on the ten-year yield, a range
    instrumented     a set of events through a user's own surprises
    surprises        moves on announcement days, or a user's own table       responses    what follows a surprise
    assettable       assets by window to today, each with its placebo or its reason
    rounds           what each round answered, the yields it went through, what the economy did
    transmission     effects on output, unemployment, prices and inflation: published multipliers, and ours
    programmes       the statement at both ends              ledger          announced, traded, settled, held
    crisis_facilities    the facilities of 2020: announced, open, limited, closed
    strain_2020          strain of spring 2020 outside repo: unsecured overnight rates and financial conditions
    composition      kinds and maturities                    keydates        the Wednesdays whose statement ships
    drivers          what moved reserves                     macro           the economy around each programme
    ready            series that nobody publishes and everybody asks for, by a formula that is told
    reserve_holders  cash assets of large and of small domestic banks by month
    results          all of it for the report
    china            dollar assets, the yuan and yields, as far as official figures are held
    premium_panel    the ten-year term premium by every estimate held
    rounds_report    what the report tells of the rounds
    purchases_done   what bills held rose by beside the purchases announced
    reserves_ahead   what moves reserves from the newest statement to a day ahead, on a projection
    reserve_drivers  a change of reserve balances and the factors that made it: what each way of counting gives
    lines            any formulas of series side by side: by period, as level, change, growth or index
    thresholds       a line held against a number: whether it is met, since when; one that can never be is refused
    wednesdays       what moved reserves between any two Wednesdays, from the weekly lines of the statement that ship
"""
