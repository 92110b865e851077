"""The gateway's inner parts: sockets, calls in flight, presence. No rule, no SQL, no function."""
