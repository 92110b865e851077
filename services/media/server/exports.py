"""Fetching an export: its address is enough, until the time that is signed in it."""

from __future__ import annotations

import re
import time
from hmac import compare_digest

from sanic.exceptions import Unauthorized

from services.media.local import keys

_QUERY = re.compile(r"e=(?P<until>[0-9]{1,12})&token=(?P<token>[\x21-\x7e]{1,100})", re.ASCII)


def permit(name: str, query: str) -> None:
    """Refuse a query that we did not sign, or whose time is over; raises Unauthorized."""
    found = _QUERY.fullmatch(query)
    if found is None:
        raise Unauthorized("an export needs its token")
    right = keys().token(f"{name}?e={found['until']}")
    if not compare_digest(right, found["token"]):
        raise Unauthorized("bad token")
    if int(found["until"]) < time.time():
        raise Unauthorized("token expired")
