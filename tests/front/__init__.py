"""The gateway's inner parts, without a network."""
