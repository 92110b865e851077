"""The context of a call: its caller, and what is to happen after the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from models import Event, Outbox
from models.event import Recorded
from models.reply import Call
from push.pushes import EventKind, EventPush, Push, event_object
from tasks.rpc.followups import FollowUp
from wire import bus
from wire.calls import Origin
from wire.errors import RpcError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class AfterCommit:
    """A question to another company after the commit, and the recording of its answer."""

    ask: Callable[[], Any]
    record: Callable[[Ctx, Any], Any]


class Asked(NamedTuple):
    """A call, for a question that is asked for several."""

    values: dict[str, Any]
    """The keyword arguments of its function."""
    origin: Origin


class Found(NamedTuple):
    """What a question for several calls has found for one of them."""

    what: Any
    connection: object
    """Which has found it: what was read on one that was lost may be lost, too."""


@dataclass(slots=True)
class Ctx:
    """One call. What it collects is sent after the commit only; a rollback drops it."""

    db: Session
    origin: Origin
    now: int
    """Unix seconds, the same for the whole call."""
    items: list[bus.Message] = field(default_factory=list)
    effects: list[bus.Effect] = field(default_factory=list)
    followups: list[tuple[str, int]] = field(default_factory=list)
    kept: RpcError | None = None
    after_commit: AfterCommit | None = None
    alone: Call | None = None
    """Not None: there is no transaction. One statement does it all, and stores the reply."""
    found: Any = None
    """What `together` has found for this call; None: the function asks by itself."""

    def keeping(self, error: RpcError) -> RpcError:
        """`raise ctx.keeping(WrongCode())`: refuse, but commit what was written, e.g. the try."""
        self.kept = error
        return error

    @property
    def uid(self) -> int:
        return self.origin.uid

    @property
    def sid(self) -> int:
        return self.origin.sid

    @property
    def legacy(self) -> bool:
        """Whether the connection speaks the legacy dialect."""
        return self.origin.legacy

    def push(self, uids: int | Iterable[int], push: Push, *, to_sender: bool = True) -> None:
        """Push to all connections of users; to_sender=False leaves out the calling connection."""
        if push.numbered:
            raise TypeError(f"{push.type} takes numbers: store it, then push_numbered")
        receivers = [uids] if isinstance(uids, int) else list(uids)
        if receivers:
            skip = "" if to_sender else self.origin.conn
            self.items.append(bus.ToUsers(receivers, push.type, push.frame(), skip))

    def push_numbered(self, seqs: Mapping[int, int], push: Push, *, to_sender: bool = True) -> None:
        """Push an item for which each of these users has taken a number; otherwise like `push`."""
        if seqs:
            skip = "" if to_sender else self.origin.conn
            uids, numbers = list(seqs), list(seqs.values())
            self.items.append(bus.ToUsers(uids, push.type, push.frame(), skip, numbers))

    def publish(
        self,
        topic: str,
        push: Push,
        number: int,
        after: int,
        *,
        only: set[int] | None = None,
        but: set[int] | None = None,
        to_sender: bool = True,
    ) -> None:
        """Push to the connections that watch a topic; `only` those of these users, if given.

        `number` ascends with each push to the topic, `after` is the number before. `but`: not to
        connections of these users.
        """
        skip = "" if to_sender else self.origin.conn
        item = bus.ToTopic(topic, push.type, push.frame(), skip, only, but or None, number, after)
        self.items.append(item)

    def push_back(self, push: Push) -> None:
        """Push to the calling connection, after the reply."""
        self.items.append(bus.ToConnection(self.origin.conn, push.type, push.frame()))

    def notify(self, uids: int | Iterable[int], kind: EventKind) -> list[Recorded]:
        """Record an event for users and push it to them; return what was stored."""
        receivers = [uids] if isinstance(uids, int) else list(uids)
        return self.notify_each(dict.fromkeys(receivers, kind))

    def notify_each(self, kinds: Mapping[int, EventKind]) -> list[Recorded]:
        """Record an event for each user, all of one type, and push it."""
        if not kinds:
            return []
        data = {uid: kind.data() for uid, kind in kinds.items()}
        type_ = next(iter(kinds.values())).type
        rows = Event.record_each(self.db, type_, data, self.now)
        for row in rows:
            self.push_numbered({row.uid: row.seq}, EventPush(event=event_object(row)))
        return rows

    def later(self, followup: FollowUp, **arguments: Any) -> None:
        """Run a job after the commit; it is stored with the change, so a crash does not lose it."""
        followup.check(arguments)
        stored = Outbox.add(self.db, followup.job, arguments, self.now)
        self.followups.append((followup.job, stored))

    def later_in(self, seconds: int, followup: FollowUp, **arguments: Any) -> int:
        """Run a job so many seconds after the commit, by the sweep; return its outbox id."""
        followup.check(arguments)
        return Outbox.add(self.db, followup.job, arguments, self.now, seconds)

    def afterwards(self, ask: Callable[[], Any], record: Callable[[Ctx, Any], Any]) -> None:
        """After the commit, `ask()` without a transaction, then `record(ctx, answer)` in a second.

        What `record` returns, or refuses by `raise ctx.keeping(...)`, becomes the reply, also of a
        resend. After a crash in between the first reply stands and the question was not asked: only
        for what a periodic job finds again.
        """
        self.after_commit = AfterCommit(ask, record)

    def bind(self, uid: int, sid: int, seq: int, *, legacy: bool) -> None:
        """The calling connection now belongs to this session; `seq`: the user's last number."""
        self.effects.append(bus.Bind(uid, sid, legacy, seq))

    def unbind(self) -> None:
        self.effects.append(bus.Unbind())

    def watch(self, topic: str, number: int) -> None:
        """The calling connection gets what is published to the topic after this number."""
        self.effects.append(bus.Watch(topic, number))

    def unwatch(self, topic: str) -> None:
        self.effects.append(bus.Unwatch(topic))

    def drop_watch(self, topic: str, uids: Iterable[int] | None = None) -> None:
        """End the watches of these users (without `uids`: of all) on a topic, on all gateways."""
        self.items.append(bus.DropWatch(topic, None if uids is None else list(uids)))

    def watch_online(self, uids: Iterable[int]) -> None:
        """The calling connection watches these users' coming and going, and no others any more."""
        self.effects.append(bus.WatchOnline(list(uids), self.origin.at))

    def drop_online(self, uid: int, watchers: Iterable[int] | None = None) -> None:
        """End the watches of these users (without `watchers`: of all) on a user."""
        self.items.append(bus.DropOnline(uid, None if watchers is None else list(watchers)))

    def close_sessions(self, sids: Iterable[int], code: int = 4004) -> None:
        """Close every socket of these sessions."""
        if closing := list(sids):
            self.items.append(bus.CloseSessions(closing, code))
