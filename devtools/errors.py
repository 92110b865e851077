"""Errors that end a ./dev command with one sentence instead of a traceback."""


class Refused(Exception):
    """The command cannot be carried out; the text says why and what to do."""


class Stopped(Exception):
    """Ctrl-C, SIGTERM or SIGHUP arrived while something was being prepared."""
