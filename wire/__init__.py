"""The protocol between clients, gateways and workers: spelled here and nowhere else."""
