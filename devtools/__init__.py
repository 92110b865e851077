"""What stands behind ./dev. Nothing in the service imports it."""
