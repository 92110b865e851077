"""``./dev bench mixed``: everything that users do at once, at rising rates."""
