"""Circles and what belongs to them."""

from __future__ import annotations

from msgspec import Struct


class Circle(Struct, kw_only=True):
    """A circle; its default role and whether anybody may join are not shown."""

    cid: int
    name: str
    board: str
    """The present announcement."""
    store_group_id: int
    """The shop it belongs to, 0 = none."""
    poster_url: str | None
    """A picture's url."""
    interact_poster: int
    """Set by operations; what it means is up to the client."""
    icon_url: str | None
    """A picture's url."""


class Role(Struct, kw_only=True):
    """A role of a circle; a higher level may invite more."""

    cid: int
    roleid: int
    level: int
    title: str


class CircleLine(Struct, kw_only=True):
    """A membership with its role and its circle; `subid` is `roleid` for old clients.

    `by_uid` 0 = nobody, `time` = joined.
    """

    cid: int
    roleid: int
    subid: int
    """The same as `roleid`, for old clients."""
    level: int
    title: str
    by_uid: int
    """Who let the user in, 0 = nobody."""
    time: int
    """When the user joined."""
    name: str
    board: str
    """The present announcement."""
    store_group_id: int
    """The shop it belongs to, 0 = none."""
    poster_url: str | None
    interact_poster: int
    icon_url: str | None


class ExLink(Struct, kw_only=True):
    """A link that operations attached to a circle."""

    title: str
    url: str
    time: int
    icon_url: str | None


class MyCircle(CircleLine, kw_only=True):
    """One of my circles with its links."""

    exlist: list[ExLink]


class CircleMember(Struct, kw_only=True):
    """A member; `time` = joined."""

    uid: int
    roleid: int
    time: int


class Board(Struct, kw_only=True):
    """An announcement, present or past."""

    bid: int
    cid: int
    board: str
    time: int


class Place(Struct, kw_only=True):
    """The circle somebody is in now, and their role there."""

    cid: int
    roleid: int
