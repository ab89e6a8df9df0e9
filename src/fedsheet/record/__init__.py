"""Policy as dated data."""
