"""message.conversations, history, mark_read, recall and typing."""

import threading

import pytest
from sqlalchemy import func, select

from models import Conversation, Device, DroppedFile, Message, UnreadMessage, UploadedFile
from models.alert import Due
from models.alert import messages as alerts_due
from tasks.jobs import ops as jobs
from tasks.rpc.context import Ctx
from tests.factories import make_device, make_message, make_user
from tests.fixtures.parallel import Call
from wire.calls import Origin

NOW = 1_401_990_600
URL = "https://img.example.com/AAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def me(db):
    return make_user(db)


@pytest.fixture
def other(db):
    return make_user(db)


def say(db, one, two, number=1, **columns):
    """Messages from one user to another: their msgids."""
    return [make_message(db, one.uid, two.uid, **columns).msgid for _ in range(number)]


def listed(call, user, **parm):
    return call("message.conversations", parm, uid=user.uid).result["conversations"]


def line(call, user):
    (only,) = listed(call, user)
    return only["unread"], only["read"], only["peer_read"], only["last"]["msgid"]


class TestConversations:
    def test_one_for_each_peer_newest_first(self, db, call, me, other):
        third = make_user(db)
        first = say(db, other, me, 2)
        second = say(db, me, third)
        one, two = listed(call, me)
        assert (one["uid"], one["unread"], one["read"], one["peer_read"]) == (third.uid, 0, 0, 0)
        assert (two["uid"], two["unread"]) == (other.uid, 2)
        assert one["last"]["msgid"] == second[0]
        assert two["last"] == {
            "msgid": first[1],
            "uid": other.uid,
            "fromid": other.uid,
            "toid": me.uid,
            "type": "txt",
            "content": "hello",
            "time": NOW,
        }
        say(db, me, other)
        assert [one["uid"] for one in listed(call, me)] == [other.uid, third.uid]

    def test_none(self, call, me):
        answer = call("message.conversations", uid=me.uid)
        assert answer.result == {"conversations": []}

    def test_pages(self, db, call, me):
        peers = [make_user(db) for _ in range(5)]
        for peer in peers:
            say(db, peer, me)
        found, before = [], None
        while True:
            parm = {"before": before, "count": 2}
            result = call("message.conversations", parm, uid=me.uid).result
            found += [one["uid"] for one in result["conversations"]]
            before = result["conversations"][-1]["last"]["msgid"]
            if "more" not in result:
                break
            assert result["more"] is True
        assert found == [peer.uid for peer in reversed(peers)]
        assert listed(call, me, before=1) == []
        assert len(listed(call, me, before=0)) == 5

    @pytest.mark.parametrize(("count", "shown"), [(0, 1), (-7, 1), (10**30, 100), (None, 50)])
    def test_count_is_clamped(self, db, call, me, count, shown):
        uids = [make_user(db).uid for _ in range(101)]
        Message.send_all(db, "x", me.uid, uids, "好", NOW)
        assert len(listed(call, me, count=count)) == shown

    def test_notes_to_oneself(self, db, call, me):
        say(db, me, me, 2)
        call("message.read", uid=me.uid)
        parm = {"uid": me.uid, "msgid": 2**40}
        answer = call("message.mark_read", parm, uid=me.uid)
        assert (answer.result, answer.pushes) == ({"unread": 0}, [])
        assert line(call, me)[:3] == (0, 0, 0)

    def test_bad_parameters(self, call, me):
        for parm in ({"before": -1}, {"before": "x"}, {"count": "x"}):
            assert call("message.conversations", parm, uid=me.uid).errno == 6


class TestHistory:
    def test_both_directions_newest_first(self, db, call, me, other):
        ids = [*say(db, me, other), *say(db, other, me), *say(db, me, other)]
        say(db, make_user(db), me)
        for user, peer in ((me, other), (other, me)):
            result = call("message.history", {"uid": peer.uid}, uid=user.uid).result
            assert [one["msgid"] for one in result["message"]] == ids[::-1]
            assert "more" not in result
        assert line(call, other)[:2] == (2, 0)

    def test_pages(self, db, call, me, other):
        ids = [*say(db, me, other, 3), *say(db, other, me, 2)]
        parm = {"uid": other.uid, "count": 2}
        first = call("message.history", parm, uid=me.uid).result
        assert [one["msgid"] for one in first["message"]] == ids[:2:-1]
        assert first["more"] is True
        rest = call("message.history", parm | {"beforeid": ids[3], "count": 100}, uid=me.uid).result
        assert [one["msgid"] for one in rest["message"]] == ids[2::-1]
        assert "more" not in rest
        assert call("message.history", parm | {"beforeid": 0}, uid=me.uid).result == first

    def test_with_oneself(self, db, call, me):
        ids = say(db, me, me, 2)
        result = call("message.history", {"uid": me.uid}, uid=me.uid).result
        assert [one["msgid"] for one in result["message"]] == ids[::-1]

    def test_nothing_yet_and_nobody(self, call, me, other):
        answer = call("message.history", {"uid": other.uid}, uid=me.uid)
        assert answer.result == {"message": []}
        assert call("message.history", {"uid": 10**9}, uid=me.uid).errno == 3

    def test_with_who_is_gone(self, db, call, me, other):
        kept, peer = say(db, other, me), other.uid
        say(db, me, other)
        call("ops.users.delete", {"uid": peer})
        jobs.forget_user(context(db), peer)
        result = call("message.history", {"uid": peer}, uid=me.uid).result
        assert [one["msgid"] for one in result["message"]] == kept
        assert line(call, me)[3] == kept[0]
        assert db.scalar(select(func.count()).where(Conversation.uid == peer)) == 0


def context(db):
    return Ctx(db, Origin("f", 1, "f-1", 0, 0, False, NOW, ""), NOW)


class TestMarkRead:
    def mark(self, call, user, peer, msgid):
        return call("message.mark_read", {"uid": peer.uid, "msgid": msgid}, uid=user.uid)

    def test_tells_the_peer_and_my_other_devices(self, db, call, me, other):
        ids = say(db, other, me, 3)
        answer = self.mark(call, me, other, str(ids[1]))
        assert (answer.errno, answer.result) == (0, {"unread": 1})
        (push,) = answer.pushes
        assert (push.type, push.data) == ("readmsg", {"uid": me.uid, "msgid": ids[1]})
        assert (sorted(push.uids), push.skip) == (sorted([me.uid, other.uid]), "front-1")
        assert line(call, me) == (1, ids[1], 0, ids[2])
        assert line(call, other) == (0, 0, ids[1], ids[2])
        for user in (me, other):
            items = call("event.sync", {"seq": 0}, uid=user.uid).result["items"]
            told = {"seq": push.seqs[user.uid], "type": "readmsg", "data": push.data}
            assert items[-1] == told

    def test_forward_only(self, db, call, me, other):
        ids = say(db, other, me, 3)
        self.mark(call, me, other, ids[1])
        for msgid in (ids[1], ids[0], 1):
            answer = self.mark(call, me, other, msgid)
            assert (answer.result, answer.pushes) == ({"unread": 1}, [])
        assert line(call, me)[1] == ids[1]

    def test_not_further_than_the_newest_of_the_peer(self, db, call, me, other):
        theirs, mine = say(db, other, me), say(db, me, other)
        for msgid in (mine[0], 2**62):
            assert self.mark(call, me, other, msgid).result == {"unread": 0}
            assert line(call, me)[:2] == (0, theirs[0])
        later = say(db, other, me)
        assert line(call, me)[:2] == (1, theirs[0])
        assert self.mark(call, me, other, later[0]).result == {"unread": 0}

    def test_the_peers_marks_are_not_mine(self, db, call, me, other):
        ids = say(db, me, other, 2)
        assert self.mark(call, me, other, ids[1]).pushes == []
        assert line(call, other)[0] == 2

    def test_takes_it_off_badges(self, db, call, me, other):
        make_device(db, me)
        third = make_user(db)
        ids = say(db, other, me, 3)
        say(db, third, me)
        self.mark(call, me, other, ids[1])
        assert db.scalar(select(Device.shown_badge())) == 2

    def test_no_conversation(self, db, call, me, other):
        for peer in (other, me):
            assert self.mark(call, me, peer, 1).errno == 3
        answer = call("message.mark_read", {"uid": 10**9, "msgid": 1}, uid=me.uid)
        assert answer.errno == 3

    @pytest.mark.parametrize("parm", [{}, {"uid": 1}, {"uid": 1, "msgid": 0}, {"msgid": 1}])
    def test_bad_parameters(self, call, me, parm):
        assert call("message.mark_read", parm, uid=me.uid).errno == 6


class TestRead:
    def test_moves_marks_without_telling_anybody(self, db, call, me, other):
        third = make_user(db)
        ids, more = say(db, other, me, 3), say(db, third, me, 2)
        answer = call("message.read", {"beforeid": more[1], "count": 2}, uid=me.uid)
        assert [one["msgid"] for one in answer.result["message"]] == [more[0], ids[2]]
        assert answer.pushes == []
        found = {one["uid"]: (one["unread"], one["read"]) for one in listed(call, me)}
        assert found == {other.uid: (0, ids[2]), third.uid: (1, more[0])}

    def test_what_was_read_before_stays_so(self, db, call, me, other):
        ids = say(db, other, me, 3)
        call("message.read", uid=me.uid)
        call("message.read", {"beforeid": ids[1]}, uid=me.uid)
        assert line(call, me)[:2] == (0, ids[2])


class TestRecall:
    def recall(self, call, user, msgid, now=NOW):
        return call("message.recall", {"msgid": msgid}, uid=user.uid, now=now)

    def test_both_sides_are_told_and_see_no_content(self, db, call, me, other):
        (msgid,) = say(db, me, other, time=NOW)
        answer = self.recall(call, me, msgid, NOW + 120)
        assert (answer.errno, answer.result) == (0, {})
        (push,) = answer.pushes
        said = {"msgid": msgid, "uid": me.uid, "toid": other.uid}
        assert (push.type, push.data) == ("recallmsg", said)
        assert (sorted(push.uids), push.skip) == (sorted([me.uid, other.uid]), "front-1")
        empty = {"fromid": me.uid, "toid": other.uid, "uid": me.uid, "time": NOW, "msgid": msgid}
        for user, peer in ((me, other), (other, me)):
            (shown,) = call("message.history", {"uid": peer.uid}, uid=user.uid).result["message"]
            assert shown == empty | {"type": "recalled"}
            items = call("event.sync", {"seq": 0}, uid=user.uid).result["items"]
            assert [one["data"] for one in items] == [{"message": shown}, said]
        assert line(call, other)[0] == 1

    def test_a_repeat_changes_nothing(self, db, call, me, other):
        (msgid,) = say(db, me, other, time=NOW)
        self.recall(call, me, msgid)
        answer = self.recall(call, me, msgid, NOW + 9999)
        assert (answer.errno, answer.pushes) == (0, [])

    def test_too_late(self, db, call, me, other, configure):
        (msgid,) = say(db, me, other, time=NOW)
        assert self.recall(call, me, msgid, NOW + 121).errno == 2
        configure("limits", rate_multiplier=0, recall_seconds=300)
        assert self.recall(call, me, msgid, NOW + 121).errno == 0

    def test_of_others(self, db, call, me, other):
        (msgid,) = say(db, other, me, time=NOW)
        assert self.recall(call, me, msgid).errno == 2
        assert self.recall(call, make_user(db), msgid).errno == 3
        assert self.recall(call, me, 10**9).errno == 3
        assert db.get(Message, msgid).content == "hello"

    def test_the_file_goes(self, db, call, me, other):
        UploadedFile.record(db, me.uid, URL, "name", NOW)
        columns = {"type": "pic", "content": None, "picture": f"{URL}?w=9", "width": 6}
        (msgid,) = say(db, me, other, time=NOW, **columns)
        (shared,) = say(db, other, me, time=NOW, **columns)
        self.recall(call, other, shared)
        assert db.scalars(select(DroppedFile.name)).all() == []
        self.recall(call, me, msgid)
        assert db.scalars(select(DroppedFile.name)).all() == ["name"]
        row = db.get(Message, msgid)
        assert (row.type, row.picture, row.width) == ("recalled", None, None)

    def test_nobody_is_alerted_of_it(self, db, call, me, other):
        make_device(db, other)
        (msgid,) = say(db, me, other, time=NOW)
        assert len(alerts_due(db, [Due(msgid, other.uid)])) == 1
        self.recall(call, me, msgid)
        assert alerts_due(db, [Due(msgid, other.uid)]) == []


class TestTyping:
    def test_is_pushed_and_kept_nowhere(self, call, me, other):
        answer = call("message.typing", {"uid": other.uid}, uid=me.uid)
        (push,) = answer.pushes
        assert (push.type, push.uids, push.data) == ("typing", [other.uid], {"uid": me.uid})
        assert call("event.sync", {"seq": 0}, uid=other.uid).result["items"] == []

    def test_to_nobody(self, call, me):
        assert call("message.typing", {"uid": 10**9}, uid=me.uid).errno == 3
        answer = call("message.typing", {"uid": me.uid}, uid=me.uid)
        assert (answer.errno, answer.pushes) == (0, [])


def truth(db, uid):
    """{peer: (last, unread)} of a user, counted from the messages."""
    rows = db.execute(select(Message.msgid, Message.fromid, Message.toid)).all()
    marks = {
        one.peer: one.read_msgid for one in db.scalars(select(Conversation).filter_by(uid=uid))
    }
    found: dict[int, tuple[int, int]] = {}
    for msgid, fromid, toid in sorted(rows):
        if uid in (fromid, toid):
            peer = fromid if toid == uid else toid
            new = toid == uid != fromid and msgid > marks[peer]
            found[peer] = (msgid, found.get(peer, (0, 0))[1] + new)
    return found


def kept(db, uid):
    rows = db.scalars(select(Conversation).filter_by(uid=uid))
    return {row.peer: (row.last_msgid, row.unread) for row in rows}


class TestAtTheSameTime:
    @pytest.fixture
    def people(self, parallel):
        with parallel.database() as db:
            users = [make_user(db) for _ in range(3)]
            for one in users:
                make_device(db, one)
            return [one.uid for one in users]

    def is_true(self, parallel, people):
        with parallel.database() as db:
            for uid in people:
                assert kept(db, uid) == truth(db, uid)
                counted = select(func.count()).where(UnreadMessage.uid == uid)
                assert sum(unread for _, unread in kept(db, uid).values()) == db.scalar(counted)

    def test_sending_reading_marking_and_retention(self, parallel, people, configure):
        configure("limits", rate_multiplier=0)
        calls = []
        for number in range(90):
            one, two = people[number % 3], people[(number + 1 + number // 3 % 2) % 3]
            calls.append(Call("message.send", one, {"uid": two, "content": "好"}))
            if number % 2:
                calls.append(Call("message.read", two, {"count": 1 + number % 7}))
            if number % 3 == 0:
                parm = {"uid": one, "msgid": 1 + number}
                calls.append(Call("message.mark_read", two, parm))
        over = threading.Event()

        def retain():
            while not over.is_set():
                with parallel.database() as db:
                    Message.drop_older(db, 2**40, 2)

        cleaner = threading.Thread(target=retain)
        cleaner.start()
        try:
            replies = parallel.together(calls)
        finally:
            over.set()
            cleaner.join()
        assert {reply["errno"] for reply in replies} <= {0, 3}
        self.is_true(parallel, people)

    def test_two_devices_mark_read(self, parallel, people):
        one, two, _ = people
        parallel.calls("message.send", [{"uid": two, "content": "好"}] * 8, uid=one)
        with parallel.database() as db:
            ids = sorted(db.scalars(select(Message.msgid)))
        marks = [{"uid": one, "msgid": msgid} for msgid in ids[:6]] * 2
        replies = parallel.calls("message.mark_read", marks, uid=two)
        assert min(reply["result"]["unread"] for reply in replies) == 2
        with parallel.database() as db:
            row = db.get(Conversation, (two, one))
            assert (row.read_msgid, row.unread) == (ids[5], 2)
        self.is_true(parallel, people)

    def test_recalled_while_it_is_read(self, parallel, people):
        one, two, _ = people
        parm = {"uid": two, "content": "好"}
        sent = [reply["result"] for reply in parallel.calls("message.send", [parm] * 6, uid=one)]
        calls = [Call("message.recall", one, result) for result in sent]
        calls += [Call("message.read", two, {}) for _ in sent]
        replies = parallel.together(calls)
        assert {reply["errno"] for reply in replies} == {0}
        with parallel.database() as db:
            assert set(db.scalars(select(Message.content))) == {None}
        self.is_true(parallel, people)
