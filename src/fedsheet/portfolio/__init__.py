"""SOMA holdings and their projection, security by security."""
