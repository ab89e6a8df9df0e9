"""The order of the steps, one journey a file.

backups        everything into one file, and back; what takes room without holding anything, given back
calendar       what comes when; the statement as projected a release before, SOFR as forecast a day before
chain          the chain: figures and record read at the door, the scenario put on a course of policy
chapters       what each room computes for the chapters of the report
check          the claims of a text, held against the figures
daily          the last days of the overnight market, and what moved reserves over the last weeks
data_check     the store, the replies, what is known today → findings
data_log       what came in when, from whom, and what it changed
doubtful       what of a reply can hardly be true: each new value held against its own series and its relations
doubtful_bounds  what figures of rows can be by nature: signs, covers, coupons, what a buyback may take
doubtful_rows  what of a reply's rows can hardly be true: held against the same row, its like, its relations
due            whether a publisher can have more of a series than is held, by its release calendar, on a day
exhibits       which exhibits a result has
explore        lines looked at: figures of each line's day → formulas made → side by side
forecast       forecasts of the market's rates: made, kept as issued, scored over any span
front          what the package's front door answers that is no journey of its own: the record of a day, a statement
h41            the lines held of a Wednesday → its sums checked → one table, beside another day's
house_style    the file of a house style and the template of an office, read and refused before any work
import_file    read → checked whole → kept as it was → taken in; or refused, and nothing stored
import_relations  a file beside the other lines of its days and the level held; what contradicts them is refused
intake         what one reply says becomes figures in the store; used by pull, import and rebuild alike
kinds          files a user may write: an example that runs, its JSON Schema
market         the money market: figures and record read at the door, then one of the room's results
outlook        the policy outlook: read figures as known on a day, compute without touching anything
project        holdings, figures and record in; policy overlaid; the sheet week by week out
projections    Projections scored: openings of the past, bands, liabilities, and those kept as they were issued
own_tables     a user's tables by what they are for: prices, lists of securities and of MBS pools, surprises
pull           catalogue → questions → transport → kept as received → taken in, one reply at a time
purchases      how many bills a month keep reserves at a share, and what could lower that share
questioned     shown → a reader takes it in → kept as a decision → the value is held like any other
read           the door of every run: figures and record are opened here, or taken as they are handed in
ready          a series asked for and not held: computed from others, or told how it comes in
rebuild        the store made again from the shipped figures and every reply held: the same rows, bit for bit
record         the record as this user has it
report         the report: read what was known on a day, compute each room once, write every language beside
review         looking back: read the figures and the record, compute without touching either again
rooms_beside   some rooms of the report computed in a process of their own, for two cores
scenario_table scenarios beside each other on one day
shapes         the shape of every TOML file a user may write, as models for their JSON Schemas
show           any exhibit by name: the result it is made from is read and computed, then shown in words
simulate       a simulation: read vintage, record and scenario; prepare; run paths; hand the result over
status         where the figures stand: per group the last fetch, the newest observation, the next release expected
sweep          `fedsheet sweep`: a grid of scenarios on one process, a local pool or a dask cluster
sweep_engines  what runs the parts of a sweep: this process, processes of this machine, an existing dask cluster
sweep_parts    a part of a sweep: computed and written where it is asked for, read again scenario by scenario
take_back      what came in is forgotten, replaced or undone, kept as an event in the journal
notifiers      the ways a watch tells: standard output, a file, a webhook, apprise
update         what is due → pulled → checked → what is new, in a few lines
watch          what is due → brought → conditions judged on the newest figures → told once to each target
workbook       a workbook of series that asks for them again: read at the door, written with its query
brief  the weekly brief: the newest statement, or one of a week of the past as it was known when it appeared
"""
