"""Clicks become calls: the workbench, on your own machine.

serve     start it: bind, print the address that opens it once
guard     the door: hosts, origins, token, methods, sizes, time; headers that keep pages from loading anything else
session   one-time ticket → cookie
strict    JSON as we accept it: bounded, no NaN
front     the page and its files, answered while the API is still being read
app       the API behind it; routes, document: its addresses and what they answer
desk      what the views work with; shelf, kept: what was made once, in memory and on the disk; vintages: of what state
jobs      long work with progress and cancel; pulls: figures brought up to date; warm: views made ahead
page      what a view is; views: the nine of them; exports: what can be taken away; uploads: what can be brought in
"""
