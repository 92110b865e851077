"""ops.preview.of: what an action will change, for every page that shows it."""

import pytest

from models import EndorsementItem, ModerationWord, Operator, OpsSession, Report, Session
from tasks.ops.preview import OF_ENTITIES, OF_ROWS
from tests.factories import (
    enter,
    join,
    make_circle,
    make_device,
    make_goods,
    make_group,
    make_order,
    make_post,
    make_user,
)

NOW, GONE = 1_401_990_500, 10**15


@pytest.fixture
def preview(call, audited):
    def run(page, **parm):
        answer = call("ops.preview.of", {"page": page, "parm": parm}, now=NOW)
        assert answer.errno == 0, answer.error
        assert audited() == []  # nobody has done anything yet
        return answer.result

    return run


@pytest.fixture
def says(preview):
    """The sentence in English, and the numbers beside it."""

    def run(page, **parm):
        say = preview(page, **parm)["says"]
        return say["text"].format_map(say["values"]), say["hits"]

    return run


@pytest.fixture
def user(db):
    return make_user(db, nick="小明")


@pytest.fixture
def who(user):
    return f"小明, {user.phone.removeprefix('+86')}"


class TestEntities:
    def test_of_a_user(self, says, user, who):
        assert says("SendMessageToUser", to_uid=str(user.uid))[0] == (
            f"{who} gets a private message."
        )
        assert says("GrantActorLevel", uid=user.uid)[0] == "Hands out no levels now."
        assert says("EndorsementEdit", uid=user.uid)[0] == "Is no endorser now."

    def test_why_it_cannot_be_done(self, db, preview, user):
        order = make_order(db, user)
        refused = preview("RefundOrder", orderid=order.orderid)["refused"]
        assert refused["text"] == "It was not paid."
        assert preview("SuspendUser", uid=user.uid)["refused"] is None

    def test_of_places(self, db, says, user):
        group, circle = make_group(db, user, name="读书会"), make_circle(db, name="茶")
        join(db, circle, user)
        post = make_post(db, user, group)
        assert says("DeleteGroup", gid=group.gid) == (
            "Deletes 读书会 for ever. This cannot be undone.",
            {"members": 1, "posts": 1},
        )
        assert says("UpdateCircleBoard", cid=circle.cid)[1] == {"members": 1}
        assert says("DeletePost", postid=post.postid)[1] == {"replies": 0, "likes": 0, "files": 0}

    def test_every_page_has_one(self, db, call, user):
        """An action has the same preview on the page of an entity and on its own page."""
        group, circle = make_group(db, user), make_circle(db)
        post, order = make_post(db, user, group), make_order(db, user)
        entities = [
            ("people.user", {"uid": user.uid}),
            ("people.order", {"orderid": order.orderid}),
            ("places.group", {"gid": group.gid}),
            ("places.circle", {"cid": circle.cid}),
            ("places.post", {"postid": post.postid}),
        ]
        for function, key in entities:
            for act in call(f"ops.{function}", key).result["acts"]:
                parm = {"page": act["page"], "parm": act["fill"]}
                told = call("ops.preview.of", parm).result
                assert told == {"says": act["says"], "refused": act["refused"]}, act["page"]


class TestRows:
    def test_a_login(self, db, says, user, who):
        sid = make_device(db, user).sid
        address = db.get(Session, sid).address
        assert says("RevokeSession", uid=user.uid, sid=sid)[0] == (
            f"Ends the login of {who} from {address}. This cannot be undone."
        )

    def test_a_member_of_a_group(self, db, says, user, who):
        creator = make_user(db)
        group = make_group(db, creator, name="读书会")
        enter(db, group, user)
        parm = {"gid": group.gid, "uid": user.uid}
        assert says("RemoveGroupMember", **parm)[0].startswith(f"{who} is out of 读书会")
        assert says("LetJoinAgain", **parm)[0] == f"{who} may join 读书会 again."
        assert says("GroupCreator", **parm)[0] == (
            f"{who} becomes the creator of 读书会; user {creator.uid} becomes a member."
        )

    def test_a_role(self, db, says, user, who):
        circle = make_circle(db, name="茶")
        parm = {"uid": user.uid, "cid": circle.cid}
        assert says("SetCircleRole", uid=user.uid)[0] == "Choose the circle and the role."
        assert says("SetCircleRole", **parm)[0] == f"{who} is no member of 茶 and becomes one."
        join(db, circle, user, roleid=2)
        assert says("SetCircleRole", **parm)[0] == f"{who} is role 2 in 茶 now."

    def test_what_somebody_stands_for(self, db, says, user, who):
        goods = make_goods(db, productname="茶")
        parm = {"uid": user.uid, "mid": goods.mid}
        assert says("EndorsementItemEdit", **parm)[0] == f"{who} does not stand for 茶 yet."
        db.add(EndorsementItem(**parm, slogan="好"))
        db.flush()
        assert says("EndorsementItemEdit", **parm)[0] == f"{who} stands for 茶 now."

    def test_a_reply(self, db, says, user):
        reply = make_post(db, user, make_circle(db)).reply_by(db, user.uid, "好" * 50, NOW)
        assert says("DeleteReply", replyid=reply.replyid)[0] == (
            f"Deletes “{'好' * 30}” of user {user.uid} for ever. This cannot be undone."
        )

    @pytest.mark.parametrize(
        "page", ["DismissReport", "DeleteReported", "WarnReported", "ReopenReport"]
    )
    def test_reports_on_the_same_target(self, db, says, user, who, page):
        same = {"kind": "user", "target": user.uid, "owner": user.uid, "shown": {}, "time": 1}
        rows = [Report(**same, reason=reason) for reason in ("spam", "abuse")]
        db.add_all(rows)
        db.flush()
        text, hits = says(page, reportid=rows[0].reportid)
        assert f"user {user.uid}" in text
        assert who in text
        assert hits == {"reports": 2}

    def test_a_report_of_nobodys(self, db, says):
        row = Report(kind="circle", target=7, owner=None, reason="spam", shown={}, time=1)
        db.add(row)
        db.flush()
        assert says("DismissReport", reportid=row.reportid)[0].startswith(
            "Closes the reports on circle 7 of -;"
        )

    def test_words(self, db, says):
        words = [f"alongwordofnumber{number}" for number in range(9)]
        ModerationWord.put(db, words[1:], "mask", NOW)
        for between in (", ", "，", "\n"):
            assert says("RemoveWords", words=between.join(words))[1] == {"words": 8}

    @pytest.mark.parametrize("page", ["OperatorDelete", "SecondFactorDrop"])
    def test_an_operator(self, db, says, page):
        Operator.put(db, "li", "trade", "x", NOW)
        OpsSession.open(db, "198.51.100.1", NOW, operator="li")
        text, hits = says(page, name="li")
        assert text.startswith("li, of role trade,")
        assert hits == {"sessions": 1}


PAGES = [
    *(OF_ROWS.keys() - {"RemoveWords"}),
    "DeleteUser",
    "RefundOrder",
    "DeleteGroup",
    "CircleEdit",
    "DeletePost",
]
NAMED = ("OperatorDelete", "SecondFactorDrop", "RefundOrder")
"""What these are about has a name, which any text may be."""
KEYS = [*OF_ENTITIES, "replyid", "reportid", "sid", "mid", "name", "words"]


class TestNothingToSay:
    @pytest.mark.parametrize("value", ["", "x", "-1", "0", "1.5", "9" * 40, [1], {}, None, "\0"])
    def test_for_what_is_no_id(self, call, user, value):
        parm = dict.fromkeys(KEYS, value)
        for page in PAGES:
            answer = call("ops.preview.of", {"page": page, "parm": parm})
            names = page in NAMED and answer.errno == 3
            assert names or answer.result == {"says": None, "refused": None}, page

    @pytest.mark.parametrize("words", ["", ",", "\n", "\0"])
    def test_for_no_words(self, preview, words):
        assert preview("RemoveWords", words=words) == {"says": None, "refused": None}

    @pytest.mark.parametrize("page", ["DeleteUser", "RemoveGroupMember", "RevokeSession"])
    def test_without_parameters(self, preview, page):
        assert preview(page) == {"says": None, "refused": None}

    def test_for_a_page_that_says_nothing(self, preview, user):
        assert preview("Nothing", uid=user.uid) == {"says": None, "refused": None}

    @pytest.mark.parametrize(
        ("page", "parm"),
        [
            ("DeleteUser", {"uid": GONE}),
            ("RefundOrder", {"orderid": "1-1"}),
            ("DismissReport", {"reportid": GONE}),
            ("OperatorDelete", {"name": "nobody"}),
        ],
    )
    def test_unknown(self, call, page, parm):
        assert call("ops.preview.of", {"page": page, "parm": parm}).errno == 3
