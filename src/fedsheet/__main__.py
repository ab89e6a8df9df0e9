"""`python -m fedsheet` is `fedsheet`."""

from fedsheet.cli.main import run

run()
