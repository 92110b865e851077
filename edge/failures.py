"""Answers to requests that are not served or failed: they say only the kind of failure."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable

from sanic import HTTPResponse, Request
from sanic.exceptions import SanicException, ServerError
from sanic.handlers import ErrorHandler

from log import log

FAILED = 500
Written = Callable[[Request, int, str], HTTPResponse]
"""Makes an answer to a request, of a status and of a text for people."""


class Failures(ErrorHandler):
    """Replaces Sanic's error pages, which are chosen by an Accept header that may be invalid."""

    def __init__(self, written: Written) -> None:
        super().__init__()
        self._written = written

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        """Answer with the exception's status; 500 for an exception that is no HTTP error."""
        self.log(request, exception)
        if not isinstance(exception, SanicException):
            return self._written(request, FAILED, "the request failed")
        answer = self._written(request, exception.status_code, str(exception))
        answer.headers.update(exception.headers)
        return answer

    @staticmethod
    def log(request: Request, exception: Exception) -> None:
        """Log which route failed, and not the address, which may have private data."""
        if isinstance(exception, CancelledError):
            return  # the client has left
        if isinstance(exception, ServerError) or not isinstance(exception, SanicException):
            log.error("request failed", route=request.name, exc_info=exception)


def as_text(request: Request, status: int, text: str) -> HTTPResponse:
    return HTTPResponse(f"{status} {text}\n", status, content_type="text/plain; charset=utf-8")
