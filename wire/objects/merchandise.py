"""Goods, shops, orders and cards. All money is integer fen."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, UnsetType


class StoreGroup(Struct, kw_only=True):
    """A group of goods: a shop."""

    gid: int
    groupname: str
    show_info: dict[str, Any] | UnsetType = UNSET


class Merchandise(Struct, kw_only=True):
    """Goods; `ex_people_amount` is the price per further person, `group_id` 0 = in no shop."""

    mid: int
    productname: str
    productdesc: str
    amount: int
    ex_people_amount: int
    group_id: int
    show_info: dict[str, Any] | UnsetType = UNSET
    show_post_url: str | None
    icon_url: str | None
    no_list: int
    time: int


class Order(Struct, kw_only=True):
    """A purchase by `uid`; names and price as at order time.

    `paystate`: 0 not paid, 1 paid, 2 refunded, 3 reserved, -1 failed. `remain`: to pay, then paid.
    """

    orderid: str
    mid: int
    uid: int
    paystate: int
    create_time: int
    paytime: int | None
    refundtime: int | None
    ex_people: int
    recommend_uid: int | None
    remain: int
    productname: str
    desc: str


class Paylog(Struct, kw_only=True):
    """An order of `uid` came to a state; one per order and state."""

    payid: int
    orderid: str
    mid: int
    uid: int
    paystate: int
    productcatalog: int
    productname: str
    productdesc: str
    amount: int
    create_time: int
    ex_people: int
    recommend_uid: int | None


class Card(Struct, kw_only=True):
    """A bound bank card: its first and last digits, and until when it is good."""

    cardid: str
    card_name: str
    card_top: str
    card_last: str
    bindvalidthru: int | None
