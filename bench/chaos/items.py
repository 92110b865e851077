"""What is addressed to users: a number for each item, from pushes, replies and the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

import psycopg2

_LIKES_BITS: Final = 24
"""Of a like's number: those that hold the uid, beside the postid."""


class Kind(IntEnum):
    """The kinds of items; POST has no push with a number."""

    MESSAGE = 0
    EVENT = 1
    REPLY = 2
    LIKE = 3
    BOARD = 4
    POST = 5


def code(kind: Kind, item: int, uid: int = 0) -> int:
    """One number for one item; a like is identified by its post and its user."""
    if kind is Kind.LIKE:
        item = item << _LIKES_BITS | uid
    return item * len(Kind) + kind


def kind_of(number: int) -> Kind:
    """The kind of an item's number."""
    return Kind(number % len(Kind))


def describe(number: int | None) -> str:
    """An item as text for people."""
    if number is None:
        return "nothing"
    return f"{kind_of(number).name.lower()} {number // len(Kind)}"


def pushed(type_: str, data: Mapping[str, Any]) -> int | None:
    """The number of what a push, or an item of event.sync, carries; None for what has none."""
    if type_ == "newmsg":
        return code(Kind.MESSAGE, data["message"]["msgid"])
    if type_ == "event":
        return code(Kind.EVENT, data["event"]["eid"])
    if type_ == "newreply":
        return code(Kind.REPLY, data["reply"]["replyid"])
    if type_ == "newlike":
        return code(Kind.LIKE, data["like"]["postid"], data["like"]["uid"])
    if type_ == "circle.newboard":
        return code(Kind.BOARD, data["bid"])
    return None


_TEXTS: Final = {
    Kind.MESSAGE: "SELECT content, msgid FROM messages",
    Kind.REPLY: "SELECT content, replyid FROM post_replies",
    Kind.POST: "SELECT content, postid FROM posts",
    Kind.BOARD: "SELECT board, bid FROM circle_boards",
}
_ADDRESSED: Final = {
    Kind.MESSAGE: "SELECT toid, msgid, 0 FROM messages UNION SELECT fromid, msgid, 0 FROM messages",
    Kind.EVENT: "SELECT uid, eid, 0 FROM events",
    Kind.REPLY: "SELECT owner, replyid, 0 FROM post_replies WHERE owner <> uid",
    Kind.LIKE: """SELECT posts.uid, postid, post_likes.uid FROM post_likes JOIN posts USING (postid)
                  WHERE posts.uid <> post_likes.uid""",
    Kind.BOARD: "SELECT uid, bid, 0 FROM circle_boards JOIN circle_members USING (cid)",
}
_LOG: Final = "SELECT uid, seq, kind, item, coalesce(by_uid, 0) FROM deliveries ORDER BY uid, seq"
_LOGGED: Final[Sequence[Kind]] = (
    Kind.MESSAGE,
    Kind.EVENT,
    Kind.REPLY,
    Kind.LIKE,
    Kind.BOARD,
)
"""The kinds in the order in which the log counts them, from 1 on."""


def texts(database_url: str) -> dict[str, list[int]]:
    """The stored items by their texts."""
    found: dict[str, list[int]] = {}
    for kind, query in _TEXTS.items():
        for text, item in _rows(database_url, query):
            found.setdefault(text, []).append(code(kind, item))
    return found


def addressed(database_url: str) -> dict[int, set[int]]:
    """What is addressed to each user, read from the tables that hold the items."""
    found: dict[int, set[int]] = {}
    for kind, query in _ADDRESSED.items():
        for uid, item, by_uid in _rows(database_url, query):
            found.setdefault(uid, set()).add(code(kind, item, by_uid))
    return found


def sent(database_url: str) -> dict[int, set[int]]:
    """The messages that each user sent."""
    found: dict[int, set[int]] = {}
    for uid, item in _rows(database_url, "SELECT fromid, msgid FROM messages WHERE fromid <> toid"):
        found.setdefault(uid, set()).add(code(Kind.MESSAGE, item))
    return found


def numbers(database_url: str) -> dict[int, dict[int, int]]:
    """Each user's numbers, as the service's own log has them: seq -> item, ascending."""
    found: dict[int, dict[int, int]] = {}
    for uid, seq, kind, item, by_uid in _rows(database_url, _LOG):
        found.setdefault(uid, {})[seq] = code(_LOGGED[kind - 1], item, by_uid)
    return found


def _rows(database_url: str, query: str) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor)
    finally:
        connection.close()
