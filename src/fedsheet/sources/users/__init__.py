"""Tables that a user brings: one reader for every door, strict about what a table may be, plain about what was seen.

    bytes → grid (cells of a CSV or a workbook) → a series, or a table of named columns → typed rows, or one refusal

cells      cells as days, numbers and texts; what a row holds that cannot be, in one sentence
grid       a CSV or XLSX as a grid of cells, read as if it came from an enemy: bounded, nothing evaluated
headings   what stands above the figures says of their unit
imports    a series the user brings, as a reply like any other: kept as it was, parsed again at a rebuild
many       many series in one long table, read row by row and never held whole
package    a packed file of XML parts read element by element under limits
series     a series in a user's file, as Wind, Bloomberg or FRED export it
table      a table of named columns: prices, holdings, pools, surprises
workbook   a workbook (.xlsx) as rows of cells as they are shown
"""
