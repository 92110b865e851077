"""Functions that only our HTTP endpoints call; for clients they are unknown functions."""
