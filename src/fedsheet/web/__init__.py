"""Clicks become calls: the workbench, on your own machine.

serve     start it: bind, print the address that opens it once
serving   what serves the page: the door, the session, long work, caches
app       the API; routes, document: its addresses and what they answer
series    series by themselves: the list to search in, a file of one's own taken in
desk      what the views work with
page      what a view is; views: one module each; exports: what can be taken away
boards    a reader's board taken away: what is pinned, as PDF, slides or one picture
live      what a page that stays open asks: age of the figures, what is newest, thresholds of one's own
truth_bar today, the day looked at, how old each class of figures is
figures   a figure of a view in Python: the very one the page shows
refusals  a refusal as the page says it: in the reader's language, with advice in the page's own terms
menu      the menu, the page's own words, the dark edition of the figures' theme
"""
