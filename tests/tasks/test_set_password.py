"""user.set_password"""

import pytest
from sqlalchemy import select

from models import Failure, Session
from tasks.shared import passwords
from tests.factories import make_session, make_user
from tests.tasks.http.codes import E164, other, sent_code
from wire import bus

NOW = 1_700_000_000
OLD, NEW = "correct horse", "battery staple"
LONG_AGO = NOW - 86_400


@pytest.fixture
def me(db):
    return make_user(db, psw=passwords.hashed(OLD))


@pytest.fixture
def change(db, call, me):
    """Calls as a session that logged in long ago, unless told otherwise."""

    def run(psw=NEW, old=None, now=NOW, user=me, code=None, **session):
        mine = make_session(db, user, f"s{now}{len(db.new)}{session}{psw}{old}{code}", **{
            "create_time": LONG_AGO, "method": "code", **session
        })  # fmt: skip
        parm = {"psw": psw, "old": old, "code": code}
        answer = call("user.set_password", parm, uid=user.uid, sid=mine.sid, now=now)
        db.execute(Session.__table__.delete().where(Session.sid == mine.sid))
        return answer

    return run


class TestTheFirstOne:
    """A session id may have been stolen, so a code by SMS is needed."""

    @pytest.fixture
    def user(self, db, configure):
        configure("service", debug=False)
        return make_user(db, phone=E164)

    def test_with_a_code(self, db, user, change):
        make_session(db, user, "other")
        asked = change(user=user)
        assert (asked.errno, asked.result) == (2, {"confirm": "138****0001"})
        assert asked.jobs == ["jobs.sms.send_code"]
        assert user.psw is None
        done = change(user=user, code=sent_code(db))
        assert (done.errno, done.result) == (0, {})
        assert passwords.right(user.psw, NEW)
        assert db.scalars(select(Session.sid)).all() == []
        assert [type(item) for item in done.items] == [bus.CloseSessions]

    def test_wrong_codes(self, db, user, change):
        change(user=user)
        code = sent_code(db)
        assert [change(user=user, code=other(code)).errno for _ in range(5)] == [1003] * 5
        assert change(user=user, code=code).errno == 1004
        assert user.psw is None

    def test_codes_for_something_else(self, db, call, user, change):
        assert change(user=user, code="123456").errno == 1004
        call("http.account.send_code", {"phone": E164}, now=NOW)
        assert change(user=user, code=sent_code(db)).errno == 1004

    def test_after_a_fresh_login_by_sms(self, user, change):
        assert change(user=user, create_time=NOW - 599).errno == 0

    def test_with_an_old_one_that_there_is_not(self, user, change):
        assert change(user=user, old="anything").result == {"confirm": "138****0001"}


def test_a_change_with_the_old_one(me, change):
    assert change(old=OLD).errno == 0
    assert passwords.right(me.psw, NEW)
    assert not passwords.right(me.psw, OLD)


@pytest.mark.parametrize("old", [None, "wrong", ""])
def test_without_the_old_one(me, change, old):
    assert change(old=old).errno == 2
    assert passwords.right(me.psw, OLD)


@pytest.mark.parametrize(
    ("age", "method", "errno"),
    [(599, "code", 0), (600, "code", 2), (0, "code", 0), (0, "password", 2)],
)
def test_a_fresh_login_by_sms_needs_no_old_one(change, age, method, errno):
    assert change(create_time=NOW - age, method=method).errno == errno


def test_a_change_ends_the_other_sessions(db, me, change):
    others = [make_session(db, me, f"other{n}") for n in range(2)]
    anothers = make_session(db, make_user(db), "x")
    answer = change(old=OLD)
    (close,) = answer.items
    assert isinstance(close, bus.CloseSessions)
    assert set(close.sids) == {one.sid for one in others}
    assert close.code == 4004
    assert answer.jobs == ["jobs.sessions.close"]
    assert db.scalars(select(Session.sid)).all() == [anothers.sid]


def test_five_failures(me, change):
    for n in range(5):
        assert change(old="wrong", now=NOW + n).errno == 2
    answer = change(old=OLD, now=NOW + 5)
    assert answer.errno == 4
    assert answer.result == {"retry_after": 595}
    assert change(old=OLD, now=NOW + 600).errno == 0


def test_failures_count_per_user(db, change):
    for n in range(5):
        change(old="wrong", now=NOW + n)
    assert change(old=OLD, user=make_user(db, psw=passwords.hashed(OLD))).errno == 0
    assert len(db.scalars(select(Failure.id)).all()) == 5


@pytest.mark.parametrize("psw", ["", "1234567", "x" * 129, None, ["x" * 8]])
def test_bad_parameters(change, psw):
    assert change(psw).errno == 6


@pytest.mark.parametrize("psw", ["12345678", "Password1", "QWERTYUIOP", 1234567890, "11111111"])
def test_what_everybody_guesses_first(me, change, psw):
    answer = change(psw, OLD)
    assert (answer.errno, answer.error) == (6, "psw is easily guessed: take another one")
    assert passwords.right(me.psw, OLD)


@pytest.mark.parametrize(
    "psw", ["+8613800000001", "8613800000001", "13800000001", "小明是好人小明是好人"]
)
def test_what_stands_in_the_profile(db, change, psw):
    user = make_user(db, phone=E164, nick="小明是好人小明是好人", psw=passwords.hashed(OLD))
    assert change(psw, OLD, user=user).errno == 6


@pytest.mark.parametrize("psw", ["84927361", "x" * 128, "密码密码密码密码", 84927361])
def test_good_ones(me, change, psw):
    assert change(psw, OLD).errno == 0
    assert passwords.right(me.psw, str(psw))


def test_a_revoked_session(call, me):
    assert call("user.set_password", {"psw": NEW}, uid=me.uid, sid=2**40).errno == 1


def test_guesses_at_the_same_time_count(parallel):
    with parallel.database() as db:
        user = make_user(db, psw=passwords.hashed(OLD))
        make_session(db, user, "id", sid=1, method="password")
    parms = [{"psw": NEW, "old": f"wrong{n}"} for n in range(8)]
    replies = parallel.calls("user.set_password", parms, uid=user.uid)
    assert sorted(reply["errno"] for reply in replies) == [2] * 5 + [4] * 3
