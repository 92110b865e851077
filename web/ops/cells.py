"""Values of results, as people read them: money in yuan, states in words, times, links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from settings import settings
from web.language import Words
from web.ops.access import PREFIX
from wire.frames import JsonObject
from wire.readable import yuan

TIMES = frozenset(
    {"time", "create_time", "timeout", "last_time", "first_start", "paytime", "refundtime"}
    | {"suspended_until", "erased_at", "mute_until", "until"}
)
MONEY = frozenset({"amount", "remain", "refunded", "ex_people_amount"})
YES_NO = frozenset(
    {"is_stew", "admin", "open_join", "everyone_caninvite", "only_member_speak", "can_post"}
    | {"second_factor", "only_member_watch", "member_control", "join_approval", "muted_all"}
)
SPOKEN = frozenset({"account", "kind", "level", "method", "provider", "reason", "role", "state"})
"""Columns whose texts are words of ours."""
CODED = frozenset(
    {"action", "function", "letter", "noticeid", "outcome", "payid", "platform", "queue"}
    | {"status", "tradeid", "who"}
)
"""Columns whose texts are names in programs, the same in every language."""
STATES = {-1: "failed", 0: "to be paid", 1: "paid", 2: "paid back", 3: "reserved"}
NAMES = {
    "action": "Action",
    "active_by": "Activated by",
    "actor_level": "Hands out levels up to",
    "bid": "Number",
    "board": "Announcement",
    "by_uid": "Let in by",
    "ceid": "Link",
    "cid": "Circle",
    "conversations": "Conversations",
    "create_time": "Made",
    "creator": "Creator",
    "default_roleid": "Role of newcomers",
    "did": "File",
    "earlier": "Earlier reports",
    "erased_at": "Will be erased",
    "errno": "Outcome",
    "everyone_caninvite": "Members may invite",
    "ex_people": "Further people",
    "excount": "Further files",
    "first_start": "First start",
    "from_uid": "Sender",
    "gid": "Group",
    "has": "Has",
    "icon_url": "Icon",
    "id": "Number",
    "is_stew": "Steward",
    "join_approval": "Joining is asked for",
    "last_time": "Last used",
    "like": "Likes",
    "member_control": "Muted members may not post",
    "method": "Logged in by",
    "mid": "Merchandise",
    "account": "Account",
    "words": "Words",
    "reports": "Reports",
    "files": "Further files",
    "likes": "Likes",
    "replies": "Replies",
    "members": "Members",
    "groups": "Groups",
    "orders": "Orders",
    "posts": "Posts",
    "friends": "Friends",
    "sessions": "Logins",
    "muted_all": "Only admins post",
    "noticeid": "Notice",
    "only_member_speak": "Only members post",
    "only_member_watch": "Only members read",
    "open_join": "Open to everybody",
    "orderid": "Order",
    "owner": "Made by",
    "params": "With",
    "payid": "Paylog",
    "paystate": "State",
    "paytime": "Paid",
    "poster_url": "Poster",
    "postid": "Post",
    "productname": "Goods",
    "received": "Received messages",
    "recommend_uid": "Recommended by",
    "refunded": "Paid back",
    "refundtime": "Paid back",
    "remain": "To pay or paid",
    "replycount": "Replies",
    "replyid": "Reply",
    "reportid": "Report",
    "roleid": "Role",
    "shown": "What was shown",
    "sid": "Login",
    "store_group_id": "Group of goods",
    "suspended_until": "Suspended until",
    "timeout": "Ends",
    "to_uid": "Receiver",
    "tradeid": "Provider's number",
    "uid": "User",
    "url": "Address",
}
"""What a column is called, where it is not its name in capitals and blanks."""

ENTITIES = {
    "Circle": ("cid",),
    "Group": ("gid",),
    "Order": ("orderid",),
    "Post": ("postid",),
    "User": (
        *("uid", "creator", "owner", "to_uid", "from_uid", "recommend_uid", "active_by", "by_uid"),
    ),
}
"""By kind of entity: the columns that name one."""
KIND_OF = {name: kind for kind, names in ENTITIES.items() for name in names}
REPORTED = {kind.lower(): kind for kind in ("User", "Group", "Circle", "Post")}
"""The kinds in reports whose `id` has a page."""
UNDO = "undo"
"""The key of a way back in the result of an audit row."""
LISTED = 200
"""So many ids of a long list are written out."""
LONGEST = 400
"""So many characters of a text stand in a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: a text, with a link or a time where it has one; or several values by name."""

    text: str
    link: str = ""
    time: str = ""
    """In ISO 8601, for the browser."""
    ours: bool = False
    """Whether the text is a word of ours, to be translated, and not what somebody wrote."""
    more: str = ""
    """What follows such a word."""
    parts: list[tuple[str, Cell]] = field(default_factory=list)
    coded: bool = False
    """Whether the text is a name in programs, which nobody translates."""


def name(column: str) -> str:
    """What a column is called."""
    return NAMES.get(column) or column.replace("_", " ").capitalize()


def cell(column: str, value: object, row: JsonObject, *, linked: bool = True) -> Cell:
    """A value of a row."""
    if value is None or value in ({}, [], ""):
        return Cell("")
    if isinstance(value, dict):
        linked = linked and row.get("action") != "StoreGroupEdit"
        return Cell(
            "",
            parts=[
                (name(key), cell(key, one, value, linked=linked))
                for key, one in value.items()
                if key != UNDO
            ],
        )
    if isinstance(value, int) and column in TIMES:
        return _time(column, value)
    if word := _word(column, value):
        return Cell(word[0], ours=True, more=word[1])
    address = link(column, value, row) if linked else ""
    return Cell(text(column, value), address, coded=column in CODED)


def text(column: str, value: object, spoken: Words = str) -> str:
    """A value without its link; `spoken` translates words of ours."""
    if value is None:
        return ""
    if word := _word(column, value):
        return spoken(word[0]) + word[1]
    if isinstance(value, int) and column in MONEY:
        return yuan(value)
    if isinstance(value, list):
        more = f" and {len(value) - LISTED} more" if len(value) > LISTED else ""
        return ", ".join(str(_plain(one)) for one in value[:LISTED]) + more
    whole = str(_plain(value))
    return whole if len(whole) <= LONGEST else whole[:LONGEST] + "…"


def _word(column: str, value: object) -> tuple[str, str] | None:
    """A word of ours for a value, and what follows it."""
    if isinstance(value, str):
        return (value, "") if value and column in SPOKEN else None
    if not isinstance(value, int):
        return None
    if column == "paystate" and value in STATES:
        return STATES[value], ""
    if column == "errno":
        return ("refused", f" ({value})") if value else ("done", "")
    if column in YES_NO:
        return ("yes" if value else "no"), ""
    return None


def _plain(value: object) -> object:
    """What is neither number nor text as JSON."""
    return msgspec.json.encode(value).decode() if isinstance(value, dict | list) else value


def _time(column: str, value: int) -> Cell:
    if value == 0:
        return Cell("for ever", ours=True) if column in ("suspended_until", "until") else Cell("")
    zone = ZoneInfo(settings.ops.timezone) if settings.ops.timezone else UTC
    at = datetime.fromtimestamp(value, zone)
    iso = f"{datetime.fromtimestamp(value, UTC):%Y-%m-%dT%H:%M:%SZ}"
    if settings.ops.timezone:
        return Cell(f"{at:%Y-%m-%d %H:%M:%S}", time=iso)
    return Cell(f"{at:%Y-%m-%d %H:%M:%S} UTC", time=iso)


def link(column: str, value: object, row: JsonObject) -> str:
    """The address of what a value names, "" if that has no page."""
    kind = KIND_OF.get(column)
    if column == "id" and "kind" in row:
        kind = REPORTED.get(row["kind"])
    if not kind or not isinstance(value, int | str):
        return ""
    return entity(kind, value)


def entity(kind: str, key: int | str) -> str:
    """The address of an entity's page."""
    return f"{PREFIX}/{kind}?{ENTITIES[kind][0]}={key}"
