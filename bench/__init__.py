"""Measures this service beside a stock peer, on one machine and in one run (``./dev bench``)."""
