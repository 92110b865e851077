"""What clients receive, and the alerts beside it."""
