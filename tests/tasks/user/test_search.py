"""user.search, find, filter."""

import pytest

from models import Position, User, search
from settings import settings
from tests.factories import make_user

NOW = 1_800_000_000
DAY = 86_400
CHENGDU, LESHAN, CHONGQING = (30.657, 104.066), (29.552, 103.766), (29.563, 106.551)


def uids(answer):
    return [user["uid"] for user in answer.result["users"]]


def make_position(db, user, place, **columns):
    lat, long = place
    columns = {"time": NOW} | columns
    db.add(Position(uid=user.uid, lat=lat, long=long, **columns))
    db.flush()


@pytest.fixture
def me(db):
    return make_user(db, nick="zzz", phone="+861990000001")


class TestSearchByNick:
    def search(self, call, me, nick):
        return call("user.search", {"nick": nick}, uid=me.uid)

    def test_prefix_whatever_the_case_and_width(self, db, call, me):
        late, early = make_user(db, nick="Annb"), make_user(db, nick="anna")
        make_user(db, nick="hanna")
        for prefix in ("ann", "ANN", "Ａｎｎ"):
            assert uids(self.search(call, me, prefix)) == [early.uid, late.uid]

    def test_the_object(self, db, call, me):
        user = make_user(db, nick="小红", sex=2)
        (found,) = self.search(call, me, "小").result["users"]
        assert len(found) == 18
        assert found["nick"] == "小红"
        assert found["time"] == found["create_time"] == user.create_time
        assert "phone" not in found

    @pytest.mark.parametrize("prefix", ["a%", "a_", "%", "_", "a\\", "a/", "a'"])
    def test_wildcards_are_plain_characters(self, db, call, me, prefix):
        exact = make_user(db, nick=f"{prefix}x")
        make_user(db, nick="abcd")
        assert uids(self.search(call, me, prefix)) == [exact.uid]

    def test_blanks_count_inside_only(self, db, call, me):
        other = make_user(db, nick="ab")
        spaced = make_user(db, nick="a b")
        assert uids(self.search(call, me, "a b")) == [spaced.uid]
        for typed in ("a ", " a", "\u3000a\n"):
            assert uids(self.search(call, me, typed)) == [spaced.uid, other.uid]
        assert uids(self.search(call, me, " ")) == []

    def test_at_most_20(self, db, call, me):
        users = [make_user(db, nick=f"many{number:02}") for number in range(25)]
        assert uids(self.search(call, me, "many")) == [user.uid for user in users[:20]]

    @pytest.mark.parametrize("nick", ["", "x" * 33, None, [], "12"])
    def test_bounds(self, db, call, me, nick):
        assert self.search(call, me, nick).errno == 6


class TestSearchByPhone:
    def test_national_or_with_country_code(self, db, call, me):
        user = make_user(db, phone="+8617012345678")
        abroad = make_user(db, phone="+12015550123", nick="abroad")
        db.get(User, abroad.uid).phone_national = "2015550123"
        db.flush()
        for digits in ("170", "17012345678", "8617012", 17012):
            assert uids(call("user.search", {"nick": digits}, uid=me.uid)) == [user.uid]
        for digits in ("2015550", "1201555"):
            assert uids(call("user.search", {"nick": digits}, uid=me.uid)) == [abroad.uid]
        assert uids(call("user.search", {"nick": "7012"}, uid=me.uid)) == []

    def test_by_uid_at_most_4(self, db, call, me):
        users = [make_user(db, nick=None, phone=f"+861700000000{one}") for one in range(6)]
        found = uids(call("user.search", {"nick": "1700"}, uid=me.uid))
        assert found == [user.uid for user in users[:4]]

    @pytest.mark.parametrize(
        "typed",
        [
            *("+8617012345678", "008617012345678", "１７０１２３４５６７８", "170 1234 5678"),
            *("170-1234-5678", "17012345678 ", " (170) 12345678", "+86 170"),
        ],
    )
    def test_in_every_spelling(self, db, call, me, typed):
        user = make_user(db, phone="+8617012345678")
        assert uids(call("user.search", {"nick": typed}, uid=me.uid)) == [user.uid]
        assert uids(call("user.find", {"phone": typed}, uid=me.uid)) == [user.uid]


class TestFind:
    def find(self, call, me, phone):
        return call("user.find", {"phone": phone}, uid=me.uid)

    @pytest.mark.parametrize(
        "phone", ["13800000005", "+86 138-0000-0005", "008613800000005", 13800000005]
    )
    def test_a_complete_number_gives_exactly_its_owner(self, db, call, me, phone):
        user = make_user(db, phone="+8613800000005")
        make_user(db, phone="+86138000000051")
        (found,) = self.find(call, me, phone).result["users"]
        assert found["uid"] == user.uid
        assert len(found) == 17

    def test_prefix_by_uid_at_most_4(self, db, call, me):
        users = [make_user(db, phone=f"+86177000000{number:02}") for number in range(6)]
        for phone in ("177", "86177", "+86177", " +86-177", "1-77"):
            assert uids(self.find(call, me, phone)) == [user.uid for user in users[:4]]
        assert uids(self.find(call, me, "+177")) == []

    def test_of_many_numbers_the_first(self, db, call, me, monkeypatch):
        monkeypatch.setattr(search, "NUMBERS", 3)
        users = [make_user(db, phone=f"+86177000000{9 - number:02}") for number in range(6)]
        for phone in ("177", "+86177"):
            assert uids(self.find(call, me, phone)) == [user.uid for user in users[3:]]

    @pytest.mark.parametrize("phone", ["12", "1-2", "abc", "%%%", "___", "x" * 33, "", None])
    def test_at_least_3_digits(self, db, call, me, phone):
        assert self.find(call, me, phone).errno == 6

    def test_nobody(self, db, call, me):
        assert self.find(call, me, "999").result == {"users": []}


class TestFilter:
    def filter(self, call, me, **parm):
        return call("user.filter", parm, uid=me.uid, now=NOW)

    def test_all_tags_last_changed_first(self, db, call, me):
        old = make_user(db, tags=["a", "b", "c"], changed_time=10)
        new = make_user(db, tags=["b", "a"], changed_time=20)
        make_user(db, tags=["a"], changed_time=30)
        answer = self.filter(call, me, alltag=["a", "b"])
        assert answer.result["users"] == [
            {"uid": new.uid, "tags": ["b", "a"]},
            {"uid": old.uid, "tags": ["a", "b", "c"]},
        ]
        assert len(self.filter(call, me, alltag="a").result["users"]) == 3

    def test_changing_tags_or_place_moves_to_the_top(self, db, call, me):
        one, two = make_user(db, tags=["a"], changed_time=1), make_user(db, changed_time=2)
        call("user.update_tag", {"tags": ["a"]}, uid=two.uid, now=3)
        assert uids(self.filter(call, me, alltag="a")) == [two.uid, one.uid]
        call("geo.user.report", {"lat": 1, "long": 1}, uid=one.uid, now=4)
        assert uids(self.filter(call, me, alltag="a")) == [one.uid, two.uid]

    def test_place(self, db, call, me):
        here, near, far, nowhere = (
            make_user(db, tags=["a"], changed_time=number) for number in range(4)
        )
        for user, place in ((here, CHENGDU), (near, LESHAN), (far, CHONGQING)):
            make_position(db, user, place)
        lat, long = CHENGDU
        answer = self.filter(call, me, lat=str(lat), long=long)
        assert uids(answer) == [near.uid, here.uid]
        assert nowhere.uid not in uids(answer)

    def test_tags_and_place(self, db, call, me):
        both, tagged, placed = make_user(db, tags=["a"]), make_user(db, tags=["a"]), make_user(db)
        make_position(db, both, (30.6571, 104.06649))
        make_position(db, tagged, CHONGQING)
        make_position(db, placed, CHENGDU)
        lat, long = CHENGDU
        answer = self.filter(call, me, alltag=["a"], lat=lat, long=long)
        assert answer.result["users"] == [
            {"uid": both.uid, "tags": ["a"], "lat": 30.657, "long": 104.066, "time": NOW}
        ]

    def test_old_places_are_not_shown(self, db, call, me):
        user = make_user(db, tags=["a"])
        make_position(db, user, CHENGDU, time=NOW - settings.limits.geo_max_age_days * DAY - 1)
        lat, long = CHENGDU
        assert uids(self.filter(call, me, lat=lat, long=long)) == []
        assert uids(self.filter(call, me, alltag=["a"])) == [user.uid]

    def test_i_may_be_among_them(self, db, call):
        me = make_user(db, tags=["a"])
        assert uids(self.filter(call, me, alltag=["a"])) == [me.uid]

    @pytest.mark.parametrize(
        "parm",
        [
            {},
            {"alltag": []},
            {"alltag": [""]},
            {"lat": 1},
            {"alltag": ["a"], "long": 1},
            {"lat": 91, "long": 0},
            {"alltag": [f"{number}" for number in range(21)]},
            {"alltag": "x" * 21},
        ],
    )
    def test_bad_parameters(self, db, call, me, parm):
        assert self.filter(call, me, **parm).errno == 6

    def test_at_most_300_in_one_statement(self, db, call, me, statements):
        for _ in range(301):
            make_user(db, tags=["a"])
        uid = me.uid
        with statements() as seen:
            answer = call("user.filter", {"alltag": ["a"]}, uid=uid)
        assert len(answer.result["users"]) == 300
        assert len(seen) == 1
