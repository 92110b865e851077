"""Pushes and alerts."""
