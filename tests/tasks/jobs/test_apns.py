"""Alerts for users who are offline: who gets one, for what, and what follows a failure."""

import pytest
from sqlalchemy import select

from models import Device, Outbox, PayState, UnreadMessage
from models.alert import PART
from push import presence
from push.alerts import texts
from tasks import app
from tasks.jobs import apns, ops, sms
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import alerts, announcements, settlement
from tests.factories import (
    join,
    make_circle,
    make_device,
    make_goods,
    make_order,
    make_user,
)
from tests.tasks.jobs.alerting import FAILED, NOW, stored


class TestMessages:
    def test_each_device_of_the_receiver(self, db, people, send, work, sender):
        devices = [make_device(db, people[1]), make_device(db, people[1], is_debug=1, badge=4)]
        make_device(db, people[0])
        answer = send()
        assert answer.jobs == ["jobs.apns.alert"]
        work()
        shown = {(one.token, one.sandbox, one.badge) for one in sender.sent}
        assert shown == {
            (devices[0].device_token, False, 1),
            (devices[1].device_token, True, 5),
        }
        (one, _) = sender.sent
        msgid = answer.result["msgid"]
        assert (one.text, one.type, one.key, one.id) == ("小明:你好", "newmsg", "msgid", msgid)
        assert one.collapse == f"newmsg-{msgid}"
        assert db.scalars(select(Outbox)).all() == []

    def test_nobody_has_a_device(self, db, people, send):
        assert send().jobs == []
        assert db.scalars(select(Outbox)).all() == []

    def test_online(self, db, people, send, work, sender, online):
        make_device(db, people[1])
        online(people[1])
        send()
        work()
        assert sender.sent == []

    def test_on_a_gateway_that_is_known_to_be_dead(self, db, people, send, work, sender, online):
        make_device(db, people[1])
        online(people[1], alive=False)
        send()
        work()
        assert len(sender.sent) == 1

    def test_read_meanwhile(self, db, people, send, work, sender, call):
        make_device(db, people[1])
        send()
        call("message.read", uid=people[1].uid)
        work()
        assert sender.sent == []

    def test_one_run_takes_what_waits(self, db, people, send, work, sender):
        make_device(db, people[1])
        for _ in range(5):
            send()
        assert work() == 5
        assert len(sender.sent) == 5
        assert {one.badge for one in sender.sent} == {5}

    @pytest.mark.parametrize(
        ("parm", "alert"),
        [
            ({"content": "好" * 61}, "小明:" + "好" * 60),
            ({"content": "[sticker_12]"}, "小明发来了一个表情"),
            ({"content": None, "picture": "http://x/y"}, "小明发来了一张图片"),
            ({"content": None, "lat": 1, "long": 2}, "小明发来了一个位置"),
            ({"content": "{nick} 100%"}, "小明:{nick} 100%"),
        ],
    )
    def test_texts(self, db, people, send, work, sender, parm, alert):
        make_device(db, people[1])
        send(**parm)
        work()
        assert [one.text for one in sender.sent] == [alert]

    @pytest.mark.parametrize(
        ("type_", "alert"), [("vdo", "新消息发来了一段视频"), ("vic", "新消息发来了一段语音")]
    )
    def test_files_and_no_nick(self, type_, alert):
        assert texts.message(type_, None, None) == alert

    def test_from_somebody_who_is_gone(self, db, people, send, work, sender):
        make_device(db, people[1])
        send()
        db.delete(people[0])
        db.flush()
        work()
        assert [one.text for one in sender.sent] == ["新消息:你好"]


class TestBadge:
    def test_reading_takes_off_what_it_returned_and_what_is_older(self, db, people, send, call):
        make_device(db, people[1])
        for _ in range(4):
            send()
        first, second, *_ = db.scalars(select(UnreadMessage.msgid).order_by(UnreadMessage.msgid))
        call("message.read", {"beforeid": first}, uid=people[1].uid)
        assert db.scalar(select(Device.shown_badge())) == 4
        call("message.read", {"beforeid": second + 1, "count": 1}, uid=people[1].uid)
        assert db.scalar(select(Device.shown_badge())) == 2
        call("message.read", {"count": 1}, uid=people[1].uid)
        assert db.scalar(select(Device.shown_badge())) == 0

    def test_reading_takes_off_own_messages_only(self, db, people, send, call):
        make_device(db, people[1])
        send()
        call("message.read", uid=people[0].uid)
        assert db.scalar(select(Device.shown_badge())) == 1

    def test_set_after_the_message_came(self, db, people, send, call, work, sender):
        device, other = make_device(db, people[1]), make_device(db, people[1])
        send()
        call("ios.set_badge", {"badge": 0}, uid=people[1].uid, sid=device.sid)
        work()
        assert [one.token for one in sender.sent] == [other.device_token]

    def test_other_alerts_count_once_each(self, db, work, sender, people):
        make_device(db, people[1], badge=2)
        circle = make_circle(db)
        join(db, circle, people[1])
        ctx = Ctx(db, NOBODY, NOW)
        for number in range(3):
            announcements.announce(ctx, circle, f"board {number}")
        sender.answers = {device.device_token: FAILED for device in db.scalars(select(Device))}
        work()
        assert {one.badge for one in sender.take()} == {5}
        work("again")
        assert {one.badge for one in sender.take()} == {5}
        assert db.scalar(select(Device.badge)) == 5


class TestDeadGateways:
    """The push went to a gateway that was dead but whose lease had not ended."""

    @pytest.fixture
    def pushed(self, db, people, send, work, online):
        make_device(db, people[1])
        online(people[1])
        send()
        work()
        (row,) = stored(db, "look_again")
        assert row.due == NOW + presence.LEASE_SECONDS + 1

    def test_the_lease_ended(self, pushed, work, sender, redis_client):
        redis_client.delete(presence.front_key("front"))
        work("look_again")
        assert [one.text for one in sender.sent] == ["小明:你好"]

    def test_after_the_entries_were_cleaned_up(self, pushed, people, work, sender, redis_client):
        redis_client.delete(presence.front_key("front"), presence.user_key(people[1].uid))
        work("look_again")
        assert len(sender.sent) == 1

    def test_the_gateway_lives(self, pushed, people, work, sender, redis_client):
        work("look_again")
        assert sender.sent == []

    def test_the_user_went_away_from_a_living_one(self, pushed, people, work, sender, redis_client):
        redis_client.delete(presence.user_key(people[1].uid))
        work("look_again")
        assert sender.sent == []

    def test_the_user_came_back_elsewhere(self, pushed, people, work, sender, redis_client, online):
        redis_client.delete(presence.front_key("front"))
        online(people[1], "other")
        work("look_again")
        assert sender.sent == []

    def test_read_meanwhile(self, pushed, people, call, work, sender, redis_client):
        redis_client.delete(presence.front_key("front"))
        call("message.read", uid=people[1].uid)
        work("look_again")
        assert sender.sent == []


class TestBoards:
    def test_members_with_devices(self, db, work, sender, people):
        circle = make_circle(db, name="读书会")
        for user in people:
            join(db, circle, user)
        device = make_device(db, people[1])
        make_device(db, make_user(db))
        ctx = Ctx(db, NOBODY, NOW)
        entry = announcements.announce(ctx, circle, "好" * 51)
        assert [name for name, _ in ctx.followups] == ["jobs.apns.alert"]
        work()
        (one,) = sender.sent
        assert (one.token, one.badge) == (device.device_token, 1)
        assert (one.text, one.type, one.key, one.id) == (
            "读书会:" + "好" * 50,
            "circle.newboard",
            "bid",
            entry.bid,
        )

    def test_large_circles_in_parts(self, db):
        users = [make_user(db) for _ in range(PART + 1)]
        for user in users:
            make_device(db, user)
        ctx = Ctx(db, NOBODY, NOW)
        alerts.alert(ctx, [user.uid for user in users], alerts.BOARD, 1)
        parts = [row.args["due"] for row in stored(db, "alert_crowd")]
        assert sorted(len(part) for part in parts) == [1, PART]
        assert sum(len(part) for part in parts) == len(users)

    def test_nobody_has_a_device(self, db, people):
        ctx = Ctx(db, NOBODY, NOW)
        alerts.alert(ctx, [people[0].uid], alerts.BOARD, 1)
        alerts.alert(ctx, [], alerts.BOARD, 1)
        assert ctx.followups == []


class TestPaylogs:
    @pytest.mark.parametrize(
        ("state", "text"),
        [(1, "订单[测试 商品] 10.08元,已支付成功"), (-1, "订单[测试 商品] 支付失败")],
    )
    def test_buyer_and_recommender(self, db, work, sender, people, state, text):
        devices = {make_device(db, user).device_token for user in people}
        goods = make_goods(db, productname="测试 商品", amount=1008)
        order = make_order(db, people[0], goods, recommend_uid=people[1].uid)
        log = order.move(db, PayState(state), NOW)
        settlement.push_paylog(Ctx(db, NOBODY, NOW), log)
        work()
        assert {one.token for one in sender.sent} == devices
        assert {(one.text, one.type, one.key, one.id, one.badge) for one in sender.sent} == {
            (text, "paylog", "orderid", order.orderid, 1)
        }


def test_what_is_told_to_many_keeps_no_login_code_waiting():
    many = (apns.alert_crowd, apns.look_again, apns.again, ops.announce, ops.mail_circle)
    few = (apns.alert, sms.send_code)

    def queues(jobs):
        names = [f"{job.__module__.removeprefix('tasks.')}.{job.__name__}" for job in jobs]
        return {app.tasks[name].queue_name for name in names}

    assert queues(many) == {"crowd"}
    assert queues(few) == {"slow"}
