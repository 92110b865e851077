"""report.add and report.mine."""

import pytest
from sqlalchemy import select

from models import AlbumMedia, Block, Report
from tests.factories import (
    enter,
    make_circle,
    make_group,
    make_message,
    make_post,
    make_user,
)

NOBODY = 10**9
URL = "https://img.example.com/FkQ2"


class Reportable:
    """Content of every kind by `author`, which `reader` can see and `stranger` perhaps not."""

    def __init__(self, db):
        self.author, self.reader, self.stranger = (make_user(db) for _ in range(3))
        self.author.signature = "bad words"
        group = make_group(db, self.author, only_member_watch=1)
        enter(db, group, self.reader)
        post = make_post(db, self.author, group, pictures=[URL, f"{URL}2"])
        reply = post.reply_by(db, self.author.uid, "bad reply", 5)
        message = make_message(db, self.author.uid, self.reader.uid, content="bad message")
        entry = AlbumMedia(uid=self.author.uid, type="pic", picture=URL)
        db.add(entry)
        db.flush()
        db.expire_all()
        self.ids = {
            "user": self.author.uid,
            "post": post.postid,
            "reply": reply.replyid,
            "message": message.msgid,
            "group": group.gid,
            "circle": make_circle(db).cid,
            "album": entry.did,
        }


@pytest.fixture
def reportable(db):
    return Reportable(db)


KINDS = ("user", "post", "reply", "message", "group", "circle", "album")
SHOWN = {
    "user": ("signature", "bad words"),
    "post": ("pictures", [f"{URL}2"]),
    "reply": ("content", "bad reply"),
    "message": ("content", "bad message"),
    "group": ("name", "读书会"),
    "circle": ("name", "circle"),
    "album": ("picture", URL),
}


class TestAdd:
    def add(self, call, reportable, kind, uid=0, **parm):
        parm = {"kind": kind, "id": reportable.ids.get(kind, 1), "reason": "spam"} | parm
        return call("report.add", parm, uid=uid or reportable.reader.uid, now=77)

    @pytest.mark.parametrize("kind", KINDS)
    def test_keeps_how_it_looks_now(self, db, call, reportable, kind):
        answer = self.add(call, reportable, kind, text="看看")
        assert answer.errno == 0
        row = db.get(Report, answer.result["reportid"])
        assert (row.uid, row.kind, row.target) == (
            reportable.reader.uid,
            kind,
            reportable.ids[kind],
        )
        assert row.owner == (None if kind == "circle" else reportable.author.uid)
        assert (row.reason, row.text, row.time, row.state) == ("spam", "看看", 77, "open")
        name, value = SHOWN[kind]
        assert row.shown[name] == value
        assert not {"phone", "psw"} & row.shown.keys()

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_same_again_is_the_first(self, db, call, reportable, kind):
        first = self.add(call, reportable, kind).result
        assert self.add(call, reportable, kind, text="again").result == first
        assert self.add(call, reportable, kind, reason="abuse").result != first
        assert self.add(call, reportable, kind, uid=reportable.author.uid).result != first
        assert len(db.scalars(select(Report)).all()) == 3

    @pytest.mark.parametrize(
        ("kind", "errno"),
        [
            ("user", 0), ("post", 3), ("reply", 3), ("message", 3), ("group", 0), ("circle", 0),
            ("album", 0),
        ],
    )  # fmt: skip
    def test_only_what_one_can_see(self, call, reportable, kind, errno):
        assert self.add(call, reportable, kind, uid=reportable.stranger.uid).errno == errno

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_not_there(self, call, reportable, kind):
        assert self.add(call, reportable, kind, id=NOBODY).errno == 3

    @pytest.mark.parametrize("kind", ["post", "reply", "message"])
    def test_after_a_block(self, db, call, reportable, kind):
        """After a block one can still report what one saw before."""
        db.add(Block(owner=reportable.reader.uid, uid=reportable.author.uid))
        db.flush()
        assert self.add(call, reportable, kind).errno == 0

    @pytest.mark.parametrize(
        "parm",
        [
            {"kind": "planet"}, {"reason": "boring"}, {"reason": "spam\n"}, {"id": 0},
            {"id": None}, {"text": "x" * 4097}, {"kind": None},
        ],
    )  # fmt: skip
    def test_bad_parameters(self, call, reportable, parm):
        given = {"kind": "user", "id": reportable.author.uid, "reason": "spam"} | parm
        assert call("report.add", given, uid=reportable.reader.uid).errno == 6


class TestMine:
    def test_pages_and_states(self, db, call, reportable):
        me = reportable.reader.uid
        ids = []
        for kind in KINDS:
            parm = {"kind": kind, "id": reportable.ids[kind], "reason": "abuse"}
            ids.append(call("report.add", parm, uid=me, now=7).result["reportid"])
        db.get(Report, ids[0]).close(db, "warned", 9)
        db.expire_all()
        found = call("report.mine", uid=me).result["reports"]
        assert [one["reportid"] for one in found] == ids[::-1]
        line = {"kind": "circle", "id": reportable.ids["circle"], "reason": "abuse", "time": 7}
        assert found[1] == line | {"reportid": ids[5], "state": "open"}
        assert (found[-1]["state"], found[-1]["closed_time"]) == ("warned", 9)
        page = call("report.mine", {"before": ids[3], "count": 2}, uid=me).result["reports"]
        assert [one["reportid"] for one in page] == [ids[2], ids[1]]
        assert len(call("report.mine", {"count": 0}, uid=me).result["reports"]) == 1
        assert len(call("report.mine", {"count": 10**9}, uid=me).result["reports"]) == 7

    def test_nobody_elses(self, call, reportable):
        parm = {"kind": "user", "id": reportable.author.uid, "reason": "spam"}
        call("report.add", parm, uid=reportable.reader.uid)
        assert call("report.mine", uid=reportable.author.uid).result == {"reports": []}
