"""Clicks become calls: the workbench, on your own machine.

guard     the door: hosts, origins, token, methods, sizes, time; headers that keep pages from loading anything else
session   one-time ticket → cookie
strict    JSON as we accept it: bounded, no NaN
jobs      long work with progress and cancel
app       the routes: pages, JSON API, exports, static files
"""
