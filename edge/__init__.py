"""What every HTTP answer of ours has in common, whichever process gives it."""
