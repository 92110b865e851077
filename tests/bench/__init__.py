"""The benchmark: its client against a small server, its arithmetic, one short run."""
