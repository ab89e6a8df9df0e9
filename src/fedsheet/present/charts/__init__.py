"""Figures as Vega-Lite specs: one spec gives the SVG and PNG of the documents and the interactive figure of the page.

style    theme and the parts every figure is put together from        qe   figures 1 to 14 of the report
"""
