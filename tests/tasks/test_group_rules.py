"""Groups against a model of their rules, under random sequences of calls."""

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
from sqlalchemy.orm import Session

from tests.factories import make_user
from tests.tasks.machines import try_sequences

DAY = 86_400
PEOPLE = 4
BOARD = "每周六"
FLAGS = (
    "everyone_caninvite",
    "only_member_speak",
    "only_member_watch",
    "member_control",
    "join_approval",
)

people = st.integers(0, PEOPLE - 1)
"""Number 0 makes the group."""
rulers = st.integers(-PEOPLE, PEOPLE - 1)
"""Who tries a restricted call; below 0 the creator, because most others are refused."""
flag = st.integers(0, 1)
some = st.lists(people, max_size=3)
laws = st.fixed_dictionaries(dict.fromkeys(FLAGS, flag))
newest = st.integers(0, 2)


@dataclass
class Entry:
    """A post as the service must have it."""

    author: int
    likes: set[int] = field(default_factory=set)
    replies: int = 0


@dataclass
class Wish:
    """A request to join as the service must have it."""

    eid: int
    time: int
    state: str = "open"


class Groups(RuleBasedStateMachine):
    """One group; the model has its creator and admins, members, removed and muted users."""

    db: Session
    call: Callable[..., Any]

    @initialize()
    def begin(self) -> None:
        self.now = 1_401_303_200
        self.uids = [make_user(self.db).uid for _ in range(PEOPLE)]
        parm = {"name": "读书会", "board": BOARD}
        self.gid = self.by(0, "group.create", **parm).result["gid"]
        self.creator, self.muted_all = 0, 0
        self.members, self.removed, self.muted = {0}, set[int](), set[int]()
        self.admins, self.hushed, self.wishes = set[int](), dict[int, int](), dict[int, Wish]()
        self.flags = dict.fromkeys(FLAGS, 0) | {"everyone_caninvite": 1}
        self.invited: dict[tuple[int, int], int] = {}
        self.posts: dict[int, Entry] = {}
        for who in range(1, PEOPLE):
            self.join(who)

    # ------------------------------------------------------------------------- the rules' words

    def manages(self, who: int) -> bool:
        return who == self.creator or who in self.admins

    def inside(self, who: int) -> bool:
        return who == self.creator or who in self.members

    def reads(self, who: int) -> bool:
        return self.inside(who) or not self.flags["only_member_watch"]

    def hears(self, entry: Entry, who: int) -> bool:
        """Whether the author is told of what somebody else did to the post."""
        return who != entry.author and self.reads(entry.author)

    def speaks(self, who: int) -> bool:
        silenced = self.flags["member_control"] and who in self.muted
        shut_out = self.flags["only_member_speak"] and not self.inside(who)
        hushed = self.muted_all or self.hushed.get(who, 0) > self.now
        return self.manages(who) or not (silenced or shut_out or hushed or who in self.removed)

    def invites(self, who: int) -> bool:
        return self.manages(who) or bool(self.flags["everyone_caninvite"] and who in self.members)

    def enters(self, who: int) -> bool:
        """Whether somebody who was not removed joins without an approval."""
        invited = any(guest == who and self.manages(host) for host, guest in self.invited)
        return self.inside(who) or invited or not self.flags["join_approval"]

    # ------------------------------------------------------------------------------- helpers

    def by(self, who: int, function: str, **parm: Any) -> Any:
        return self.call(function, parm, uid=self.uids[who], now=self.now)

    def expect(self, allowed: bool, who: int, function: str, **parm: Any) -> Any:
        """Call a function: errno 0 where the rules allow it, else 2 and not one push."""
        answer = self.by(who, function, **parm)
        assert answer.errno == (0 if allowed else 2), answer.error
        assert allowed or not answer.pushes
        return answer

    def expect_about(self, allowed: bool, who: int, whom: int, function: str, **parm: Any) -> bool:
        """Call a function about a member: errno 3 if it is none, else as `expect`; whether done."""
        parm |= {"gid": self.gid, "uid": self.uids[whom]}
        if whom in self.members:
            return self.expect(allowed, who, function, **parm).errno == 0
        assert self.by(who, function, **parm).errno == 3
        return False

    def ruler(self, who: int) -> int:
        return self.creator if who < 0 else who

    def pick(self, number: int) -> tuple[int, Entry]:
        """One of the newest posts, so that things happen to the same one."""
        return list(self.posts.items())[-(number % len(self.posts)) - 1]

    # --------------------------------------------------------------------------- what happens

    @rule(who=people, ways=st.lists(st.sampled_from(["join", "leave"]), max_size=3))
    def move(self, who: int, ways: list[str]) -> None:
        for way in ways:
            (self.join if way == "join" else self.leave)(who)

    def join(self, who: int) -> None:
        answer = self.expect(who not in self.removed, who, "group.join", gid=self.gid)
        if answer.errno:
            return
        assert answer.result == ({} if self.enters(who) else {"pending": 1})
        told = {uid for push in answer.pushes for uid in push.uids}
        if self.enters(who):
            self.members.add(who)
        elif self.is_news(who):
            assert told == {self.uids[one] for one in {self.creator, *self.admins}}
            self.wishes[who] = Wish(answer.pushes[0].data["event"]["eid"], self.now)
        else:
            self.wishes[who].state = "open"
        assert told == set() or self.wishes[who].time == self.now

    def is_news(self, who: int) -> bool:
        wish = self.wishes.get(who)
        return wish is None or wish.state == "accepted" or wish.time <= self.now - DAY

    def leave(self, who: int) -> None:
        self.expect(True, who, "group.leave", gid=self.gid)
        self.members.discard(who)
        self.admins.discard(who)

    @precondition(lambda self: self.wishes)
    @rule(who=rulers, which=newest, verb=st.sampled_from(["accept", "refuse"]))
    def decide(self, who: int, which: int, verb: str) -> None:
        asking = list(self.wishes)[which % len(self.wishes)]
        wish, answer = self.wishes[asking], {"accept": "accepted", "refuse": "refused"}[verb]
        repeated = wish.state == answer
        in_vain = wish.state != "open" or (verb == "accept" and asking in self.removed)
        who = self.ruler(who)
        allowed = self.manages(who) and (repeated or not in_vain)
        done = self.expect(allowed, who, f"group.{verb}_join", eid=wish.eid)
        if allowed and not repeated:
            (push,) = done.pushes
            assert push.uids == [self.uids[asking]]
            wish.state = answer
            self.members |= {asking} if verb == "accept" else set()
        else:
            assert not done.pushes

    @rule(who=rulers, whom=people, on=flag)
    def appoint(self, who: int, whom: int, on: int) -> None:
        who = self.ruler(who)
        allowed = who == self.creator != whom
        if self.expect_about(allowed, who, whom, "group.set_admin", on=on):
            (self.admins.add if on else self.admins.discard)(whom)

    @rule(who=rulers, whom=people)
    def transfer(self, who: int, whom: int) -> None:
        who = self.ruler(who)
        if self.expect_about(who == self.creator, who, whom, "group.transfer"):
            self.creator = whom
            self.admins.discard(whom)

    @rule(who=rulers, whom=people, seconds=st.sampled_from([0, 3600, DAY]))
    def hush(self, who: int, whom: int, seconds: int) -> None:
        who = self.ruler(who)
        allowed = self.manages(who) and not (seconds and self.manages(whom))
        if self.expect_about(allowed, who, whom, "group.mute_member", seconds=seconds):
            self.hushed[whom] = self.now + seconds

    @rule(who=rulers, on=flag)
    def hush_all(self, who: int, on: int) -> None:
        who = self.ruler(who)
        if self.expect(self.manages(who), who, "group.mute_all", gid=self.gid, on=on).errno == 0:
            self.muted_all = on

    def invite_as(self, who: int, whom: list[int]) -> None:
        uids = [self.uids[one] for one in whom]
        answer = self.expect(self.invites(who), who, "group.invite", gid=self.gid, uid=uids)
        if answer.errno:
            return
        guests = set(whom) - self.members - {who}
        self.removed -= guests
        news = {one for one in guests if self.invited.get((who, one), 0) <= self.now - DAY}
        self.invited |= dict.fromkeys(((who, one) for one in news), self.now)
        assert {uid for push in answer.pushes for uid in push.uids} == {
            self.uids[one] for one in news
        }

    @rule(who=rulers, whom=some)
    def remove(self, who: int, whom: list[int]) -> None:
        uids, who = [self.uids[one] for one in whom], self.ruler(who)
        parm = {"gid": self.gid, "uid": uids}
        if self.expect(self.manages(who), who, "group.remove_member", **parm).errno == 0:
            spared = {self.creator} if who == self.creator else {self.creator, *self.admins}
            gone = (set(whom) & self.members) - spared
            self.members -= gone
            self.admins -= gone
            self.removed |= gone

    @rule(who=rulers, whom=some, can_post=flag)
    def control(self, who: int, whom: list[int], can_post: int) -> None:
        who = self.ruler(who)
        for one in whom:
            parm = {"can_post": can_post}
            if self.expect_about(self.manages(who), who, one, "group.set_member_control", **parm):
                (self.muted.discard if can_post else self.muted.add)(one)

    @rule(who=people)
    def usurp(self, who: int) -> None:
        """Only creator and admins may change the group, and only the creator may delete it."""
        self.expect(self.manages(who), who, "group.update", gid=self.gid)
        if who != self.creator:
            self.expect(False, who, "group.delete", gid=self.gid)

    def under(self, flags: dict[str, int]) -> range:
        """Give the group these rules; everybody then tries what a rule below says."""
        self.expect(True, self.creator, "group.update", gid=self.gid, **flags)
        self.flags = flags
        return range(PEOPLE)

    @rule(flags=laws, function=st.sampled_from(["group.addpost", "post.add"]))
    def post(self, flags: dict[str, int], function: str) -> None:
        for who in self.under(flags):
            answer = self.expect(self.speaks(who), who, function, gid=self.gid, content="好")
            if answer.errno == 0:
                self.posts[answer.result["postid"]] = Entry(who)
                (push,) = [push for push in answer.pushes if push.topic]
                readers = {self.uids[one] for one in range(PEOPLE) if self.reads(one)}
                assert push.only is None or push.only == readers
                assert push.only is not None or len(readers) == PEOPLE

    @precondition(lambda self: self.posts)
    @rule(flags=laws, which=newest, does=st.lists(st.sampled_from(["like", "dislike"]), max_size=3))
    def like(self, flags: dict[str, int], which: int, does: list[str]) -> None:
        postid, entry = self.pick(which)
        for who in self.under(flags):
            for verb in does:
                answer = self.expect(self.reads(who), who, f"post.{verb}", postid=postid)
                if answer.errno == 0:
                    news = verb == "like" and who not in entry.likes
                    assert len(answer.pushes) == (news and self.hears(entry, who))
                    (entry.likes.add if verb == "like" else entry.likes.discard)(who)

    @precondition(lambda self: self.posts)
    @rule(flags=laws, which=newest)
    def reply(self, flags: dict[str, int], which: int) -> None:
        postid, entry = self.pick(which)
        for who in self.under(flags):
            parm = {"postid": postid, "content": "好"}
            answer = self.expect(self.speaks(who), who, "post.reply", **parm)
            if answer.errno == 0:
                entry.replies += 1
                assert len(answer.pushes) == self.hears(entry, who)

    @rule(flags=laws)
    def read(self, flags: dict[str, int]) -> None:
        for who in self.under(flags):
            allowed, asked = self.reads(who), list(self.posts)
            self.expect(allowed, who, "group.regupdate", gid=self.gid)
            posts = self.by(who, "post.get", postid=asked).result["posts"]
            assert [post["postid"] for post in posts] == (asked if allowed else [])
            mine = self.by(who, "group.my").result["groups"]
            assert [line["gid"] for line in mine] == [self.gid] * (who in self.members)
            (shown,) = self.by(who, "group.info", gid=self.gid).result["groups"]
            assert shown["board"] == (BOARD if allowed else "")
            admins = sorted(self.uids[one] for one in self.admins)
            assert shown["admins"] == (admins if allowed else [])
            assert (shown["creator"], shown["muted_all"]) == (
                self.uids[self.creator],
                self.muted_all,
            )

    @rule(flags=laws, whom=some)
    def invite(self, flags: dict[str, int], whom: list[int]) -> None:
        for who in self.under(flags):
            self.invite_as(who, whom)

    @precondition(lambda self: len(self.posts) > 2)
    @rule(who=people, which=newest)
    def delete(self, who: int, which: int) -> None:
        postid, entry = self.pick(which)
        if self.expect(who == entry.author, who, "post.delete", postid=postid).errno == 0:
            del self.posts[postid]

    @rule(hours=st.sampled_from([1, 23, 24]))
    def time_passes(self, hours: int) -> None:
        self.now += hours * 3600

    # ------------------------------------------------------------------------- what must hold

    @invariant()
    def members_are_those_who_joined(self) -> None:
        found = self.by(self.creator, "group.members", gid=self.gid).result["members"]
        assert {one["uid"] for one in found} == {self.uids[one] for one in self.members}
        for one in found:
            who = self.uids.index(one["uid"])
            role = "creator" if who == self.creator else "admin" if who in self.admins else "member"
            hushed = self.hushed.get(who, 0)
            assert one["can_post"] == (who not in self.muted)
            assert (one["type"] == 0) == (who == self.creator)
            assert (one["role"], one.get("mute_until")) == (
                role,
                hushed if hushed > self.now else None,
            )

    @invariant()
    def counts_are_exact(self) -> None:
        if not self.posts:
            return
        found = self.by(self.creator, "group.postlist", gid=self.gid, count=100).result["posts"]
        assert [post["postid"] for post in found] == sorted(self.posts, reverse=True)
        for post in found:
            entry = self.posts[post["postid"]]
            assert post["like"] == len(entry.likes)
            assert {like["uid"] for like in post["likes"]} == {
                self.uids[one] for one in entry.likes
            }
            assert post["replycount"] == len(post["replys"]) == entry.replies


@pytest.mark.timeout(900)  # hypothesis needs time to shorten a failing example
def test_no_order_of_events_breaks_a_rule(db: Session, call: Callable[..., Any]) -> None:
    machine = type("Machine", (Groups,), {"db": db, "call": staticmethod(call)})
    try_sequences(machine, examples=12, steps=25)
