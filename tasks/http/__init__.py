"""Functions that only our HTTP endpoints call; a client's call of them is unknown."""
