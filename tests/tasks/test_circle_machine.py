"""Circles against a model of their rules in plain Python, under random sequences of calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pytest
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from hypothesis.strategies import booleans, integers, none, one_of, sampled_from
from sqlalchemy import select

from models import CircleMember, Friend
from tests.factories import make_circle, make_user
from tests.tasks.machines import try_sequences

LEVELS = {1: 1, 2: 2, 20: 2, 3: 3}
DEFAULT = 1
NOBODY = 0
SOMEBODY = integers(0, 11)
ROLES = sampled_from([*LEVELS] * 3 + [99])
SECONDS_45_MIN, SECONDS_DAY = 45 * 60, 24 * 3600


class Code(NamedTuple):
    """An invite code."""

    vcode: str
    maker: int
    roleid: int
    time: int


@dataclass
class Asked:
    """A request of one user to another, as the model has it."""

    eid: int
    uid: int
    touid: int
    time: int
    open: bool = True


class CircleMachine(RuleBasedStateMachine):
    """One circle, three users who come and go; the first one begins as its chief.

    Every rule asks the model for the errno first and then changes the model and calls.
    """

    def __init__(self, db, call, configure):
        super().__init__()
        self.db, self.call, self.configure = db, call, configure
        self.now = 1_000_000
        self.roles: dict[int, int] = {}
        self.friends: set[tuple[int, int]] = set()
        self.codes: list[Code] = []
        self.asked: list[Asked] = []

    @initialize(requested=booleans())
    def begin(self, requested):
        self.savepoint = self.db.begin_nested()
        self.requested = requested
        word = "requested" if requested else "default"
        self.configure("limits", circle_invite_role=word)
        self.uids = [make_user(self.db).uid for _ in range(3)]
        self.circle = make_circle(self.db, levels=LEVELS, default=DEFAULT, open_join=1)
        self.cid = self.circle.cid
        self._member(self.uids[0], 3)

    def _member(self, uid, roleid):
        self.db.add(CircleMember(cid=self.cid, uid=uid, roleid=roleid, time=self.now))
        self.db.flush()
        self.roles[uid] = roleid

    def teardown(self):
        self.savepoint.rollback()

    def members(self, number):
        """A user, mostly a member."""
        return self.pick(number, list(self.roles))

    def strangers(self, number):
        """A user, mostly no member."""
        return self.pick(number, [uid for uid in self.uids if uid not in self.roles])

    def pick(self, number, mostly):
        chosen = mostly if mostly and number % 4 else self.uids
        return chosen[number % len(chosen)]

    # ------------------------------------------------------------------- the rules in Python

    def level(self, uid):
        return LEVELS[self.roles[uid]] if uid in self.roles else NOBODY

    def giving(self, uid, roleid):
        """The errno of a member who gives a role away."""
        if roleid is not None and roleid not in LEVELS:
            return 3
        if uid not in self.roles or (roleid and LEVELS[roleid] > self.level(uid)):
            return 2
        return 0

    def given(self, roleid):
        return roleid if self.requested and roleid else DEFAULT

    def admit(self, uid, roleid):
        """Set a member's role; its level never falls."""
        if LEVELS[roleid] > self.level(uid):
            self.roles[uid] = roleid

    def befriend(self, one, two):
        """Make two users friends; returns who is told: those who are new on a list."""
        new = {(one, two), (two, one)} - self.friends
        self.friends |= new
        return {friend for _, friend in new}

    def run(self, name, uid, errno, /, **parm):
        self.now += 1
        answer = self.call(f"circle.{name}", parm, uid=uid, now=self.now)
        assert answer.errno == errno, answer.error
        if errno:
            assert answer.pushes == []
        return answer

    @staticmethod
    def told(answer, type_):
        events = [(push.uids[0], push.data["event"]) for push in answer.pushes]
        return [uid for uid, event in events if event["type"] == type_]

    # ------------------------------------------------------------------- what happens

    @rule(who=SOMEBODY, roleid=ROLES)
    def make_code(self, who, roleid):
        uid = self.members(who)
        errno = self.giving(uid, roleid)
        answer = self.run("invite_code", uid, errno, cid=self.cid, roleid=roleid)
        if not errno:
            self.codes.append(Code(answer.result["vcode"], uid, roleid, self.now))

    @precondition(lambda self: self.codes)
    @rule(who=SOMEBODY, which=integers(0, 2))
    def join_with_code(self, who, which):
        code = self.codes[-1 - which % len(self.codes)]
        uid = self.pick(who, [uid for uid in self.uids if uid != code.maker])
        role = self.given(code.roleid)
        errno = 0
        if self.now + 1 >= code.time + SECONDS_45_MIN or self.giving(code.maker, code.roleid):
            errno = 3
        elif uid == code.maker or LEVELS[role] < self.level(uid):
            errno = 2
        answer = self.run("join", uid, errno, vcode=code.vcode)
        if not errno:
            self.admit(uid, role)
            assert answer.result["circle"]["roleid"] == self.roles[uid]

    @precondition(lambda self: len(self.roles) > 1)
    @rule(who=SOMEBODY)
    def leave(self, who):
        uid = self.members(who)
        self.run("leave", uid, 0, cid=self.cid)
        self.roles.pop(uid, None)

    @rule(who=SOMEBODY, through=SOMEBODY)
    def join_through(self, who, through):
        uid, other = self.uids[who % 3], self.members(through)
        errno = 2 if uid == other else 0 if other in self.roles else 3
        answer = self.run("by_user", uid, errno, uid=other)
        if errno:
            return
        told = set()
        if uid not in self.roles:
            self.admit(uid, DEFAULT)
            told = self.befriend(uid, other)
        assert set(self.told(answer, "add_friend")) == told
        assert answer.result["circle"]["roleid"] == self.roles[uid]

    @rule(who=SOMEBODY, whom=SOMEBODY)
    def ask(self, who, whom):
        uid, other = self.strangers(who), self.members(whom)
        errno = 2 if uid == other else 0 if other in self.roles else 3
        answer = self.run("request_join", uid, errno, uid=other, cid=self.cid)
        if errno:
            return
        assert ("circle" in answer.result) == (uid in self.roles)
        since = self.now - SECONDS_DAY
        again = [one for one in self.asked if (one.uid, one.touid) == (uid, other) and one.open]
        if uid in self.roles or any(one.time > since for one in again):
            assert answer.pushes == []
            return
        assert self.told(answer, "request_join_circle") == [other]
        eid = answer.pushes[0].data["event"]["eid"]
        self.asked.append(Asked(eid, uid, other, self.now))

    @precondition(lambda self: self.asked)
    @rule(who=SOMEBODY, which=integers(0, 1), roleid=one_of(none(), ROLES))
    def accept(self, who, which, roleid):
        """Accept a request, mostly by the user who was asked."""
        request = self.asked[-1 - which % len(self.asked)]
        uid = self.pick(who, [request.touid])
        first = request.open
        if roleid is not None and roleid not in LEVELS:
            errno = 3
        elif uid != request.touid:
            errno = 2
        else:
            errno = self.giving(uid, roleid) if first else 0
        parm = {} if roleid is None else {"roleid": roleid}
        answer = self.run("accept_join", uid, errno, eid=request.eid, **parm)
        if errno:
            return
        told = set()
        if first:
            request.open = False
            self.admit(request.uid, self.given(roleid or self.roles[uid]))
            told = self.befriend(uid, request.uid)
        assert set(self.told(answer, "add_friend")) == told
        assert self.told(answer, "accept_join_circle") == [request.uid] * first

    @rule(who=SOMEBODY, roleid=ROLES)
    def set_role(self, who, roleid):
        uid = self.members(who)
        self.run("set", uid, 0 if roleid in LEVELS else 3, cid=self.cid, roleid=roleid)
        if roleid in LEVELS:
            self.roles[uid] = roleid

    @rule(who=SOMEBODY)
    def look(self, who):
        """Only members see the members."""
        uid = self.uids[who % 3]
        answer = self.run("users", uid, 0 if uid in self.roles else 2, cid=self.cid)
        if uid in self.roles:
            assert {one["uid"] for one in answer.result["users"]} == set(self.roles)

    @rule(seconds=sampled_from([SECONDS_45_MIN - 10, SECONDS_DAY - 10]))
    def time_goes_by(self, seconds):
        self.now += seconds

    # ------------------------------------------------------------------- what is always so

    @invariant()
    def members_and_roles_are_the_models(self):
        rows = self.db.execute(
            select(CircleMember.uid, CircleMember.roleid).where(CircleMember.cid == self.cid)
        )
        assert dict(rows.all()) == self.roles

    @invariant()
    def friendships_are_the_models(self):
        rows = self.db.execute(select(Friend.owner, Friend.uid).where(Friend.uid.in_(self.uids)))
        assert {(owner, uid) for owner, uid in rows} == self.friends


@pytest.mark.timeout(300)
def test_no_sequence_breaks_a_rule(db, call, configure):
    try_sequences(lambda: CircleMachine(db, call, configure), examples=25, steps=30)
