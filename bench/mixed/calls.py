"""The mix: how often users call what, and with which parameters."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from msgspec import Struct

from bench.growth.sizes import CITY, Sizes
from bench.work import MESSAGE

READ, SEND, REACT, POST = "read", "message.send", "like, reply", "post"
KINDS: Final = (READ, SEND, REACT, POST)
TEXT: Final = "A walk by the lake, then tea at the old boat house."

Make = Callable[[random.Random, Sizes, int], dict[str, Any]]


class Kind(Struct, frozen=True):
    """One function: its share of all calls, and its parameters for a user."""

    kind: str
    func: str
    share: float
    make: Make


class Planned(Struct, frozen=True):
    """A call to come."""

    kind: Kind
    uid: int
    parm: dict[str, Any]


def planned(sizes: Sizes, uids: list[int], seed: int) -> Iterator[Planned]:
    """Endlessly many calls by random users."""
    dice = random.Random(seed)
    shares = [one.share for one in MIX]
    while True:
        kind, uid = dice.choices(MIX, shares)[0], dice.choice(uids)
        yield Planned(kind, uid, kind.make(dice, sizes, uid))


def online(sizes: Sizes, count: int) -> list[int]:
    """Ordinary users, evenly spread, whose accounts are open."""
    step = (sizes.users - 6) // count
    return [uid + (uid % 100 == 50) for uid in range(6, 6 + count * step, step)]


def _other(dice: random.Random, sizes: Sizes, uid: int) -> int:
    """Somebody whom a user may meet, by the rules of fill.sql for blocks and closed accounts."""
    while not _may_meet(uid, other := dice.randint(6, sizes.users)):
        pass
    return other


def _may_meet(one: int, other: int) -> bool:
    closed = other % 100 == 50
    return not closed and one != 1000 + other / 20 and other != 1000 + one / 20


def _user(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    return {"uid": _other(dice, sizes, uid)}


def _message(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    return {"uid": _other(dice, sizes, uid), "content": MESSAGE}


def _post(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    """A post whose author the user may meet."""
    while not _may_meet(
        uid, 6 + (postid := dice.randint(2, sizes.posts)) * 7919 % (sizes.users - 6)
    ):
        pass
    return {"postid": postid}


def _reply(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    return {**_post(dice, sizes, uid), "content": TEXT}


def _group(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    """One of the two groups in which the user is, by the rule of fill.sql."""
    return {"gid": 4 + (uid * 31 + dice.randint(1, 2) * 7) % (sizes.groups - 4)}


def _new_post(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    return {**_group(dice, sizes, uid), "content": TEXT}


def _circle(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    return {"cid": 2 + uid % 499}


def _place(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    """Where the user is, by the rule of fill.sql: every fifth in the city."""
    if uid % 5 == 0:
        return {"lat": CITY[0] + uid * 31 % 1000 / 25e3, "long": CITY[1] + uid * 17 % 997 / 25e3}
    return {"lat": 20 + uid * 31 % 25000 / 1e3, "long": 90 + uid * 17 % 35000 / 1e3}


def _nothing(dice: random.Random, sizes: Sizes, uid: int) -> dict[str, Any]:
    return {}


_READS: Final[dict[str, Make]] = {
    "user.info2": _user,
    "user.posts": _user,
    "user.friend_list": _nothing,
    "user.friend_timeline": _nothing,
    "user.filter": _place,
    "group.postlist": _group,
    "circle.postlist": _circle,
    "post.get_reply": _post,
    "message.read": _nothing,
    "event.read": _nothing,
}
MIX: Final = (
    *(Kind(READ, func, 60 / len(_READS), make) for func, make in _READS.items()),
    Kind(SEND, "message.send", 25, _message),
    Kind(REACT, "post.like", 5, _post),
    Kind(REACT, "post.reply", 5, _reply),
    Kind(POST, "group.addpost", 5, _new_post),
)
