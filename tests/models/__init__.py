"""Tests of the tables and of what rows do."""
