"""Clicks become calls: the workbench, on your own machine.

serve     start it: bind, print the address that opens it once
guard     the door: hosts, origins, token, methods, sizes, time; headers that keep pages from loading anything else
session   one-time ticket → cookie
json_input  JSON as we accept it: bounded, no NaN
entry_point the page and its files, answered while the API is still being read
app       the API behind it; routes, document: its addresses and what they answer
desk      what the views work with; memo, page_cache: made once, in memory and on disk; vintages: of what state
jobs      long work with progress and cancel; pulls: figures brought up to date; prefetch: views made ahead
page      what a view is; views: the nine of them; exports: what can be taken away; uploads: what can be brought in
assets    Files a page needs, by name from a fixed list: our own modules, the chart library, the Chinese font
assets_cache, assets_build  what is made once on a machine for the page
http_timeout  HTTP/1.1 with an end to waiting: a connection that does not bring the head of a request in time is closed
refusals  a refusal as the page says it: in the reader's language, with advice in the page's own terms
shell     the menu, the page's own words, the dark edition of the figures' theme
"""
