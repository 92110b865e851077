"""Real faults, and whether Prometheus raises the alarm that is meant for each."""
