"""Conversations against the messages themselves: after any sends, reads, recalls and deletions.

Users also block each other: that stops new messages and changes no stored one.
Accounts are closed, opened again by a login, and erased; then a new user takes the place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Closure, Device, Message, User
from tasks.jobs import accounts, ops
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import make_session, make_user
from tests.tasks.machines import try_sequences

PEOPLE = 3
WITH_DEVICE = (0, 1)
"""Who has a device from the beginning, whose badge is never set: it shows all that is unread."""

people = st.integers(0, PEOPLE - 1)
which = st.integers(0, 30)


@dataclass
class Sent:
    """A message as the service must have it."""

    fromid: int
    toid: int
    time: int
    recalled: bool = False


@dataclass
class Phone:
    """A device as the service must have it."""

    owner: int
    badge: int = 0
    above: int = 0
    """Messages up to this msgid are in `badge`, or not counted at all."""


@dataclass
class Model:
    """All messages by msgid, read marks by (reader, peer), devices by sid."""

    messages: dict[int, Sent] = field(default_factory=dict)
    marks: dict[tuple[int, int], int] = field(default_factory=dict)
    phones: dict[int, Phone] = field(default_factory=dict)
    counted: dict[int, set[int]] = field(default_factory=dict)
    """Unread messages that came while the receiver had a device."""
    blocks: set[tuple[int, int]] = field(default_factory=set)
    """(who blocks, whom)."""
    closed: set[int] = field(default_factory=set)

    def mark(self, reader: int, peer: int, msgid: int) -> None:
        if reader == peer or msgid <= self.marks.get((reader, peer), 0):
            return
        self.marks[reader, peer] = msgid
        read = {one for one in self.counted[reader] if self.messages[one].fromid == peer}
        self.counted[reader] -= {one for one in read if one <= msgid}

    def apart(self, one: int, two: int) -> bool:
        return bool(self.blocks & {(one, two), (two, one)})

    def leave(self, who: int) -> None:
        """The sessions of an account end, and with them its devices."""
        self.phones = {sid: phone for sid, phone in self.phones.items() if phone.owner != who}

    def forget(self, who: int) -> None:
        """An account is erased: what others have of it are the messages it sent them."""
        self.closed -= {who}
        for msgid in [key for key, sent in self.messages.items() if sent.toid == who]:
            del self.messages[msgid]
        self.blocks = {pair for pair in self.blocks if who not in pair}
        self.marks = {
            (reader, peer): msgid
            for (reader, peer), msgid in self.marks.items()
            if reader != who and self.between(reader, peer)
        }
        del self.counted[who]

    def between(self, one: int, two: int) -> list[int]:
        """Messages in both directions."""
        pair = ((one, two), (two, one))
        return [key for key, sent in self.messages.items() if (sent.fromid, sent.toid) in pair]

    def unread(self, reader: int, peer: int) -> int:
        """Messages of the peer above the read mark."""
        mark = self.marks.get((reader, peer), 0)
        new = [key for key in self.between(reader, peer) if key > mark]
        return sum(1 for key in new if self.messages[key].fromid == peer != reader)

    def peers(self, reader: int) -> list[int]:
        """The one of the newest conversation first."""
        ever = {one for sent in self.messages.values() for one in (sent.fromid, sent.toid)}
        lasts = {peer: max(self.between(reader, peer), default=0) for peer in ever}
        return sorted((peer for peer in lasts if lasts[peer]), key=lasts.__getitem__, reverse=True)


class Conversations(RuleBasedStateMachine):
    """Three users, of whom two have devices, one of them later several.

    A user is a place in `uids`; who is there now stands in `here`.
    """

    db: Session
    call: Callable[..., Any]

    @initialize()
    def begin(self) -> None:
        Message.drop_older(self.db, 2**40, 2**20)  # of the examples before
        self.now = 1_401_303_200
        self.uids = [make_user(self.db).uid for _ in range(PEOPLE)]
        self.here = list(range(PEOPLE))
        self.model = Model(counted={who: set() for who in range(PEOPLE)})
        self.sessions = 0
        self.first = {who: self.new_phone(who) for who in WITH_DEVICE}

    def new_phone(self, who: int) -> int:
        self.sessions += 1
        owner = User.get(self.db, self.uids[who])
        session = make_session(self.db, owner, f"{owner.uid}-{self.sessions}")
        token = f"{session.sid:064x}"
        self.by(who, "ios.reg", sid=session.sid, device_token=token, is_debug=0)
        newest = max(self.model.counted[who], default=0)
        self.model.phones[session.sid] = Phone(who, above=newest)
        return int(session.sid)

    def who(self, *places: int) -> list[int]:
        """The users in these places now; none when one of the places is empty."""
        found = [self.here[place] for place in places]
        return [] if self.model.closed & {*found} else found

    def by(self, who: int, function: str, sid: int = 1, **parm: Any) -> Any:
        answer = self.call(function, parm, uid=self.uids[who], sid=sid, now=self.now)
        assert answer.errno == 0, answer.error
        return answer

    def pick(self, number: int) -> int:
        """One of the newest messages."""
        known = list(self.model.messages)
        return known[-(number % len(known)) - 1]

    # --------------------------------------------------------------------------- what happens

    @rule(one=people, two=people, number=st.integers(1, 4))
    def send(self, one: int, two: int, number: int) -> None:
        one, two = self.here[one], self.here[two]
        if one in self.model.closed:
            return
        refusal = 3 if two in self.model.closed else 2 if self.model.apart(one, two) else 0
        if refusal:
            parm = {"uid": self.uids[two], "content": "好"}
            answer = self.call("message.send", parm, uid=self.uids[one], now=self.now)
            assert (answer.errno, answer.items) == (refusal, [])
            return
        for _ in range(number):
            sent = self.by(one, "message.send", uid=self.uids[two], content="好").result
            self.model.messages[sent["msgid"]] = Sent(one, two, self.now)
            if one != two and any(phone.owner == two for phone in self.model.phones.values()):
                self.model.counted[two].add(sent["msgid"])

    @rule(one=people, two=people)
    def block_or_not(self, one: int, two: int) -> None:
        if one == two or not (pair := self.who(one, two)):
            return
        one, two = pair
        blocked = (one, two) in self.model.blocks
        self.by(one, "user.unblock" if blocked else "user.block", uid=self.uids[two])
        self.model.blocks ^= {(one, two)}

    @precondition(lambda self: self.model.messages)
    @rule(who=people, after=which, before=which, count=st.integers(1, 5))
    def read(self, who: int, after: int, before: int, count: int) -> None:
        if not self.who(who):
            return
        who = self.here[who]
        bounds = {"afterid": self.pick(after) - 1, "beforeid": self.pick(before) + 1}
        page = self.by(who, "message.read", count=count, **bounds).result["message"]
        for one in page:
            self.model.mark(who, self.uids.index(one["fromid"]), one["msgid"])

    @precondition(lambda self: self.model.messages)
    @rule(who=people, number=which)
    def mark(self, who: int, number: int) -> None:
        msgid = self.pick(number)
        sent = self.model.messages[msgid]
        who = self.here[who]
        if who not in (sent.fromid, sent.toid) or who in self.model.closed:
            return
        peer = sent.toid if who == sent.fromid else sent.fromid
        theirs = [one for one in self.model.between(who, peer) if one <= msgid]
        theirs = [one for one in theirs if self.model.messages[one].fromid == peer]
        self.model.mark(who, peer, max(theirs, default=0))
        answer = self.by(who, "message.mark_read", uid=self.uids[peer], msgid=msgid)
        assert answer.result == {"unread": self.model.unread(who, peer)}

    @precondition(lambda self: self.model.messages)
    @rule(number=which)
    def recall(self, number: int) -> None:
        msgid = self.pick(number)
        sent = self.model.messages[msgid]
        if sent.fromid not in self.here or sent.fromid in self.model.closed:
            return
        if sent.recalled or sent.time >= self.now - 120:
            self.by(sent.fromid, "message.recall", msgid=msgid)
            sent.recalled = True

    @rule(seconds=st.sampled_from([1, 60, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule(age=st.sampled_from([0, 60, 3600]), most=st.sampled_from([1, 3, 1000]))
    def retain(self, age: int, most: int) -> None:
        known = self.model.messages
        old = {msgid for msgid, sent in known.items() if sent.time < self.now - age}
        number = Message.drop_older(self.db, self.now - age, most)
        self.db.expire_all()
        gone = known.keys() - set(self.db.scalars(select(Message.msgid)))
        assert gone <= old
        assert number == len(gone) == min(most, len(old))
        for msgid in sorted(gone):
            self.model.mark(known[msgid].toid, known[msgid].fromid, msgid)
        for msgid in gone:
            del known[msgid]
        for one, two in list(self.model.marks):
            if not self.model.between(one, two):
                del self.model.marks[one, two]

    @rule(who=st.sampled_from(WITH_DEVICE))
    def another_phone(self, who: int) -> None:
        if len(self.model.phones) < 6 and self.who(who):
            self.new_phone(self.here[who])

    @rule(place=people)
    def close_or_come_back(self, place: int) -> None:
        who = self.here[place]
        if who in self.model.closed:
            Closure.lift(self.db, self.uids[who])  # as every login does
            self.model.closed -= {who}
            return
        code = self.by(who, "user.delete_account").result["code"]
        self.by(who, "user.delete_account", code=code)
        self.model.closed |= {who}
        self.model.leave(who)
        self.first.pop(who, None)

    @precondition(lambda self: self.model.closed)
    @rule()
    def erase(self) -> None:
        ctx = Ctx(self.db, NOBODY, self.now + 100 * 86_400)
        closed = sorted(self.model.closed)
        assert [accounts.erase(ctx) for _ in closed] == [1] * len(closed)
        for who in closed:
            ops.forget_user(ctx, self.uids[who])
            self.db.expire_all()
            self.model.forget(who)
            self.here[self.here.index(who)] = len(self.uids)
            self.model.counted[len(self.uids)] = set()
            self.uids.append(make_user(self.db).uid)

    @precondition(lambda self: self.model.phones.keys() - self.first.values())
    @rule(number=which, badge=st.integers(0, 3))
    def set_badge(self, number: int, badge: int) -> None:
        later = [sid for sid in self.model.phones if sid not in self.first.values()]
        sid = later[number % len(later)]
        phone = self.model.phones[sid]
        self.by(phone.owner, "ios.set_badge", sid=sid, badge=badge)
        phone.badge, phone.above = badge, max(self.model.counted[phone.owner], default=0)

    # ------------------------------------------------------------------------- what must hold

    @invariant()
    def lists_say_what_the_messages_say(self) -> None:
        for who in self.here:
            found = self.by(who, "message.conversations").result["conversations"]
            peers = [self.uids.index(one["uid"]) for one in found]
            assert peers == self.model.peers(who)
            for peer, one in zip(peers, found, strict=True):
                last = max(self.model.between(who, peer))
                assert one["last"]["msgid"] == last
                assert (one["last"]["type"] == "recalled") == self.model.messages[last].recalled
                assert one["unread"] == self.model.unread(who, peer)
                assert one["read"] == self.model.marks.get((who, peer), 0)
                assert one["peer_read"] == self.model.marks.get((peer, who), 0)

    @invariant()
    def badges_say_the_same(self) -> None:
        shown = dict(self.db.execute(select(Device.sid, Device.shown_badge())).all())
        for sid, phone in self.model.phones.items():
            since = [one for one in self.model.counted[phone.owner] if one > phone.above]
            assert shown[sid] == phone.badge + len(since)
        for who, sid in self.first.items():
            assert shown[sid] == sum(self.model.unread(who, peer) for peer in self.model.peers(who))


@pytest.mark.timeout(900)  # hypothesis needs time to shorten a failing example
def test_no_order_of_events_makes_them_wrong(
    db: Session, call: Callable[..., Any], configure: Any
) -> None:
    configure("service", debug=True)  # codes are in replies
    machine = type("Machine", (Conversations,), {"db": db, "call": staticmethod(call)})
    try_sequences(machine, examples=15, steps=20)
