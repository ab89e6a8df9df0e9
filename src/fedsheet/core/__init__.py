"""What everything else is counted, dated and named in.

errors      the tree of mistakes          units    what a number is counted in
dates       calendars and H.4.1 Wednesdays   ids   CUSIPs and closed sets
series      a definition and its values   vintage  what was known on one day
manifest    what a run was made from
"""
