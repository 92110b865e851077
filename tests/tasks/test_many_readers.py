"""A post with many readers: a job tells those of them who are online."""

from __future__ import annotations

import json

import pytest

from models import Block, Outbox, Post
from push import deliver, presence
from push.servers import Servers
from tasks.jobs import posts
from tasks.jobs.queued import NOBODY, GiveUp
from tasks.rpc.context import Ctx
from tasks.shared import posting
from tests.factories import enter, make_friend, make_group, make_user
from wire import bus

FEW, NOW = 3, 1_700_000_000
CONN = "front-7"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(posting, "FEW", FEW)


@pytest.fixture
def people(db):
    return [make_user(db) for _ in range(8)]


@pytest.fixture
def online(redis_client):
    def be(users, front="f", alive=True):
        redis_client.sadd(presence.FRONTS, front)
        redis_client.sadd(presence.front_users_key(front), *(user.uid for user in users))
        if alive:
            redis_client.set(presence.front_key(front), 1)

    return be


@pytest.fixture
def post(call, db):
    """Post into a group and do the stored job; returns the topic's item and the users told."""

    def run(author, group):
        parm = {"gid": group.gid, "content": "x"}
        answer = call("group.addpost", parm, uid=author.uid, conn=CONN)
        assert (answer.items, answer.jobs) == ([], ["jobs.posts.tell_many"])
        ((_, stored),) = answer.followups
        ctx = Ctx(db, NOBODY, NOW)
        posts.tell_many(ctx, **db.get(Outbox, stored).args)
        (topic,) = [item for item in ctx.items if isinstance(item, bus.ToTopic)]
        told = [item for item in ctx.items if isinstance(item, bus.ToUsers)]
        assert topic.number == answer.result["postid"]
        assert {item.skip for item in ctx.items} == {CONN}
        assert {json.loads(item.frame)["data"]["post"]["postid"] for item in ctx.items} == {
            topic.number
        }
        return topic, [uid for item in told for uid in item.uids]

    return run


class TestMembersOnly:
    def test_only_who_is_online_is_named(self, db, people, online, post):
        group = make_group(db, people[0], only_member_watch=1)
        for user in people[1:6]:
            enter(db, group, user)
            make_friend(db, user, people[0])
        make_friend(db, people[7], people[0])  # no member
        db.add(Block(owner=people[3].uid, uid=people[0].uid))
        online([people[number] for number in (0, 2, 3, 7)])
        online([people[4]], front="dead", alive=False)

        topic, told = post(people[0], group)

        assert topic.only == {people[number].uid for number in (0, 2, 3)}
        assert topic.but == {people[3].uid}
        assert told == [people[2].uid]

    def test_few_are_told_by_the_call(self, db, call, people):
        group = make_group(db, people[0], only_member_watch=1)
        enter(db, group, people[1])
        answer = call("group.addpost", {"gid": group.gid, "content": "x"}, uid=people[0].uid)
        assert answer.jobs == []
        assert answer.pushes[0].only == {people[0].uid, people[1].uid}


class TestOpen:
    def test_friends_who_are_online(self, db, people, online, post):
        group = make_group(db, people[0])
        for user in people[1:7]:
            make_friend(db, user, people[0])
        online([people[1], people[5], people[7]])

        topic, told = post(people[0], group)

        assert topic.only is None
        assert told == sorted([people[1].uid, people[5].uid])

    def test_deleted_meanwhile(self, db, call, people):
        group = make_group(db, people[0])
        for user in people[1:7]:
            make_friend(db, user, people[0])
        answer = call("group.addpost", {"gid": group.gid, "content": "x"}, uid=people[0].uid)
        postid = answer.result["postid"]
        Post.get(db, postid).delete(db)
        with pytest.raises(GiveUp):
            posts.tell_many(Ctx(db, NOBODY, NOW), postid, CONN)


@pytest.mark.parametrize("asked", [range(3), range(100)])
def test_who_of_many_is_online(redis_client, monkeypatch, asked):
    monkeypatch.setattr(deliver, "PART", 7)
    for front, uids in (("a", range(1, 20)), ("b", range(15, 30)), ("dead", range(90))):
        redis_client.sadd(presence.FRONTS, front)
        redis_client.sadd(presence.front_users_key(front), *uids)
    for front in "ab":
        redis_client.set(presence.front_key(front), 1)

    assert deliver.online_among(Servers([redis_client]), set(asked)) == set(asked) & set(
        range(1, 30)
    )
