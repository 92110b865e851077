"""Breaking a running service on purpose, and proof that nothing was lost by it."""
