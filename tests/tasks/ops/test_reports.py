"""ops.reports.*: the list of open reports, and what can be done about one."""

import pytest

from models import (
    AlbumMedia,
    Group,
    Message,
    Post,
    PostReply,
    Report,
    Session,
    Suspension,
    User,
    reported,
)
from tasks.jobs import reports
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import make_device, make_session, make_user
from tests.tasks.test_report import Reportable
from wire import bus

NOW, HOUR, DAY = 1_700_000_000, 3600, 86_400
ROWS = {"post": Post, "reply": PostReply, "message": Message, "group": Group, "album": AlbumMedia}


@pytest.fixture
def reportable(db):
    return Reportable(db)


@pytest.fixture
def report(db, reportable):
    """Report something of it; the reportid."""

    def run(kind="post", reason="spam", time=NOW, uid=None):
        what = reported.find(db, kind, reportable.ids[kind], reportable.reader.uid)
        said = {"kind": kind, "target": reportable.ids[kind], "reason": reason, "text": "看看"}
        return Report.add(db, what, time, uid=uid or reportable.reader.uid, **said)

    return run


def state(db, reportid):
    db.expire_all()
    row = db.get(Report, reportid)
    return row.state, row.closed_time


def queue(call, **parm):
    rows = call("ops.reports.queue", parm, now=NOW).result["rows"]
    return [row["reportid"] for row in rows]


class TestQueue:
    def test_oldest_first_with_earlier_ones(self, db, call, reportable, report):
        ids = [report(kind) for kind in ("user", "post", "circle")]
        rows = call("ops.reports.queue").result["rows"]
        assert [row["reportid"] for row in rows] == ids
        assert [row["earlier"] for row in rows] == [0, 1, 0]
        first = rows[0]
        assert (first["uid"], first["owner"]) == (reportable.reader.uid, reportable.author.uid)
        assert (first["kind"], first["id"]) == ("user", reportable.author.uid)
        assert (first["reason"], first["text"], first["state"]) == ("spam", "看看", "open")
        assert first["shown"]["signature"] == "bad words"

    def test_shows_what_was_reported_as_it_was(self, db, call, reportable, report):
        report("user")
        reportable.author.signature = "harmless"
        db.flush()
        assert call("ops.reports.queue").result["rows"][0]["shown"]["signature"] == "bad words"

    def test_pages(self, call, report):
        ids = [report(kind) for kind in ("user", "post", "reply")]
        for state, order in (("open", ids), ("dismissed", ids[::-1])):
            assert queue(call, state=state, count=1) == order[:1]
            assert queue(call, state=state, before=order[0]) == order[1:]
            assert queue(call, state=state, before=order[-1]) == []
            for reportid in ids:
                call("ops.reports.dismiss", {"reportid": reportid})
            assert queue(call) == []

    def test_filters(self, call, report):
        old = report("user", time=NOW - 2 * HOUR)
        post = report("post", "abuse", time=NOW - HOUR)
        new = report("user", "abuse")
        assert queue(call, kind="user") == [old, new]
        assert queue(call, reason="abuse") == [post, new]
        assert queue(call, kind="user", reason="abuse") == [new]
        assert queue(call, hours=1) == [old, post]
        assert queue(call, hours=1, reason="spam") == [old]
        assert queue(call, hours=3) == queue(call, state="warned") == []

    @pytest.mark.parametrize(
        "parm",
        [
            {"state": "x"},
            {"state": "open\n"},
            {"kind": "x"},
            {"reason": ""},
            {"hours": -1},
            {"before": -1},
        ],
    )
    def test_no_filter(self, call, parm):
        assert call("ops.reports.queue", parm).errno == 6

    def test_about_a_user(self, call, reportable, report):
        ids = [report(kind) for kind in ("user", "post", "reply")]
        call("ops.reports.dismiss", {"reportid": ids[0]})
        rows = call("ops.reports.about", {"uid": reportable.author.uid}).result["rows"]
        assert [(row["reportid"], row["state"]) for row in rows] == [
            (ids[2], "open"), (ids[1], "open"), (ids[0], "dismissed"),
        ]  # fmt: skip
        older = call("ops.reports.about", {"uid": reportable.author.uid, "before": ids[1]}).result
        assert [row["reportid"] for row in older["rows"]] == ids[:1]

    def test_is_counted_for_metrics(self, db, redis_client, report):
        ctx = Ctx(db, NOBODY, NOW)
        reports.count(ctx)
        assert redis_client.hgetall("reports") == {"open": "0", "oldest_time": "0"}
        report("user", time=NOW - 50)
        report("post", time=NOW)
        reports.count(ctx)
        oldest = str(NOW - 50)
        assert redis_client.hgetall("reports") == {"open": "2", "oldest_time": oldest}


class TestAnswers:
    def test_dismiss_answers_all_on_the_same_target(self, db, call, reportable, report, audited):
        one, again = report(), report(reason="abuse")
        other = report("user")
        answer = call("ops.reports.dismiss", {"reportid": one}, now=NOW)
        assert answer.result == {"reportid": one, "state": "dismissed"}
        assert state(db, one) == state(db, again) == ("dismissed", NOW)
        assert state(db, other) == ("open", None)
        assert call("ops.reports.queue").result["rows"][0]["reportid"] == other
        way_back = {"undo": {"page": "ReopenReport", "fill": {"reportid": one}}}
        assert audited()[0] == ("DismissReport", 0, {"reportid": one}, answer.result | way_back)

    @pytest.mark.parametrize("kind", ROWS)
    def test_delete(self, db, call, reportable, report, kind):
        reportid = report(kind)
        for _ in range(2):  # what is deleted already stays deleted
            answer = call("ops.reports.delete", {"reportid": reportid}, now=NOW)
            assert answer.result == {"reportid": reportid, "state": "deleted"}
        db.expire_all()
        assert answer.pushes == []
        row = db.get(ROWS[kind], reportable.ids[kind])
        if kind == "message":  # the row stays
            assert (row.type, row.content) == ("recalled", None)
        else:
            assert row is None or (kind, row.deleted) == ("group", 1)
        assert state(db, reportid) == ("deleted", NOW)

    def test_delete_a_profile(self, db, call, reportable, report):
        reportable.author.headpic = "https://img.example.com/bad"
        assert call("ops.reports.delete", {"reportid": report("user")}).errno == 0
        db.expire_all()
        user = db.get(User, reportable.author.uid)
        assert (user.nick, user.nick_key, user.signature, user.headpic) == (None,) * 4

    @pytest.mark.parametrize("action", ["delete", "warn"])
    def test_not_a_circle(self, db, call, report, action, audited):
        reportid = report("circle")
        parm = {"reportid": reportid, "content": "好"}
        assert call(f"ops.reports.{action}", parm).errno == 2
        assert state(db, reportid) == ("open", None)
        assert audited()[0][1] == 2

    def test_warn(self, db, call, reportable, report, audited):
        system, reportid = make_user(db), report()
        parm = {"reportid": reportid, "content": "不要这样", "from_uid": system.uid}
        answer = call("ops.reports.warn", parm, now=NOW)
        assert answer.result == {"reportid": reportid, "state": "warned"}
        (push,) = answer.pushes
        assert set(push.uids) == {reportable.author.uid, system.uid}
        assert push.data["message"]["content"] == "不要这样"
        read = call("message.read", uid=reportable.author.uid).result["message"]
        assert [one["content"] for one in read] == ["不要这样"]
        assert audited()[0][0] == "WarnReported"

    def test_warn_in_nobodys_name(self, call, report):
        parm = {"reportid": report(), "content": "好", "from_uid": 10**9}
        assert call("ops.reports.warn", parm).errno == 3

    def test_reopen_what_was_closed_together(self, db, call, report, audited):
        before, other = report(reason="child"), report("user")
        call("ops.reports.dismiss", {"reportid": before}, now=NOW - 1)
        one, again = report(), report(reason="abuse")
        call("ops.reports.dismiss", {"reportid": one}, now=NOW)
        answer = call("ops.reports.reopen", {"reportid": again})
        assert answer.result == {"reportid": again, "state": "open"}
        assert state(db, one) == state(db, again) == state(db, other) == ("open", None)
        assert state(db, before) == ("dismissed", NOW - 1)
        assert call("ops.reports.reopen", {"reportid": again}).errno == 2
        assert [(row[0], row[1]) for row in audited()[-2:]] == [
            ("ReopenReport", 0),
            ("ReopenReport", 2),
        ]

    @pytest.mark.parametrize("action", ["dismiss", "delete", "warn", "suspend", "reopen"])
    def test_unknown_report(self, call, reportable, action):
        parm = {"reportid": 10**9, "content": "好", "uid": reportable.author.uid, "days": 1}
        assert call(f"ops.reports.{action}", parm).errno == 3


class TestSuspension:
    @pytest.mark.parametrize(("days", "until"), [(3, NOW + 3 * DAY), (0, 0)])
    def test_suspend(self, db, call, reportable, report, audited, days, until):
        reportid, sid = report(), make_session(db, reportable.author, "x" * 24).sid
        second = make_device(db, reportable.author).sid
        parm = {"uid": reportable.author.uid, "days": days, "reportid": reportid}
        answer = call("ops.reports.suspend", parm, now=NOW)
        assert answer.result == {"uid": reportable.author.uid, "until": until}
        closing = [item for item in answer.items if isinstance(item, bus.CloseSessions)]
        assert sorted(closing[0].sids) == sorted([sid, second])
        db.expire_all()
        assert db.get(Session, sid) is None
        assert Suspension.until_of(db, reportable.author.uid, NOW) == until
        assert state(db, reportid) == ("suspended", NOW)
        way_back = {"page": "LiftSuspension", "fill": {"uid": reportable.author.uid}}
        assert audited()[0] == ("SuspendUser", 0, parm, answer.result | {"undo": way_back})

    def test_it_ends(self, db, call, reportable):
        call("ops.reports.suspend", {"uid": reportable.author.uid, "days": 1}, now=NOW)
        assert Suspension.until_of(db, reportable.author.uid, NOW + DAY - 1) == NOW + DAY
        assert Suspension.until_of(db, reportable.author.uid, NOW + DAY) is None

    def test_the_last_word_counts_and_can_be_taken_back(self, db, call, reportable):
        uid = {"uid": reportable.author.uid}
        for days in (0, 5):
            call("ops.reports.suspend", uid | {"days": days}, now=NOW)
        assert Suspension.until_of(db, reportable.author.uid, NOW) == NOW + 5 * DAY
        assert call("ops.reports.lift", uid).result == uid
        assert Suspension.until_of(db, reportable.author.uid, NOW) is None
        assert call("ops.reports.lift", uid).errno == 3

    @pytest.mark.parametrize(
        ("parm", "errno"), [({"uid": 10**9}, 3), ({"days": -1}, 6), ({"days": None}, 6)]
    )
    def test_errors(self, call, reportable, parm, errno):
        parm = {"uid": reportable.author.uid, "days": 1} | parm
        assert call("ops.reports.suspend", parm).errno == errno
