"""Personal albums."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class AlbumMedia(Struct, kw_only=True):
    """An album entry; beside the common keys those of its type: pic, vdo or vic.

    `length` is in milliseconds, 0 = unknown.
    """

    did: int
    uid: int
    type: str
    text: str
    time: int
    picture: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    video: str | UnsetType = UNSET
    voice: str | UnsetType = UNSET
    length: int | UnsetType = UNSET
