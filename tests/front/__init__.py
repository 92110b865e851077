"""The parts of a gateway, without a network."""
