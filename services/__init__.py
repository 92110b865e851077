"""Other companies, each behind a small interface."""
