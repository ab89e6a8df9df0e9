"""What everything else is counted, dated and named in.

errors      the tree of mistakes          units    what a number is counted in
dates       calendars and H.4.1 Wednesdays   ids   CUSIPs and closed sets
series      a definition and its values   vintage  what was known on one day
manifest    what a run was made from
calendar   the release calendar: what comes when, what was expected and what came
clock      the clock: what day it is, how old each class of figures is
door       where the floors above leave word of how a result is shown, an error said, a series computed
names      ids as people write them: in any case, and of series that have ended
extras     libraries that only some doors need, by the extra that brings them
few        the few things kept that were made last, by threads that share them
fields     why a value of a user's file was not taken, by kind and bound
formula    a formula over series, `SOFR - iorb` or `(TREAST + WSHOMCB) / GDP`
largest    the largest number that is taken as meant, by what it counts
lazy       pandas, imported once something of it is used
normal        the normal distribution's share below a point, and the logistic, on arrays
notes         what was noticed and stops nothing: a key with values, kept and told in any language later
news       values with a day before and now, and how asking and checking went
pandas_habits   what hands that know pandas try on a series
plausible  whether a new value can be true, judged by the past of its own series
holidays   of the Reserve Banks and of the market of government securities
releases   when figures become public
shown      a result that shows itself: ten lines at most on a screen, its exhibits by name, its numbers as a frame
spreads    Differences of published rates, counted as they were published
system     why the operating system did not let a file or an address be used
treasury_days   days on which cash goes to the Treasury: tax dates, settlements of notes and bonds
text       `Text`: the same words in Chinese and English, kept side by side where they are written
"""
