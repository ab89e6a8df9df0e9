"""Where policy goes: rules, progress, triggers, implied paths, projections scored."""
