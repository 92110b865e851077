"""Private messages."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Message(Struct, kw_only=True):
    """A private message; beside the common keys those of its type: txt, pic, vdo, vic or geo."""

    msgid: int
    uid: int
    fromid: int
    toid: int
    time: int
    type: str
    content: str | UnsetType = UNSET
    picture: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    video: str | UnsetType = UNSET
    voice: str | UnsetType = UNSET
    length: int | UnsetType = UNSET
    lat: float | UnsetType = UNSET
    long: float | UnsetType = UNSET
