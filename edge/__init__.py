"""What every HTTP answer of the service has in common, in every process."""
