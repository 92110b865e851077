"""Whether two users may meet. Everything that a block or a mute means is decided here.

After A has blocked B neither of them can reach or find the other. In places where both are members
B still sees what A writes, but A does not see what B writes. Nobody can meet a closed account (see
models/closure.py).

`one`, `other`, `reader` ...: a uid, or a column of uids.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, CompoundSelect, Select, any_, or_, select, union
from sqlalchemy.orm import Session, aliased

from models import ranges
from models.block import Block, GroupMute, Mute
from models.closure import is_closed
from models.errors import Forbidden, NotFound
from models.prepared import prepared
from models.statements import NUMBERS, Value
from models.user import User

Who: TypeAlias = ColumnElement[int] | Any

# For statements written in SQL; the same as `apart`.
APART = """(EXISTS (SELECT FROM blocks WHERE owner = {one} AND uid = {other} OFFSET 0)
    OR EXISTS (SELECT FROM blocks WHERE owner = {other} AND uid = {one} OFFSET 0))"""


def apart(one: Who, other: Who) -> ColumnElement[bool]:
    """The condition that one of two users has blocked the other, or that `other` is closed."""
    return or_(has_blocked(one, other), has_blocked(other, one), is_closed(other))


def hidden(reader: Who, author: Who) -> ColumnElement[bool]:
    """The condition that `reader` does not see what `author` writes."""
    return or_(has_blocked(reader, author), is_closed(author))


def has_blocked(owner: Who, uid: Who) -> ColumnElement[bool]:
    """The condition that `owner` has blocked `uid`."""
    block = aliased(Block)
    return ranges.exists(block.owner == owner, block.uid == uid)


def has_muted(owner: Who, uid: Who) -> ColumnElement[bool]:
    """The condition that `owner` has muted `uid`."""
    mute = aliased(Mute)
    return ranges.exists(mute.owner == owner, mute.uid == uid)


def may(db: Session, uid: int, other: int) -> bool:
    """Whether two users may meet."""
    ((away,),) = _apart(db, uid, other)
    return not away


def require(db: Session, uid: int, other: int) -> None:
    """Raise Forbidden unless two users may meet; no block can be added until the transaction ends.

    Raises NotFound for a closed account.
    """
    if other not in User.known(db, [uid, other]):
        raise NotFound(User.noun)
    if not may(db, uid, other):
        raise Forbidden


def found(db: Session, uid: int, others: Collection[int]) -> list[int]:
    """Those of the others who exist, ascending.

    Neither they nor the caller can be deleted before the transaction ends. All are locked in the
    order in which a block locks them, so that a block and rows written later that refer to both
    never wait for each other.
    """
    asked = set(others)
    return [one for one in User.known(db, [*asked, uid]) if one in asked]


def kept_apart(db: Session, uid: int, others: Collection[int]) -> set[int]:
    """Those of the others whom a user may not meet."""
    return {one for (one,) in _apart_among(db, uid, list(others))}


def only(db: Session, uid: int, others: Sequence[int]) -> list[int]:
    """Those of the others whom a user may meet; raises Forbidden when blocks leave nobody."""
    away = kept_apart(db, uid, others)
    left = [one for one in others if one not in away]
    if away and not left:
        raise Forbidden
    return left


def untold(db: Session, author: int, gid: int) -> set[int]:
    """Who gets no push of a post in a group, because of a block or a mute."""
    return {one for (one,) in _untold(db, author, gid)}


@prepared()
def _apart(uid: Value, other: Value) -> Select[bool]:
    return select(apart(uid, other))


@prepared(others=NUMBERS)
def _apart_among(uid: Value, others: Value) -> Select[int]:
    return select(User.uid).where(User.uid == any_(others), apart(uid, User.uid))


@prepared()
def _untold(author: Value, gid: Value) -> CompoundSelect[int]:
    return union(
        select(Block.owner).where(Block.uid == author),
        select(Block.uid).where(Block.owner == author),
        select(Mute.owner).where(Mute.uid == author),
        select(GroupMute.uid).where(GroupMute.gid == gid),
    )
