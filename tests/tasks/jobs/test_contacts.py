"""Phone book matching: who is told what, once, with the number as the user wrote it."""

import json

import pytest
from sqlalchemy import select

from models import ContactMatch
from models.phonebook import WAITING_SECONDS
from push import presence
from tasks.jobs import contacts
from tasks.shared.contacts import push_waiting
from tests.factories import make_contact, make_friend, make_user
from tests.tasks.jobs.alerting import NOW
from wire import bus


@pytest.fixture
def come_online(redis_client):
    def come(*users):
        redis_client.set(presence.front_key("f"), "1")
        for user in users:
            redis_client.hset(presence.user_key(user.uid), "c", "f")

    return come


def told(ctx):
    """(receiver, [(uid, spelling)]) of each push."""
    found = []
    for item in ctx.items:
        data = json.loads(item.frame)["data"]
        receiver = item.conn if isinstance(item, bus.ToConnection) else item.uids[0]
        found.append((receiver, [(user["uid"], user["phone"]) for user in data["users"]]))
    return found


def waits(db, owner, user):
    match = db.get(ContactMatch, (owner.uid, user.uid), populate_existing=True)
    return match.push_time is None


class TestUpload:
    def test_found_as_the_uploader_spelt_it(self, db, ctx, come_online):
        me, them = make_user(db), make_user(db)
        plain = them.phone_national
        spelt = f"{plain[:3]}-{plain[3:]}"
        for phone in (plain, spelt, me.phone, "+8613999999999"):
            make_contact(db, me, phone, time=NOW)
        come_online(me)
        contacts.match_upload(ctx, me.uid, NOW)
        assert told(ctx) == [(me.uid, [(them.uid, spelt), (them.uid, plain)])]
        (push,) = ctx.items
        (user, _) = json.loads(push.frame)["data"]["users"]
        assert len(user) == 18
        assert not waits(db, me, them)

    def test_friends_and_lines_of_other_uploads_are_left_out(self, db, ctx, come_online):
        me, friend, earlier = make_user(db), make_user(db), make_user(db)
        make_friend(db, me, friend)
        make_contact(db, me, friend.phone, time=NOW)
        make_contact(db, me, earlier.phone, time=NOW - 1)
        come_online(me)
        contacts.match_upload(ctx, me.uid, NOW)
        assert told(ctx) == []

    def test_an_upload_tells_again(self, db, ctx, come_online):
        me, them = make_user(db), make_user(db)
        make_contact(db, me, them.phone, time=NOW)
        come_online(me)
        for _ in range(2):
            contacts.match_upload(ctx, me.uid, NOW)
        assert len(told(ctx)) == 2

    def test_many_go_in_frames_of_200(self, db, ctx, come_online, statements):
        me = make_user(db)
        for _ in range(401):
            make_contact(db, me, make_user(db).phone, time=NOW)
        come_online(me)
        with statements() as seen:
            contacts.match_upload(ctx, me.uid, NOW)
        assert [len(users) for _, users in told(ctx)] == [200, 200, 1]
        assert len(seen) <= 3


class TestNewUser:
    def test_uploaders_are_told_once(self, db, ctx, come_online):
        new, online, offline = make_user(db), make_user(db), make_user(db)
        for uploader in (online, offline):
            make_contact(db, uploader, new.phone_national)
        make_contact(db, new, new.phone)
        come_online(online)
        for _ in range(2):
            contacts.match_user(ctx, new.uid)
        assert told(ctx) == [(online.uid, [(new.uid, new.phone_national)])]
        assert waits(db, offline, new)

    def test_who_has_the_user_as_friend_is_not_told(self, db, ctx, come_online):
        new, uploader = make_user(db), make_user(db)
        make_contact(db, uploader, new.phone)
        make_friend(db, uploader, new)
        come_online(uploader)
        contacts.match_user(ctx, new.uid)
        assert told(ctx) == []


class TestWaiting:
    def test_told_after_the_next_start_and_never_again(self, db, ctx, statements):
        me, them = make_user(db), make_user(db)
        make_contact(db, me, them.phone)
        contacts.match_user(ctx, them.uid)
        assert told(ctx) == []
        with statements() as seen:
            for _ in range(2):
                push_waiting(ctx, me.uid)
        assert told(ctx) == [("", [(them.uid, them.phone)])]
        assert len(seen) == 2

    def test_a_friend_by_then_is_not_told(self, db, ctx):
        me, them = make_user(db), make_user(db)
        make_contact(db, me, them.phone)
        contacts.match_user(ctx, them.uid)
        make_friend(db, me, them)
        push_waiting(ctx, me.uid)
        assert told(ctx) == []

    def test_thirty_days(self, db, ctx):
        me, them = make_user(db), make_user(db)
        make_contact(db, me, them.phone)
        contacts.match_user(ctx, them.uid)
        ctx.now += WAITING_SECONDS
        push_waiting(ctx, me.uid)
        assert told(ctx) == []
        assert contacts.sweep(ctx) == 1
        assert db.scalar(select(ContactMatch.uid).where(ContactMatch.owner == me.uid)) is None

    def test_the_sweep_tells_who_came_online_meanwhile(self, db, ctx, come_online):
        me, them = make_user(db), make_user(db)
        make_contact(db, me, them.phone)
        contacts.match_user(ctx, them.uid)
        assert contacts.sweep(ctx) == 0
        come_online(me)
        contacts.sweep(ctx)
        assert told(ctx) == [(me.uid, [(them.uid, them.phone)])]
        assert not waits(db, me, them)

    def test_the_sweep_looks_at_all_who_wait(self, db, ctx, come_online, monkeypatch):
        monkeypatch.setattr(contacts, "BATCH", 2)
        owners, them = [make_user(db) for _ in range(5)], [make_user(db) for _ in range(2)]
        for owner in owners:
            for user in them:
                make_contact(db, owner, user.phone)
        for user in them:
            contacts.match_user(ctx, user.uid)
        come_online(owners[-1])

        contacts.sweep(ctx)

        assert [receiver for receiver, _ in told(ctx)] == [owners[-1].uid]
        assert not any(waits(db, owners[-1], user) for user in them)
        assert all(waits(db, owner, user) for owner in owners[:-1] for user in them)


def test_the_queue_knows_the_jobs():
    from tasks import app
    from tasks.rpc import load

    load()
    for name in ("match_upload", "match_user", "sweep"):
        assert f"jobs.contacts.{name}" in app.tasks
