"""ops.operators.*, and logging in by name."""

import pytest
from sqlalchemy import select

from models import Audit, Operator, OpsSession
from tests.factories import make_user

NOW = 1_700_000_000
PSW = "four green umbrellas"


@pytest.fixture(autouse=True)
def bootstrap(configure):
    configure("ops", password="open sesame")


@pytest.fixture
def li(call):
    parm = {"name": "li", "role": "support", "psw": PSW}
    assert call("ops.operators.edit", parm, now=NOW).result == {"name": "li", "role": "support"}


@pytest.fixture
def login(call):
    def run(name="li", psw=PSW, now=NOW, **more):
        return call("ops.access.login", {"name": name, "psw": psw}, now=now, **more)

    return run


@pytest.fixture
def visitor(call):
    def run(cookie):
        answer = call("ops.access.check", {"cookie": cookie}, now=NOW)
        return answer.errno or (answer.result["who"], answer.result["role"])

    return run


class TestLogin:
    def test_by_name(self, db, li, login, visitor):
        assert visitor(login().result["cookie"]) == ("li", "support")
        assert db.get(Operator, "li").psw.startswith("$argon2id$")
        assert db.scalars(select(Audit.who).order_by(Audit.id)).all() == ["ops", "li"]

    @pytest.mark.parametrize(
        ("name", "psw"),
        [("li", "open sesame"), ("wang", PSW), ("wang", "open sesame"), ("ops", "open sesame")],
    )
    def test_refused(self, li, login, name, psw):
        assert login(name, psw).errno == 2

    def test_the_password_of_the_settings_opens_without_name_only(self, call, li, visitor):
        answer = call("ops.access.login", {"psw": "open sesame"}, now=NOW)
        assert visitor(answer.result["cookie"]) == ("ops", "admin")
        assert call("ops.access.login", {"psw": PSW}, now=NOW).errno == 2

    def test_five_failures_lock_out(self, li, login):
        for _ in range(5):
            assert login(psw="wrong").errno == 2
        assert login().errno == 4
        assert login(address="192.0.2.9").errno == 0


class TestOperators:
    def test_a_role_counts_at_once(self, call, li, login, visitor):
        cookie = login().result["cookie"]
        call("ops.operators.edit", {"name": "li", "role": "look"})
        assert visitor(cookie) == ("li", "look")

    def test_a_new_password_ends_the_logins(self, call, li, login, visitor):
        cookie = login().result["cookie"]
        call("ops.operators.edit", {"name": "li", "psw": "six wooden elephants"})
        assert visitor(cookie) == 2
        assert login().errno == 2
        assert login(psw="six wooden elephants").errno == 0

    def test_deleted(self, db, call, li, login, visitor):
        cookie = login().result["cookie"]
        assert call("ops.operators.delete", {"name": "li"}).result == {"name": "li"}
        assert visitor(cookie) == 2
        assert db.scalars(select(OpsSession)).all() == []
        assert call("ops.operators.delete", {"name": "li"}).errno == 3
        assert login().errno == 2

    def test_listed(self, call, li):
        call("ops.operators.edit", {"name": "an", "role": "look", "psw": PSW})
        rows = call("ops.operators.find", {"count": 1}).result["rows"]
        assert [(row["name"], row["role"]) for row in rows] == [("an", "look")]
        assert set(rows[0]) == {"name", "role", "create_time", "second_factor"}

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"name": "wang", "role": "look"}, 3),
            ({"name": "wang", "psw": PSW}, 3),
            ({"name": "wang", "role": "king", "psw": PSW}, 6),
            ({"name": "wang", "role": "look", "psw": "too short"}, 6),
            ({"name": "ops", "role": "look", "psw": PSW}, 6),
            ({"name": "Wang", "role": "look", "psw": PSW}, 6),
            ({"name": "wang\n", "role": "look", "psw": PSW}, 6),
            ({"name": "w", "role": "look", "psw": PSW}, 6),
        ],
    )
    def test_refused(self, db, call, parm, errno):
        assert call("ops.operators.edit", parm).errno == errno
        assert db.scalars(select(Operator)).all() == []

    def test_no_password_in_the_log(self, li, audited):
        told = {"name": "li", "role": "support"}
        assert audited() == [("OperatorEdit", 0, told, told)]


def test_audit_rows_name_the_operator(db, call):
    user = make_user(db)
    call("ops.users.delete_nick", {"uid": user.uid, "who": "li"})
    call("ops.users.delete_nick", {"uid": 10**15, "who": "li"})
    call("ops.users.delete_nick", {"uid": user.uid})
    rows = db.execute(select(Audit.who, Audit.errno, Audit.params).order_by(Audit.id)).all()
    assert [tuple(row) for row in rows] == [
        ("li", 0, {"uid": user.uid}),
        ("li", 3, {"uid": 10**15}),
        ("ops", 0, {"uid": user.uid}),
    ]
