"""ops.access.*: who may use the pages, and the log."""

import time

import pyotp
import pytest
from sqlalchemy import select

from models import Audit, OpsSession
from tasks.shared import passwords

NOW = 1_700_000_000
PSW = "open sesame"


@pytest.fixture
def login(call, configure):
    configure("ops", password=PSW)

    def run(psw=PSW, now=NOW, **options):
        return call("ops.access.login", {"psw": psw}, now=now, **options)

    return run


def check(call, cookie, now=NOW):
    return call("ops.access.check", {"cookie": cookie}, now=now)


class TestLogin:
    def test_the_right_password(self, db, call, login, audited):
        answer = login(address="192.0.2.7")
        assert check(call, answer.result["cookie"]).result == {
            "csrf": answer.result["csrf"],
            "who": "ops",
            "role": "admin",
        }
        (row,) = db.scalars(select(OpsSession))
        assert answer.result["cookie"].encode() not in row.id_hash
        assert (row.address, row.timeout) == ("192.0.2.7", NOW + 8 * 3600)
        assert audited() == [("Login", 0, {}, {})]

    @pytest.mark.parametrize("psw", ["", "wrong", PSW + " ", "密码"])
    def test_a_wrong_one(self, login, audited, psw):
        answer = login(psw)
        assert (answer.errno, answer.result) == (2, {})
        assert audited() == [("Login", 2, {}, {})]

    def test_five_failures_lock_the_address_out(self, login, audited):
        for second in range(5):
            assert login("wrong", NOW + second).errno == 2
        locked = login(now=NOW + 10)
        assert (locked.errno, locked.result) == (4, {"retry_after": 590})
        assert login(now=NOW + 10, address="192.0.2.8").errno == 0
        assert login(now=NOW + 600).errno == 0
        assert [errno for _, errno, _, _ in audited()] == [2, 2, 2, 2, 2, 0, 0]

    def test_a_hundred_failures_from_wherever_lock_everybody_out(self, login):
        for number in range(100):
            assert login("wrong", NOW + number, address=f"203.0.113.{number}").errno == 2
        locked = login(now=NOW + 100, address="192.0.2.8")
        assert (locked.errno, locked.result) == (4, {"retry_after": 500})
        assert login(now=NOW + 600, address="192.0.2.8").errno == 0

    @pytest.mark.parametrize(("psw", "errno"), [(PSW, 0), ("wrong", 2)])
    def test_the_setting_may_be_an_argon2_hash(self, configure, login, psw, errno):
        configure("ops", password=passwords.hashed(PSW))
        assert login(psw).errno == errno

    def test_the_hash_itself_is_no_password(self, configure, login):
        hashed = passwords.hashed(PSW)
        configure("ops", password=hashed)
        assert login(hashed).errno == 2

    @pytest.mark.parametrize("nothing", [None, ""])
    def test_nobody_gets_in_without_a_password_set(self, configure, login, nothing):
        configure("ops", password=nothing)
        assert login("").errno == 2


class TestSecondFactor:
    """OPS_TOTP_SECRET, as tests/tasks/ops/test_second_factor.py tests it for operators."""

    SECRET = "JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ"

    @pytest.fixture
    def code_login(self, call, configure):
        configure("ops", password=PSW, totp_secret=self.SECRET)

        def run(code=None, now=NOW, psw=PSW, address="192.0.2.1"):
            parm = {"psw": psw} | ({"code": code} if code is not None else {})
            return call("ops.access.login", parm, now=now, address=address)

        return run

    def code(self, now=NOW):
        return pyotp.TOTP(self.SECRET).at(now)

    def test_the_password_alone_is_not_enough(self, code_login, audited):
        assert code_login().errno == 2
        assert code_login("").errno == 2
        assert code_login(self.code(), psw="wrong").errno == 2
        assert code_login(self.code()).errno == 0
        assert [errno for _, errno, _, _ in audited()] == [2, 2, 2, 0]

    @pytest.mark.parametrize(("away", "errno"), [(-60, 2), (-30, 0), (0, 0), (30, 0), (60, 2)])
    def test_a_clock_may_be_wrong_by_half_a_minute(self, code_login, away, errno):
        assert code_login(self.code(NOW + away)).errno == errno

    def test_no_code_counts_twice(self, code_login):
        assert code_login(self.code()).errno == 0
        assert code_login(self.code(), address="192.0.2.2").errno == 2
        assert code_login(self.code(NOW - 30)).errno == 2  # older than one that was accepted
        assert code_login(self.code(NOW + 30)).errno == 0
        assert code_login(self.code(NOW + 30), NOW + 60).errno == 2
        assert code_login(self.code(NOW + 60), NOW + 60).errno == 0

    def test_guesses_are_limited_wherever_they_come_from(self, code_login):
        for number in range(5):
            assert code_login("000000", address=f"203.0.113.{number}").errno == 2
        assert code_login(self.code(), address="203.0.113.9").errno == 4
        assert code_login(self.code(NOW + 600), NOW + 600).errno == 0

    def test_one_code_at_the_same_time(self, parallel, configure):
        configure("ops", password=PSW, totp_secret=self.SECRET)
        parm = {"psw": PSW, "code": self.code(time.time())}
        replies = parallel.calls("ops.access.login", [parm] * 4, address="192.0.2.1")
        assert sorted(reply["errno"] for reply in replies) == [0, 2, 2, 2]


class TestCookie:
    def test_it_ends_after_8_hours(self, call, login):
        cookie = login().result["cookie"]
        assert check(call, cookie, NOW + 8 * 3600 - 1).errno == 0
        assert check(call, cookie, NOW + 8 * 3600).errno == 2

    def test_an_unknown_one(self, call, login):
        assert check(call, "nothing").errno == 2
        assert check(call, "").errno == 2

    def test_logout_ends_this_one_only(self, call, login, audited):
        first, second = login().result["cookie"], login().result["cookie"]
        assert call("ops.access.logout", {"cookie": first}, now=NOW).errno == 0
        assert (check(call, first).errno, check(call, second).errno) == (2, 0)
        assert audited()[-1] == ("Logout", 0, {}, {})


class TestAuditLog:
    def test_newest_first_and_all_keys(self, db, call):
        for number in range(3):
            Audit.note(db, time=NOW + number, address="192.0.2.1", action=f"a{number}")
        rows = call("ops.access.audit_log", {"count": 2}).result["rows"]
        assert [row.pop("id") > 0 for row in rows] == [True, True]
        assert rows[0] == {
            "time": NOW + 2,
            "who": "ops",
            "address": "192.0.2.1",
            "action": "a2",
            "params": {},
            "errno": 0,
            "result": {},
        }

    def test_pages(self, db, call):
        for number in range(3):
            Audit.note(db, time=NOW, action=f"a{number}")
        newest = call("ops.access.audit_log", {"count": "2", "before": ""}).result["rows"]
        rest = call("ops.access.audit_log", {"before": newest[-1]["id"]}).result["rows"]
        assert [row["action"] for row in newest + rest] == ["a2", "a1", "a0"]

    def test_at_most_200(self, db, call):
        for _ in range(201):
            Audit.note(db, time=NOW, action="a")
        assert len(call("ops.access.audit_log", {"count": 1000}).result["rows"]) == 200
        assert len(call("ops.access.audit_log").result["rows"]) == 50
