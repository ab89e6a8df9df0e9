"""Words become calls."""
