"""What people see of an address that is not served, or of a request that failed."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from edge.failures import FAILED, as_text
from web import language
from web.replies import page

NOT_FOUND, WRONG_METHOD, UNAVAILABLE = 404, 405, 503


def written(request: Request, status: int, text: str) -> HTTPResponse:
    """A page for browsers; the text for everything else, which need not read a page."""
    if "text/html" not in request.headers.get("accept", ""):
        return as_text(request, status, text)
    heading, line = _words(request, status)
    return page(request, "failed.html", status=status, code=status, heading=heading, line=line)


def _words(request: Request, status: int) -> tuple[str, str]:
    _ = language.words(request)
    if status in (NOT_FOUND, WRONG_METHOD):
        return _("There is no such page"), _("Nothing is served at this address.")
    if status == UNAVAILABLE:
        return _("Back in a moment"), _("The service is being restarted. Please try again.")
    if status >= FAILED:
        return _("Something went wrong"), _("It is our fault, and it was noted. Please try again.")
    return _("This did not work"), _("The request could not be read as it came.")
