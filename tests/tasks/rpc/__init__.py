"""What all functions have in common: declaration, parameters, pipeline, idempotency."""
