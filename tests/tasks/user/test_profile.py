"""user.info2, info, update, update_tag, get_tag, like."""

import pytest

from models import Endorsement, EndorsementItem, Merchandise, User
from tests.factories import join, make_circle, make_user

USER = {
    "signature": None,
    "headpic": None,
    "background_image": None,
    "sex": 0,
    "birthday": None,
    "marriage": None,
    "height": 0,
    "position": None,
    "job": None,
    "actor": 0,
    "actor_level": 1,
    "active_by": 0,
    "active_level": 0,
    "is_stew": 0,
}
NOBODY = 10**9


def shown(user, **more):
    return USER | {"uid": user.uid, "nick": user.nick, "create_time": user.create_time} | more


def line(circle, level, **more):
    return {
        "cid": circle.cid,
        "roleid": level,
        "subid": level,
        "level": level,
        "title": f"role {level}",
        "by_uid": 0,
        "name": circle.name,
        "board": "",
        "store_group_id": 0,
        "poster_url": None,
        "interact_poster": 0,
        "icon_url": None,
    } | more


class TestInfo2:
    def test_basics(self, db, call):
        me, them = make_user(db), make_user(db, birthday=-5, sex=2, tags=["大师"], like_me_count=3)
        answer = call("user.info2", {"uid": str(them.uid)}, uid=me.uid)
        assert answer.result == {
            "user": shown(them, birthday=-5, sex=2),
            "exdata": {"uid": them.uid, "tags": ["大师"], "like_me_count": 3},
            "circles": [],
        }

    def test_circles_oldest_membership_first(self, db, call):
        me, one, two = make_user(db), make_circle(db, name="江湖"), make_circle(db, board="欢迎")
        join(db, two, me, 3, time=20, by_uid=5)
        join(db, one, me, 1, time=10)
        circles = call("user.info2", {"uid": me.uid}, uid=me.uid).result["circles"]
        assert circles == [
            line(one, 1, time=10),
            line(two, 3, time=20, by_uid=5, board="欢迎"),
        ]

    def test_endorser(self, db, call):
        me = make_user(db)
        db.add(Endorsement(uid=me.uid, endorsement_type=2, level=1, type=["歌手"], create_time=7))
        goods = Merchandise(productname="茶", amount=8800, time=9)
        db.add(goods)
        db.flush()
        db.add(EndorsementItem(uid=me.uid, mid=goods.mid, slogan="好茶", create_time=10))
        db.add(EndorsementItem(uid=me.uid, mid=NOBODY, create_time=11))
        db.flush()
        result = call("user.info2", {"uid": me.uid}, uid=me.uid).result
        assert result["endorsement"] == {
            "level": 1,
            "endorsement_point": 0,
            "consumer_point": 0,
            "endorsement_type": 2,
            "type": ["歌手"],
            "create_time": 7,
        }
        assert result["endors_list"] == [
            {"slogan": "", "create_time": 11},
            {
                "slogan": "好茶",
                "create_time": 10,
                "merchandise": {
                    "mid": goods.mid,
                    "productname": "茶",
                    "amount": 8800,
                    "time": 9,
                    "show_post_url": None,
                    "icon_url": None,
                },
            },
        ]

    def test_endorser_of_nothing_and_former_endorser(self, db, call):
        new, former = make_user(db), make_user(db)
        db.add(Endorsement(uid=new.uid, endorsement_type=1))
        db.add(Endorsement(uid=former.uid, endorsement_type=0))
        db.flush()
        result = call("user.info2", {"uid": new.uid}, uid=new.uid).result
        assert result["endors_list"] == []
        result = call("user.info2", {"uid": former.uid}, uid=new.uid).result
        assert result.keys() == {"user", "exdata", "circles"}

    def test_one_statement(self, db, call, statements):
        me = make_user(db)
        for number in range(3):
            join(db, make_circle(db), me, time=number)
        uid = me.uid
        call("user.info2", {"uid": uid}, uid=uid)  # prepares it
        with statements() as seen:
            call("user.info2", {"uid": uid}, uid=uid)
        assert len(seen) == 1

    @pytest.mark.parametrize(
        ("parm", "errno"), [({"uid": NOBODY}, 3), ({}, 6), ({"uid": 0}, 6), ({"uid": [1]}, 6)]
    )
    def test_errors(self, db, call, parm, errno):
        assert call("user.info2", parm, uid=make_user(db).uid).errno == errno

    def test_needs_a_session(self, call):
        assert call("user.info2", {"uid": 1}).errno == 1


class TestInfo:
    def test_order_as_asked(self, db, call):
        one, two = make_user(db), make_user(db, tags=["品质"])
        circle = make_circle(db)
        join(db, circle, one, 2, time=5)
        asked = [str(two.uid), NOBODY, one.uid, two.uid]
        users = call("user.info", {"uid": asked}, uid=one.uid).result["users"]
        assert users == [
            shown(two, exinfo={"uid": two.uid, "tags": ["品质"], "like_me_count": 0}, circle=[]),
            shown(
                one,
                exinfo={"uid": one.uid, "tags": [], "like_me_count": 0},
                circle=[line(circle, 2, time=5)],
            ),
        ]

    def test_a_list_never_fails(self, db, call):
        me = make_user(db)
        for asked in ([], [NOBODY]):
            assert call("user.info", {"uid": asked}, uid=me.uid).result == {"users": []}
        assert call("user.info", {"uid": me.uid}, uid=me.uid).result["users"][0]["uid"] == me.uid

    def test_a_single_unknown_id(self, db, call):
        assert call("user.info", {"uid": NOBODY}, uid=make_user(db).uid).errno == 3

    def test_at_most_500(self, db, call):
        me = make_user(db)
        asked = list(range(1, 502))
        assert call("user.info", {"uid": asked}, uid=me.uid).errno == 6

    def test_one_statement_for_many(self, db, call, statements):
        users = [make_user(db).uid for _ in range(30)]
        call("user.info", {"uid": [1, 2]}, uid=users[0])
        with statements() as seen:
            call("user.info", {"uid": users}, uid=users[0])
        assert len(seen) == 1


class TestUpdate:
    def row(self, db, user):
        return db.get(User, user.uid, populate_existing=True)

    def test_what_is_given_changes_and_the_rest_stays(self, db, call):
        me = make_user(db, signature="old", height=180, sex=1)
        parm = {
            "nick": " 小明 ",
            "sex": "0",
            "birthday": -86400,
            "marriage": "",
            "height": 0,
            "position": "成都",
            "headpic": "https://img.example.com/FhTq",
            "job": "厨师",
        }
        assert call("user.update", parm, uid=me.uid).result == {}
        user = call("user.info2", {"uid": me.uid}, uid=me.uid).result["user"]
        expected = parm | {"nick": "小明", "sex": 0, "marriage": None, "signature": "old"}
        assert user == shown(me, **expected)

    def test_empty_text_clears(self, db, call):
        texts = {"signature": "a", "position": "b", "headpic": "http://a/b", "job": "c"}
        me = make_user(db, **texts)
        assert call("user.update", dict.fromkeys(texts, ""), uid=me.uid).errno == 0
        user = self.row(db, me)
        assert [getattr(user, name) for name in texts] == [None] * 4

    def test_nothing_given(self, db, call):
        me = make_user(db)
        for parm in ({}, {"sex": "", "nick": None}):
            assert call("user.update", parm, uid=me.uid).errno == 0

    @pytest.mark.parametrize("nick", ["Bob", "bOB", " Ｂｏｂ", "BOB\u3000"])
    def test_nicks_are_unique(self, db, call, nick):
        make_user(db, nick="Bob")
        me = make_user(db, nick="me", sex=1)
        answer = call("user.update", {"nick": nick, "sex": 2}, uid=me.uid)
        assert answer.errno == 1000
        assert (self.row(db, me).nick, self.row(db, me).sex) == ("me", 1)

    def test_my_own_nick_is_mine(self, db, call):
        me = make_user(db, nick="Bob")
        assert call("user.update", {"nick": "BOB"}, uid=me.uid).errno == 0
        assert self.row(db, me).nick == "BOB"

    @pytest.mark.parametrize(
        "parm",
        [
            {"nick": ""},
            {"nick": " \u3000 "},
            {"nick": "x" * 33},
            {"nick": ["a"]},
            {"signature": "x" * 257},
            {"sex": 3},
            {"birthday": 10**10 + 1},
            {"marriage": 10},
            {"marriage": -1},
            {"height": 301},
            {"height": "tall"},
            {"position": "x" * 257},
            {"headpic": "ftp://a/b"},
            {"headpic": "https://a b"},
            {"headpic": "https://" + "a" * 1020},
            {"job": "x" * 33},
        ],
    )
    def test_bounds(self, db, call, parm):
        assert call("user.update", parm, uid=make_user(db).uid).errno == 6

    @pytest.mark.parametrize(
        "parm",
        [
            {"nick": "  " + "我" * 32 + " "},
            {"nick": 12345},
            {"signature": "x" * 256},
            {"birthday": -(10**10)},
            {"marriage": 9, "height": 300, "sex": 2},
            {"headpic": "HTTP://" + "a" * 1017},
        ],
    )
    def test_within_bounds(self, db, call, parm):
        assert call("user.update", parm, uid=make_user(db).uid).errno == 0


class TestTags:
    def tags(self, call, me):
        return call("user.get_tag", {"uids": me.uid}, uid=me.uid).result["tags"]

    def test_replaces_the_set(self, db, call):
        me = make_user(db, tags=["old"])
        call("user.update_tag", {"tags": ["大师", "", "品质", "大师", 5]}, uid=me.uid)
        assert self.tags(call, me) == [{"uid": me.uid, "tags": ["大师", "品质", "5"]}]
        call("user.update_tag", {"tags": "one"}, uid=me.uid)
        assert self.tags(call, me) == [{"uid": me.uid, "tags": ["one"]}]
        call("user.update_tag", {"tags": []}, uid=me.uid)
        assert self.tags(call, me) == [{"uid": me.uid, "tags": []}]

    @pytest.mark.parametrize(
        ("tags", "errno"),
        [
            ([f"{number}" for number in range(20)] + ["", "0"], 0),
            ([f"{number}" for number in range(21)], 6),
            (["x" * 20], 0),
            (["x" * 21], 6),
            ([None], 6),
            (None, 6),
        ],
    )
    def test_bounds(self, db, call, tags, errno):
        assert call("user.update_tag", {"tags": tags}, uid=make_user(db).uid).errno == errno

    def test_of_several_as_asked(self, db, call):
        one, two = make_user(db, tags=["a"]), make_user(db)
        answer = call("user.get_tag", {"uids": [two.uid, NOBODY, str(one.uid)]}, uid=one.uid)
        assert answer.result["tags"] == [
            {"uid": two.uid, "tags": []},
            {"uid": one.uid, "tags": ["a"]},
        ]
        assert call("user.get_tag", {"uids": []}, uid=one.uid).result == {"tags": []}

    def test_one_statement(self, db, call, statements):
        users = [make_user(db).uid for _ in range(20)]
        with statements() as seen:
            call("user.get_tag", {"uids": users}, uid=users[0])
        assert len(seen) == 1


class TestLike:
    def count(self, call, me, user):
        result = call("user.info2", {"uid": user.uid}, uid=me.uid).result
        return result["exdata"]["like_me_count"]

    def test_counts_once_per_pair(self, db, call):
        me, other, them = make_user(db), make_user(db), make_user(db)
        for voter in (me, other, me):
            answer = call("user.like", {"uid": them.uid}, uid=voter.uid)
            assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert self.count(call, me, them) == 2

    @pytest.mark.parametrize(("uid", "errno"), [(NOBODY, 3), (None, 6)])
    def test_errors(self, db, call, uid, errno):
        assert call("user.like", {"uid": uid}, uid=make_user(db).uid).errno == errno

    def test_not_for_oneself(self, db, call):
        me = make_user(db)
        assert call("user.like", {"uid": me.uid}, uid=me.uid).errno == 2
        assert self.count(call, me, me) == 0
