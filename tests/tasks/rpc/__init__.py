"""What surrounds every function: declaration, parameters, pipeline, idempotency."""
