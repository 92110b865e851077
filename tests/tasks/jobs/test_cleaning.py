"""Jobs that delete: codes, counts, stored replies, old messages, events and posts."""

from functools import partial

import pytest
from sqlalchemy import select

from models import (
    Delivery,
    Device,
    Event,
    Failure,
    Message,
    Post,
    PostLike,
    PostMedia,
    PostReply,
    Reply,
    SmsCode,
    SmsSent,
    UnreadMessage,
)
from models.sms import CodeUse
from tasks.jobs import replies, retention, sms
from tests.factories import (
    make_circle,
    make_event,
    make_group,
    make_message,
    make_post,
    make_session,
    make_user,
)
from tests.tasks.jobs.alerting import NOW

DAY = 86_400


def test_sms(db, ctx):
    for phone, age in (("+861", 300), ("+862", 299)):
        SmsCode.store(db, CodeUse(phone), b"x", "", NOW - age)
    for table in (SmsSent, Failure):
        db.add_all([table(kind="k", key=str(age), time=NOW - age) for age in (DAY, DAY - 1)])
    db.flush()
    assert sms.clean_up(ctx) == 1
    assert db.scalars(select(SmsCode.phone)).all() == ["+862"]
    assert db.scalars(select(SmsSent.key)).all() == [str(DAY - 1)]
    assert db.scalars(select(Failure.key)).all() == [str(DAY - 1)]


def test_replies(db, ctx):
    for age in (601, 600, 0):
        db.add(Reply(call_hash=str(age).encode(), conn="c", call=1, create_time=NOW - age))
    db.flush()
    assert replies.clean_up(ctx) == 1
    assert set(db.scalars(select(Reply.call_hash))) == {b"600", b"0"}


class TestRetention:
    @pytest.fixture
    def keep(self, configure):
        return partial(configure, "retention")

    def test_is_off_by_default(self, db, ctx):
        me = make_user(db)
        make_message(db, me.uid, me.uid, time=1)
        Event.record(db, [me.uid], "add_friend", {"uid": 1}, 1)
        make_post(db, me, make_group(db, me), old=1, time=1)
        jobs = (retention.drop_messages, retention.drop_events, retention.drop_posts)
        assert [job(ctx) for job in jobs] == [0, 0, 0]

    def test_messages_and_what_badges_count(self, db, ctx, keep):
        me, other = make_user(db), make_user(db)
        session = make_session(db, me, "id")
        db.add(Device(sid=session.sid, uid=me.uid, device_token="t"))
        db.flush()
        _, new = (make_message(db, other.uid, me.uid, time=NOW - n * DAY) for n in (61, 59))
        keep(messages_days=60)
        assert retention.drop_messages(ctx) == 1
        assert db.scalars(select(Message.msgid)).all() == [new.msgid]
        assert db.scalars(select(UnreadMessage.msgid)).all() == [new.msgid]

    def test_events(self, db, ctx, keep):
        for days in (61, 59):
            Event.record(db, [days], "add_friend", {"uid": 1}, NOW - days * DAY)
        keep(events_days=60)
        assert retention.drop_events(ctx) == 1
        assert db.scalars(select(Event.uid)).all() == [59]

    def test_posts_of_the_old_functions_with_all_they_have(self, db, ctx, keep):
        me = make_user(db)
        group, circle = make_group(db, me), make_circle(db)
        doomed = make_post(db, me, group, old=1, time=NOW - 61 * DAY)
        doomed.reply_by(db, me.uid, "hi", NOW)
        doomed.like_by(db, me.uid, NOW)
        db.add(PostMedia(postid=doomed.postid, type="pic", picture="https://x/y"))
        db.flush()
        kept = [
            make_post(db, me, group, old=1, time=NOW - 59 * DAY),
            make_post(db, me, group, old=0, time=NOW - 99 * DAY),
            make_post(db, me, circle, time=NOW - 99 * DAY),
        ]
        keep(posts_days=60)
        assert retention.drop_posts(ctx) == 1
        assert set(db.scalars(select(Post.postid))) == {post.postid for post in kept}
        for table in (PostReply, PostLike, PostMedia):
            assert db.scalars(select(table)).all() == []

    def test_numbers(self, db, ctx, keep):
        me = make_user(db).uid
        for days in (61, 60, 59):
            make_event(db, me, time=NOW - days * DAY)
        keep(numbers_days=60)
        assert retention.drop_numbers(ctx) == 1
        assert [key.seq for key in Delivery.after(db, me, 0, 10).keys] == [2, 3]
        keep(numbers_days=0)
        assert retention.drop_numbers(ctx) == 0

    def test_in_batches(self, db, ctx, keep, monkeypatch):
        monkeypatch.setattr(retention, "BATCH", 2)
        me = make_user(db).uid
        for _ in range(3):
            make_message(db, me, me, time=1)
        keep(messages_days=1)
        assert [retention.drop_messages(ctx) for _ in range(3)] == [2, 1, 0]
