"""The push types, and the kinds of stored event that one of them carries."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import msgspec

from wire import frames
from wire.objects.circle import Board
from wire.objects.event import Event
from wire.objects.merchandise import Paylog
from wire.objects.message import Message
from wire.objects.post import PostLike, PushedPost, Reply
from wire.objects.user import PhonebookUser


class Push(msgspec.Struct, frozen=True, omit_defaults=False):
    """A push: `type` is its name on the wire, the fields are its `data`."""

    type: ClassVar[str]
    numbered: ClassVar[bool] = False
    """Whether each user who gets it has taken a number for it."""

    def frame(self) -> bytes:
        return frames.push(self.type, self)


class EventKind(msgspec.Struct, frozen=True):
    """What an event says beside its eid and time."""

    type: ClassVar[str]

    def data(self) -> dict[str, Any]:
        return {key: value for key, value in msgspec.structs.asdict(self).items() if value != UNSET}


UNSET = msgspec.UNSET


class AddFriend(EventKind, frozen=True):
    """Somebody put me on the friend list; add_type 3 = took my invite."""

    type: ClassVar[str] = "add_friend"
    uid: int
    add_type: int | msgspec.UnsetType = UNSET


class GroupInvite(EventKind, frozen=True):
    """Somebody invited me into a group."""

    type: ClassVar[str] = "group_invite"
    gid: int
    fromuid: int


class RequestJoinCircle(EventKind, frozen=True):
    """Somebody asks me to let them into a circle."""

    type: ClassVar[str] = "request_join_circle"
    uid: int
    cid: int


class AcceptJoinCircle(EventKind, frozen=True):
    """My request to join a circle was accepted, with this role, by this member."""

    type: ClassVar[str] = "accept_join_circle"
    cid: int
    roleid: int
    by_uid: int


class RequestJoinGroup(EventKind, frozen=True):
    """Somebody asks to be let into a group that I created or am an admin of."""

    type: ClassVar[str] = "request_join_group"
    uid: int
    gid: int


class AcceptJoinGroup(EventKind, frozen=True):
    """My request to join a group was accepted, by its creator or this admin."""

    type: ClassVar[str] = "accept_join_group"
    gid: int
    by_uid: int


class RefuseJoinGroup(EventKind, frozen=True):
    """My request to join a group was refused."""

    type: ClassVar[str] = "refuse_join_group"
    gid: int


class ExportReady(EventKind, frozen=True):
    """What `user.export` collected can be fetched at `url` until a time."""

    type: ClassVar[str] = "export_ready"
    url: str
    until: int


def event_object(row: Any) -> Event:
    """The wire object of a stored event (a row with eid, create_time, type, data)."""
    return Event(eid=row.eid, create_time=row.create_time, type=row.type, **row.data)


class EventPush(Push, frozen=True):
    """An event was recorded for me."""

    type: ClassVar[str] = "event"
    numbered: ClassVar[bool] = True
    event: Event


class NewMsg(Push, frozen=True):
    """A private message to me, or by me from another device."""

    type: ClassVar[str] = "newmsg"
    numbered: ClassVar[bool] = True
    message: Message


class ReadMsg(Push, frozen=True):
    """`uid` (my peer, or I) has read everything that the other one wrote up to `msgid`."""

    type: ClassVar[str] = "readmsg"
    numbered: ClassVar[bool] = True
    uid: int
    msgid: int


class RecallMsg(Push, frozen=True):
    """The sender `uid` took back a message to `toid`: it has no content any more."""

    type: ClassVar[str] = "recallmsg"
    numbered: ClassVar[bool] = True
    msgid: int
    uid: int
    toid: int


class Typing(Push, frozen=True):
    """Somebody is writing to me. It is not stored."""

    type: ClassVar[str] = "typing"
    uid: int


class FromPhonebook(Push, frozen=True):
    """Users whose numbers I uploaded and who are not my friends, as I spelt the numbers."""

    type: ClassVar[str] = "fromphonebook"
    users: list[PhonebookUser]


class NewPost(Push, frozen=True):
    """A post in a group I watch, or by a friend of mine; never a circle post."""

    type: ClassVar[str] = "newpost"
    post: PushedPost


class NewReply(Push, frozen=True):
    """Somebody replied to my post, which I may still read.

    `gid` is 0 and `cid` present for a circle post.
    """

    type: ClassVar[str] = "newreply"
    numbered: ClassVar[bool] = True
    gid: int
    reply: Reply
    cid: int | msgspec.UnsetType = UNSET


class NewLike(Push, frozen=True):
    """Somebody likes my post, which I may still read, for the first time."""

    type: ClassVar[str] = "newlike"
    numbered: ClassVar[bool] = True
    like: PostLike


class CircleNewBoard(Push, frozen=True):
    """A circle I am in has a new announcement; its ids and time are repeated flat."""

    type: ClassVar[str] = "circle.newboard"
    numbered: ClassVar[bool] = True
    board: Board
    bid: int
    cid: int
    time: int

    @classmethod
    def about(cls, board: Board) -> Self:
        """The push of an announcement."""
        return cls(board=board, bid=board.bid, cid=board.cid, time=board.time)


class OnlinePush(Push, frozen=True):
    """A user whom this connection watches came online (1) or went offline (0). May repeat."""

    type: ClassVar[str] = "online"
    uid: int
    online: int


class PaylogPush(Push, frozen=True):
    """An order I made or recommended was paid, or its payment failed. May repeat."""

    type: ClassVar[str] = "paylog"
    numbered: ClassVar[bool] = True
    log: Paylog


class Resync(Push, frozen=True):
    """Pushes to this connection may have been lost: call `event.sync`, `seq` is the last number.

    With `gid`, those of a group that I watch: call `group.get_new_post`. It takes no number.
    """

    type: ClassVar[str] = "resync"
    numbered: ClassVar[bool] = True
    gid: int | msgspec.UnsetType = UNSET
