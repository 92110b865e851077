"""What a provider raises."""


class SmsFailed(Exception):
    """The message did not go out; it may be tried again. Says neither number nor text."""
