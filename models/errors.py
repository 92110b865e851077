"""Errors that models raise. The pipeline turns them into wire errors; models know no errno."""


class RowError(Exception):
    """Base of the errors below; `str()` is a short English text for developers."""


class NotFound(RowError):
    """The target does not exist (errno 3 on the wire)."""

    def __init__(self, what: str = "target") -> None:
        super().__init__(f"no such {what}")
        self.what = what


class Forbidden(RowError):
    """The caller may not do this (errno 2 on the wire)."""

    def __init__(self, why: str = "no permission") -> None:
        super().__init__(why)


class Taken(RowError):
    """A value that must be unique belongs to another row; each function has an errno for it."""
