"""The order of the steps, one journey a file."""
