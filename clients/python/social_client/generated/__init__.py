"""The protocol. Written by ./dev clients from the registry; ./dev lint compares."""
