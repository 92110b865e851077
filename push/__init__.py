"""Everything a client can receive without asking."""
