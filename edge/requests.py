"""Requests by any client: there is an answer whatever the first line and the headers are."""

from __future__ import annotations

import re
from typing import Any

from sanic import Request
from sanic.compat import Header
from sanic.exceptions import BadRequest, SanicException

_ABSOLUTE = re.compile(rb"(?:http|ws)s?://([^/?#]*)", re.IGNORECASE)
_SLASHES = re.compile(rb"/{2,}")
# RFC 9112, 5: with a blank before the colon or a control character in a value a proxy in front may
# see other headers, or another end of the request, than this process.
_HEAD = re.compile(
    rb"[^\x00-\x1f\x7f]*(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x08\x0a-\x1f\x7f]*)*"
)
_HOST = re.compile(r"[\w.~%!$&'()*+,;=:\[\]-]*", re.ASCII)


class LenientRequest(Request):
    """Repeated slashes of a path count as one, since old clients join addresses carelessly."""

    def __init__(
        self, url_bytes: bytes, headers: Header, *, head: bytes = b"", **others: Any
    ) -> None:
        if others["method"] != "NONE":
            _check(head, headers)
        target, host = _origin_form(url_bytes)
        if host:
            headers["host"] = host  # RFC 9112: it counts, and not the header
        if not head.isascii():
            headers = Header([(_text(name), _text(value)) for name, value in headers.items()])
        try:
            super().__init__(target, headers, head=head, **others)
        except SanicException:
            # For an address that cannot be read Sanic makes a second request, to answer with it.
            if others["method"] != "NONE":
                raise
            super().__init__(b"*", headers, head=head, **others)


def _check(head: bytes, headers: Header) -> None:
    """Refuse requests that different servers may read differently."""
    hosts = headers.getall("host", [])
    if not _HEAD.fullmatch(head) or len(hosts) > 1:
        raise BadRequest("Bad Request")
    if hosts and not names_one_host(headers):
        raise BadRequest("Bad Host")


def names_one_host(headers: Header) -> bool:
    """Whether there is one Host header, and what it says can be a host."""
    hosts = headers.getall("host", [])
    return len(hosts) == 1 and _HOST.fullmatch(hosts[0].strip()) is not None


def _origin_form(target: bytes) -> tuple[bytes, str]:
    """Path and query of a request's target, and the host that it names before these."""
    host = b""
    if match := _ABSOLUTE.match(target):
        host, target = match[1], target[match.end() :]
        target = target if target.startswith(b"/") else b"/" + target
    path, mark, query = target.partition(b"?")
    return _SLASHES.sub(b"/", path) + mark + query, host.decode("latin-1")


def _text(value: str) -> str:
    """A header without the lone surrogates that replace bytes which are not UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode(errors="surrogateescape").decode("latin-1")
    return value
