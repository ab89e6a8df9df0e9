"""Clicks become calls."""
