"""How many strangers one account finds by number, and who is found at all."""

import json

import pytest

from models import Contact, FoundStranger, User
from tasks.jobs import sms
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import make_contact, make_friend, make_user

NOW = 1_800_000_000
HOUR, DAY = 3600, 86_400


def uids(answer):
    assert answer.errno == 0, answer.error
    return [user["uid"] for user in answer.result["users"]]


@pytest.fixture
def me(db):
    return make_user(db, phone="+861990000001")


@pytest.fixture
def strangers(db):
    """Ten users whose numbers begin alike."""
    return [make_user(db, phone=f"+86170000000{number:02}") for number in range(10)]


@pytest.fixture
def find(call, configure, me):
    """Find by number, with limits of 5 an hour and 8 a day."""

    def run(user, now=NOW, function="user.find"):
        phone = user if isinstance(user, str) else user.phone
        parm = {"nick" if function == "user.search" else "phone": phone}
        # `call` itself switches all limits off.
        configure("limits", rate_multiplier=1, found_strangers_hour=5, found_strangers_day=8)
        return call(function, parm, uid=me.uid, now=now)

    return run


class TestBudget:
    def test_of_an_hour(self, find, strangers):
        for user in strangers[:5]:
            assert uids(find(user)) == [user.uid]
        refused = find(strangers[5], now=NOW + 10)
        assert (refused.errno, refused.result) == (4, {"retry_after": HOUR - 10})
        assert uids(find(strangers[5], now=NOW + HOUR)) == [strangers[5].uid]

    def test_of_a_day(self, find, strangers):
        for number, user in enumerate(strangers[:8]):
            assert uids(find(user, now=NOW + number * HOUR)) == [user.uid]
        refused = find(strangers[8], now=NOW + 9 * HOUR)
        assert (refused.errno, refused.result["retry_after"]) == (4, 15 * HOUR)
        assert uids(find(strangers[8], now=NOW + DAY)) == [strangers[8].uid]

    def test_both_functions_share_it(self, find, strangers):
        assert len(uids(find("1700", function="user.search"))) == 4
        assert uids(find(strangers[4])) == [strangers[4].uid]
        for function in ("user.search", "user.find"):
            assert find(strangers[5], function=function).errno == 4

    def test_the_rest_of_it(self, find, strangers):
        """A search returns no more strangers than the limit still allows."""
        for user in strangers[6:9]:
            find(user)
        assert uids(find("1700")) == [user.uid for user in strangers[:2]]

    def test_the_same_again_costs_nothing(self, find, strangers):
        for _ in range(7):
            assert uids(find("1700")) == [user.uid for user in strangers[:4]]
        assert uids(find(strangers[9])) == [strangers[9].uid]

    def test_after_a_day_they_count_again(self, db, find, strangers):
        find(strangers[0])
        assert sms.clean_up(Ctx(db, NOBODY, NOW + DAY - 1)) == 0
        find("1700", now=NOW + DAY)
        assert db.query(FoundStranger).filter_by(time=NOW + DAY).count() == 4
        assert sms.clean_up(Ctx(db, NOBODY, NOW + 2 * DAY)) == 4

    def test_a_refusal_does_not_tell_who_is_there(self, find, strangers):
        find("1700")
        find(strangers[4])
        assert find("13999999999").errno == find(strangers[5]).errno == 4

    def test_nobody_found_costs_nothing(self, db, find):
        for number in range(9):
            assert uids(find(f"1399999999{number}")) == []
        assert db.query(FoundStranger).count() == 0

    def test_friends_and_ones_own_phone_book_cost_nothing(self, db, find, me, strangers):
        make_friend(db, me, strangers[0])
        make_contact(db, me, "170-0000-0001")
        for user in (me, *strangers[:2]):
            assert uids(find(user)) == [user.uid]
        assert db.query(FoundStranger).count() == 0

    def test_who_has_me_is_a_stranger_still(self, db, find, me, strangers):
        make_friend(db, strangers[0], me)
        make_contact(db, strangers[0], me.phone)
        find(strangers[0])
        assert db.query(FoundStranger).count() == 1

    def test_nicks_cost_nothing(self, db, find, me):
        for number in range(9):
            user = make_user(db, nick=f"nick{number}")
            assert uids(find(f"nick{number}", function="user.search")) == [user.uid]
        assert db.query(FoundStranger).count() == 0

    def test_an_invitation_of_a_registered_phone_finds_too(self, db, call, configure, find, me):
        users = [make_user(db) for _ in range(6)]
        configure("limits", rate_multiplier=1, found_strangers_hour=5, rate_multiplier_create=0)
        answers = [
            call("user.invite", {"phone": user.phone, "nick": "a"}, uid=me.uid) for user in users
        ]
        assert [answer.errno for answer in answers] == [2002] * 5 + [4]
        assert db.query(FoundStranger).count() == 5

    @pytest.mark.parametrize("rule", [{"rate_multiplier": 0}, {"found_strangers_hour": 0}])
    def test_without_a_limit(self, call, configure, find, me, strangers, rule):
        find("1700")
        configure("limits", found_strangers_day=0, **rule)
        for user in strangers:
            assert uids(call("user.find", {"phone": user.phone}, uid=me.uid, now=NOW)) == [user.uid]


def test_many_at_once_share_the_budget(parallel):
    with parallel.database() as db:
        me = make_user(db)
        users = [make_user(db) for _ in range(60)]
    parms = [{"phone": user.phone} for user in users]
    frames = parallel.calls("user.find", parms, uid=me.uid)
    found = [frame for frame in frames if frame["errno"] == 0 and frame["result"]["users"]]
    assert len(found) == 50
    assert sum(frame["errno"] == 4 for frame in frames) == 10


class TestSwitchedOff:
    @pytest.fixture
    def hidden(self, db, call, strangers):
        assert call("user.update", {"find_by_phone": 0}, uid=strangers[0].uid).errno == 0
        db.expire_all()
        return strangers[0]

    def test_in_searches(self, call, me, hidden, strangers):
        for number in (hidden.phone, hidden.phone_national):
            assert uids(call("user.find", {"phone": number}, uid=me.uid)) == []
            assert uids(call("user.search", {"nick": number}, uid=me.uid)) == []
        found = uids(call("user.find", {"phone": "1700"}, uid=me.uid))
        assert found == [user.uid for user in strangers[1:5]]

    def test_by_nick_as_before(self, call, me, hidden):
        assert uids(call("user.search", {"nick": hidden.nick}, uid=me.uid))[0] == hidden.uid

    def test_an_invitation_does_not_tell(self, call, me, hidden):
        answer = call("user.invite", {"phone": hidden.phone, "nick": "a"}, uid=me.uid)
        assert (answer.errno, answer.result) == (0, {})

    def test_in_phone_books(self, db, me, hidden, strangers):
        make_contact(db, me, hidden.phone, time=NOW)
        make_contact(db, me, strangers[1].phone, time=NOW)
        assert [row.uid for row in Contact.found_by_upload(db, me.uid, NOW)] == [strangers[1].uid]
        assert Contact.who_has(db, hidden.uid) == []

    def test_on_again(self, call, me, hidden):
        call("user.update", {"find_by_phone": "1"}, uid=hidden.uid)
        assert uids(call("user.find", {"phone": hidden.phone}, uid=me.uid)) == [hidden.uid]

    @pytest.mark.parametrize("value", [2, -1, "x", [0]])
    def test_bounds(self, call, me, value):
        assert call("user.update", {"find_by_phone": value}, uid=me.uid).errno == 6

    def test_operations_find_them(self, call, hidden):
        users = call("ops.users.find", {"phone": hidden.phone}, uid=0).result["users"]
        assert [user["uid"] for user in users] == [hidden.uid]


def test_numbers_of_strangers_stand_nowhere(db, call, me, strangers):
    """They are in no result of a search."""
    other = strangers[0]
    calls = {
        "user.find": {"phone": other.phone},
        "user.search": {"nick": "1700"},
        "user.info2": {"uid": other.uid},
        "user.info": {"uid": [other.uid]},
        "user.friend_list": {"uid": other.uid},
    }
    for name, parm in calls.items():
        told = json.dumps(call(name, parm, uid=me.uid).result)
        assert all(user.phone_national not in told for user in strangers), name
    told = call("user.invite", {"phone": other.phone, "nick": "a"}, uid=me.uid)
    assert told.errno == 2002
    assert other.phone_national not in json.dumps(told.result)
    assert db.get(User, other.uid).phone == other.phone
