"""Breaking a running service on purpose, and checking that nothing was lost."""
