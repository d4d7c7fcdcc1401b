"""Tasks: declarations, and one entry for each task type."""
