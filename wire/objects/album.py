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
    """pic, vdo or vic."""
    text: str
    """Empty when there is none."""
    time: int
    picture: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    """Pixels, when known."""
    height: int | UnsetType = UNSET
    """Pixels, when known."""
    video: str | UnsetType = UNSET
    voice: str | UnsetType = UNSET
    length: int | UnsetType = UNSET
    """Milliseconds, 0 = unknown; comes with video or voice."""
