"""What workers send to gateways over Redis, and the names of the channels.

One published message is a msgpack list of the items below. Every gateway process listens on
`gateways:<database>` and on a channel of its own. The numbered databases of a Redis share its
channels, and another deployment may use another database.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from configuration import redis_servers
from settings import settings


def to_all(url: str) -> str:
    """The channel of all gateways of the deployment with this address in REDIS_URL."""
    return f"gateways:{redis_servers.database(url)}"


@cache
def every_gateway() -> str:
    """The channel of all gateways of this deployment."""
    return to_all(settings.redis.url)


def channel(front: str) -> str:
    """The channel of the gateway process with this front guid."""
    return f"gateway:{front}"


class Item(msgspec.Struct, array_like=True, tag_field="kind", tag=True):
    """Base of everything on the bus."""


class Bind(Item, tag="b"):
    """The connection now belongs to this session of this user; `seq` is the user's last number."""

    uid: int
    sid: int
    legacy: bool
    seq: int = 0


class Unbind(Item, tag="u"):
    """The connection belongs to no session any more."""


class Watch(Item, tag="w"):
    """The connection watches a topic: it gets what is published there after `number`."""

    topic: str
    number: int = 0


class Unwatch(Item, tag="n"):
    topic: str


class WatchOnline(Item, tag="l"):
    """The connection watches these users' coming and going, and no other users any more."""

    uids: list[int]
    asked: float
    """When the gateway took the call, by its clock."""


Effect = Bind | Unbind | Watch | Unwatch | WatchOnline


class Reply(Item, tag="r"):
    """The answer to a call. Effects apply to the calling connection before the frame goes out.

    `wait` and `run` are seconds in the queue and in the worker. `executed` is false for a call
    that used up no rate limit: refused parameters and replayed replies. `lsn`: the position in the
    database's log at which stands what the reply tells, here and below; 0 without replicas, and
    after a read on one. `source`: "replica", or why a read was none; "" where none was tried.
    """

    call: int
    errno: int
    frame: bytes
    wait: float
    run: float
    executed: bool = True
    effects: list[Effect] = []
    lsn: int = 0
    source: str = ""


class ToUsers(Item, tag="p"):
    """A push to all started connections of users, but not to the one connection named by `skip`.

    `seqs`: the number that the item has for each of the users; none when it has no numbers.
    `trace`: the W3C trace context of a traced call that caused it, here and below.
    """

    uids: list[int]
    type: str
    frame: bytes
    skip: str = ""
    seqs: list[int] = []
    trace: str = ""
    lsn: int = 0


class ToTopic(Item, tag="t"):
    """A push to the connections that watch a topic.

    `only` names the users who may have it, `but` those who may not. `number` ascends with each push
    to the topic; `after` is the number before it.
    """

    topic: str
    type: str
    frame: bytes
    skip: str = ""
    only: set[int] | None = None
    but: set[int] | None = None
    number: int = 0
    after: int = 0
    trace: str = ""
    lsn: int = 0


class ToConnection(Item, tag="c"):
    """A push to one connection of the gateway that receives it."""

    conn: str
    type: str
    frame: bytes
    trace: str = ""


Push = ToUsers | ToTopic | ToConnection


class CloseSessions(Item, tag="s"):
    """Close every connection of these sessions."""

    sids: list[int]
    code: int


class CloseConnection(Item, tag="x"):
    conn: str
    code: int


class DropWatch(Item, tag="d"):
    """End the watches of these users on a topic; None: the watches of all users."""

    topic: str
    uids: list[int] | None


class Online(Item, tag="o"):
    """A user came online (1) or went offline (0); for gateways with watches on the user."""

    uid: int
    online: int


class DropOnline(Item, tag="f"):
    """End the watches of these users (None: of all) on a user, with a push of `online` 0."""

    uid: int
    watchers: list[int] | None


Command = CloseSessions | CloseConnection | DropWatch | Online | DropOnline
Message = Reply | Push | Command

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Message])


def encode(item: Message) -> bytes:
    return _encoder.encode(item)


def join(items: Sequence[bytes]) -> bytes:
    """Make one published message of items that are encoded already."""
    count = len(items)
    head = bytes((0x90 | count,)) if count < 16 else b"\xdd" + count.to_bytes(4, "big")
    return head + b"".join(items)


def decode(data: bytes) -> list[Message]:
    """The items of one published message."""
    return _decoder.decode(data)
