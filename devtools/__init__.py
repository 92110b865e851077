"""The program of ./dev. Nothing in the service imports it."""
