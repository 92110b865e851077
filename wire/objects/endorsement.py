"""Endorsers."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Endorser(Struct, kw_only=True):
    """A line of the list of endorsers; `time` = endorser since."""

    uid: int
    time: int


class EndorsementInfo(Struct, kw_only=True):
    """What operations know of an endorser."""

    level: int
    """Set by operations."""
    endorsement_point: int
    consumer_point: int
    endorsement_type: int
    """More than 0 while the user is an endorser."""
    type: list[str]
    """Words given by operations."""
    create_time: int
    """Endorser since."""


class MerchandiseShort(Struct, kw_only=True):
    """Goods as an endorser's profile shows them; `amount` in fen."""

    mid: int
    productname: str
    amount: int
    """Fen."""
    time: int
    show_post_url: str | None
    icon_url: str | None


class EndorsementItem(Struct, kw_only=True):
    """Goods an endorser stands for; `merchandise` is absent when they were removed."""

    slogan: str
    create_time: int
    merchandise: MerchandiseShort | UnsetType = UNSET
