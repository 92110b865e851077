"""The pages of operations over HTTP."""
