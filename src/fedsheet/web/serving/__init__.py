"""What serves the page: the door, the session, long work, and what is kept so that the next one waits less.

request_guard the door: hosts, origins, token, methods, sizes, time; headers that keep pages from loading anything else
session       one-time ticket → cookie
remembered    browsers let in before: a bookmark opens after a restart, until it is forgotten
entry_point   the page and its files, answered while the API is still being read
first_pages   what the start before kept, answered until the API is there
http_timeout  HTTP/1.1 with an end to waiting: a connection that does not bring the head of a request in time is closed
json_input    JSON as we accept it: bounded, no NaN
jobs          long work with progress and cancel; pulls: figures brought up to date; prefetch: views made ahead
vintages      the figures of the store, one state at a time; memo, page_cache: made once, in memory and on the disk
memory        what a vintage weighs, and what is given back to the system
answers       what the server answers of a view, here or in a worker
elsewhere     what of a desk's work goes to workers
workers       processes that make pages of own days and computations: fair among readers
worker        one of them; task: what it is sent
kept_pages    pages that are held, answered where their request is read
packed        answers by gzip, for those who take it
uploads       files a person brings into the page, kept in memory for the session
assets        files a page needs, by name from a fixed list; assets_cache, assets_build: those made once on a machine
"""
