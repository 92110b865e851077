"""Whom blocks and mutes keep from being told: pushes, events and alerts."""

import pytest

from models import Block, CircleBoard, Device, GroupMute, Mute, UnreadMessage, alert
from models.alert import Due
from models.phonebook import Contact
from tests.factories import (
    enter,
    join,
    make_circle,
    make_contact,
    make_device,
    make_friend,
    make_goods,
    make_group,
    make_message,
    make_user,
)


@pytest.fixture(params=["blocker", "blocked"])
def pair(db, request):
    """Who acts, and who would be told of it; one of them has blocked the other."""
    actor, hearer = make_user(db), make_user(db)
    owner, uid = (actor, hearer) if request.param == "blocker" else (hearer, actor)
    db.add(Block(owner=owner.uid, uid=uid.uid))
    db.flush()
    return actor, hearer


class TestPosts:
    def post(self, db, call, author, group):
        """(friends told, who watches and is told all the same, who not)."""
        answer = call("group.addpost", {"gid": group.gid, "content": "好"}, uid=author.uid)
        told = [push for push in answer.pushes if push.type == "newpost"]
        friends = [uid for push in told if not push.topic for uid in push.uids]
        (watchers,) = (push for push in told if push.topic)
        return friends, watchers.only, watchers.but

    def test_of_blocked_and_blocking(self, db, call, pair):
        author, other = pair
        friend, group = make_user(db), make_group(db, author)
        for owner in (other, friend):
            make_friend(db, owner, author)
        assert self.post(db, call, author, group) == ([friend.uid], None, {other.uid})

    @pytest.mark.parametrize("what", ["user", "group"])
    def test_of_muted(self, db, call, what):
        author, silent, group = make_user(db), make_user(db), None
        group = make_group(db, author, only_member_watch=1)
        enter(db, group, silent)
        make_friend(db, silent, author)
        db.add(
            Mute(owner=silent.uid, uid=author.uid)
            if what == "user"
            else GroupMute(gid=group.gid, uid=silent.uid)
        )
        db.flush()
        members = {author.uid, silent.uid}
        assert self.post(db, call, author, group) == ([], members, {silent.uid})

    def test_without_blocks_nobody_is_named(self, db, call):
        author = make_user(db)
        assert self.post(db, call, author, make_group(db, author))[2] is None


def test_reactions_to_the_posts_of_others_are_told(db, call, pair):
    actor, hearer = pair
    third = make_user(db)
    group = make_group(db, third)
    enter(db, group, hearer)
    postid = call("post.add", {"gid": group.gid, "content": "好"}, uid=third.uid).result["postid"]
    answer = call("post.like", {"postid": postid}, uid=actor.uid)
    assert [push.uids for push in answer.pushes] == [[third.uid]]


def test_lists_of_users_skip_those_who_may_not_be_met(db, call, pair):
    actor, hearer = pair
    other, group = make_user(db), make_group(db, actor)
    for function, parm in (("user.add_friend", {}), ("group.invite", {"gid": group.gid})):
        answer = call(function, parm | {"uid": [hearer.uid, other.uid]}, uid=actor.uid)
        assert answer.errno == 0
        assert [push.uids for push in answer.pushes] == [[other.uid]]


def test_requests_to_join_a_group(db, call, pair):
    actor, hearer = pair
    admin, group = make_user(db), make_group(db, hearer, join_approval=1)
    enter(db, group, admin, admin=1)
    answer = call("group.join", {"gid": group.gid}, uid=actor.uid)
    assert (answer.errno, answer.result) == (0, {"pending": 1})
    assert [push.uids for push in answer.pushes] == [[admin.uid]]


def test_phone_books(db, pair):
    owner, other = pair
    friendly = make_user(db)
    for user in (other, friendly):
        make_contact(db, owner, user.phone, time=5)
    assert [row.uid for row in Contact.found_by_upload(db, owner.uid, 5)] == [friendly.uid]
    assert Contact.who_has(db, other.uid) == []


def test_paid_orders_are_told_the_buyer_alone(db, call, pair):
    buyer, recommender = pair
    order = {"mid": make_goods(db, amount=0).mid, "people_count": 0, "hardwareid": "h"}
    order |= {"recommend_uid": recommender.uid}
    answer = call("merchandise.createorder", order, uid=buyer.uid)
    assert answer.errno == 0
    assert [push.uids for push in answer.pushes] == [[buyer.uid]]


def test_announcements_are_told_everybody(db, pair):
    actor, hearer = pair
    circle = make_circle(db)
    for user in (actor, hearer):
        join(db, circle, user)
    make_device(db, hearer)
    entry = CircleBoard.announce(db, circle, "好", 5)
    assert [row.uid for row in alert.boards(db, [Due(entry.bid, hearer.uid)])] == [hearer.uid]


class TestAlerts:
    def due(self, db, sender, receiver):
        """The devices alerted of an unread message that came before."""
        make_device(db, receiver)
        message = make_message(db, sender.uid, receiver.uid, anyway=True)
        db.merge(UnreadMessage(uid=receiver.uid, msgid=message.msgid, fromid=sender.uid))
        db.flush()
        return [row.uid for row in alert.messages(db, [Due(message.msgid, receiver.uid)])]

    def test_of_a_message_before_the_block(self, db, pair):
        assert self.due(db, *pair) == []

    def test_of_a_muted_sender(self, db):
        sender, receiver = make_user(db), make_user(db)
        db.add(Mute(owner=receiver.uid, uid=sender.uid))
        assert self.due(db, sender, receiver) == []
        assert db.query(Device).count() == 1

    def test_of_a_sender_who_muted_the_receiver(self, db):
        sender, receiver = make_user(db), make_user(db)
        db.add(Mute(owner=sender.uid, uid=receiver.uid))
        assert self.due(db, sender, receiver) == [receiver.uid]


def test_operations_speak_to_everybody(db, call, pair):
    sender, receiver = pair
    parm = {"from_uid": sender.uid, "to_uid": receiver.uid, "content": "好"}
    assert call("ops.messages.to_user", parm).errno == 0
