"""Private messages."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Message(Struct, kw_only=True):
    """A private message; beside the common keys those of its type.

    Type recalled has no further keys: the sender took the message back.
    """

    msgid: int
    uid: int
    """The sender, like `fromid`."""
    fromid: int
    toid: int
    time: int
    type: str
    """txt, pic, vdo, vic, geo or recalled."""
    content: str | UnsetType = UNSET
    """The text; with a file made by upload, its caption."""
    picture: str | UnsetType = UNSET
    """With type pic."""
    width: int | UnsetType = UNSET
    """Pixels, when known."""
    height: int | UnsetType = UNSET
    """Pixels, when known."""
    video: str | UnsetType = UNSET
    """With type vdo."""
    voice: str | UnsetType = UNSET
    """With type vic."""
    length: int | UnsetType = UNSET
    """Milliseconds; always there with video or voice, 0 = unknown."""
    lat: float | UnsetType = UNSET
    """With type geo, and long."""
    long: float | UnsetType = UNSET


class Conversation(Struct, kw_only=True):
    """What I have with another user."""

    uid: int
    """The other one."""
    last: Message
    """The newest message in either direction."""
    unread: int
    """How many messages of the other are newer than `read`."""
    read: int
    """msgid of the newest message of the other that I have read, 0 = none."""
    peer_read: int
    """msgid of the newest message of mine that the other has read, 0 = none."""
