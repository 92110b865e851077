"""The protocol's parts, each alone."""
