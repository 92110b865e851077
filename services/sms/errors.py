"""The error of a provider."""


class SmsFailed(Exception):
    """The message was not sent; it may be tried again. It has neither number nor text."""
