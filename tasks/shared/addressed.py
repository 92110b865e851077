"""What was addressed to a user, in the form of its pushes, with the present content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from sqlalchemy.orm import Session

from models import CircleBoard, Event, Message, Paylog
from models.delivery import Key, Kind
from models.post import authors
from push.pushes import (
    CircleNewBoard,
    EventPush,
    NewLike,
    NewMsg,
    PaylogPush,
    Push,
    ReadMsg,
    event_object,
)
from tasks.shared.messaging import message_object, recalled
from tasks.shared.posting import new_reply
from wire.objects import circle, merchandise, of, post

Found: TypeAlias = Iterator[tuple[int, Push]]
"""Ids of items with their pushes, without deleted ones."""
Loader: TypeAlias = Callable[[Session, int, Sequence[int]], Found]


def items(db: Session, uid: int, keys: Sequence[Key]) -> Iterator[tuple[int, Push]]:
    """The numbers of a user with their items that still exist; one query per kind."""
    found = {kind: dict(load(db, uid, ids)) for kind, load, ids in _wanted(keys)}
    alone = dict(_likes(db, uid, [key for key in keys if key.kind == Kind.LIKE]))
    alone |= dict(_reads(keys))
    for key in keys:
        push = alone.get(key) or found.get(key.kind, {}).get(key.item)
        if push is not None:
            yield key.seq, push


def _wanted(keys: Sequence[Key]) -> Iterator[tuple[int, Loader, list[int]]]:
    for kind, load in LOADERS.items():
        if ids := [key.item for key in keys if key.kind == kind]:
            yield kind, load, ids


def _messages(db: Session, uid: int, ids: Sequence[int]) -> Found:
    for row in Message.among(db, uid, ids):
        yield row.msgid, NewMsg(message_object(row))


def _recalls(db: Session, uid: int, ids: Sequence[int]) -> Found:
    for row in Message.among(db, uid, ids):
        yield row.msgid, recalled(row)


def _events(db: Session, uid: int, ids: Sequence[int]) -> Found:
    for row in Event.among(db, uid, ids):
        yield row.eid, EventPush(event=event_object(row))


def _replies(db: Session, uid: int, ids: Sequence[int]) -> Found:
    for row, gid, cid in authors.replies_among(db, uid, ids):
        yield row.replyid, new_reply(row, gid, cid)


def _boards(db: Session, uid: int, ids: Sequence[int]) -> Found:
    for row in CircleBoard.existing(db, ids):
        yield row.bid, CircleNewBoard.about(of(circle.Board, row))


def _paylogs(db: Session, uid: int, ids: Sequence[int]) -> Found:
    for row in Paylog.existing(db, ids):
        yield row.payid, PaylogPush(log=of(merchandise.Paylog, row))


LOADERS: dict[Kind, Loader] = {
    Kind.MESSAGE: _messages,
    Kind.EVENT: _events,
    Kind.REPLY: _replies,
    Kind.BOARD: _boards,
    Kind.PAYLOG: _paylogs,
    Kind.RECALL: _recalls,
}


def _reads(keys: Sequence[Key]) -> Iterator[tuple[Key, Push]]:
    for key in keys:
        if key.kind == Kind.READ and key.by_uid is not None:
            yield key, ReadMsg(uid=key.by_uid, msgid=key.item)


def _likes(db: Session, uid: int, keys: Sequence[Key]) -> Iterator[tuple[Key, Push]]:
    """A like that was removed and given again is another like, which its time shows."""
    if not keys:
        return
    pairs = {(key.item, key.by_uid) for key in keys if key.by_uid is not None}
    likes = authors.likes_among(db, uid, pairs)
    for key in keys:
        if key.by_uid is not None and likes.get((key.item, key.by_uid)) == key.time:
            yield key, NewLike(post.PostLike(postid=key.item, uid=key.by_uid, time=key.time))
