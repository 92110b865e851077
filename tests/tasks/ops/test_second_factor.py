"""ops.second_factor.*: codes by time, recovery codes, and the limit of guesses."""

import pyotp
import pytest
from sqlalchemy import select

from models import Audit, Operator, RecoveryCode

NOW = 1_700_000_010  # in the middle of a half minute
PSW = "four green umbrellas"
WRONG = "000000"


@pytest.fixture(autouse=True)
def li(call, configure):
    configure("ops", password="open sesame")
    parm = {"name": "li", "role": "look", "psw": PSW}
    assert call("ops.operators.edit", parm, now=NOW).errno == 0


@pytest.fixture
def ask(call):
    def run(function, now=NOW, **parm):
        return call(f"ops.second_factor.{function}", {"name": "li"} | parm, now=now)

    return run


@pytest.fixture
def login(call):
    def run(code=None, now=NOW, psw=PSW, address="192.0.2.1"):
        parm = {"name": "li", "psw": psw} | ({"code": code} if code is not None else {})
        return call("ops.access.login", parm, now=now, address=address)

    return run


@pytest.fixture
def totp(ask):
    """The codes of the operator's app once the second factor is in use, and those before NOW."""
    made = pyotp.TOTP(ask("begin").result["secret"])
    made.recovery = ask("confirm", code=made.at(NOW - 30), cookie="").result["codes"]
    return made


class TestSetUp:
    def test_begin_and_confirm(self, db, ask, login):
        offer = ask("begin").result
        assert pyotp.parse_uri(offer["uri"]).secret == offer["secret"]
        assert "issuer=Operations" in offer["uri"]
        assert login().errno == 0  # it is not required yet
        code = pyotp.TOTP(offer["secret"]).at(NOW)
        assert ask("confirm", code=WRONG, cookie="").errno == 2
        answer = ask("confirm", code=code, cookie="")
        assert len(set(answer.result["codes"])) == 10
        assert ask("state").result == {"on": 1, "codes": 10}
        row = db.get(Operator, "li")
        assert offer["secret"] not in (row.totp, row.totp_new)
        hashes = db.scalars(select(RecoveryCode.code_hash)).all()
        assert {len(one) for one in hashes} == {32}

    def test_other_logins_end(self, call, ask, login):
        mine, other = (login().result["cookie"] for _ in range(2))
        code = pyotp.TOTP(ask("begin").result["secret"]).at(NOW)
        ask("confirm", code=code, cookie=mine)
        check = [call("ops.access.check", {"cookie": one}, now=NOW).errno for one in (mine, other)]
        assert check == [0, 2]

    def test_who_has_one_is_offered_no_other(self, ask, totp):
        assert ask("begin").errno == 2

    @pytest.mark.parametrize("function", ["state", "begin", "confirm", "remove", "drop"])
    def test_nobody(self, ask, function):
        code = {"code": WRONG} if function in ("confirm", "remove") else {}
        cookie = {"cookie": ""} if function == "confirm" else {}
        assert ask(function, name="wang", **code, **cookie).errno == 3

    def test_nothing_to_confirm(self, ask):
        assert ask("confirm", code=WRONG, cookie="").errno == 2

    def test_the_log_has_no_secret(self, db, totp, ask):
        ask("remove", code=totp.at(NOW))
        secrets = (totp.secret, totp.at(NOW), totp.at(NOW - 30), *totp.recovery)
        rows = db.scalars(select(Audit).where(Audit.action.startswith("SecondFactor"))).all()
        assert [row.action.removeprefix("SecondFactor") for row in rows] == [
            "Begin", "Confirm", "Remove",
        ]  # fmt: skip
        for row in rows:
            assert not any(one in str(row.params) + str(row.result) for one in secrets)


class TestLogin:
    def test_needs_the_code(self, login, totp):
        assert login().errno == login("").errno == login(WRONG).errno == 2
        assert login(totp.at(NOW)).errno == 0

    def test_a_right_code_does_not_help_without_the_password(self, login, totp):
        assert login(totp.at(NOW), psw="wrong").errno == 2
        assert login(totp.at(NOW)).errno == 0  # nor was it spent

    @pytest.mark.parametrize(("away", "errno"), [(-60, 2), (-30, 0), (30, 0), (60, 2)])
    def test_a_clock_may_be_wrong_by_half_a_minute(self, db, login, totp, away, errno):
        db.get(Operator, "li").totp_step = 0
        db.flush()
        assert login(totp.at(NOW + away)).errno == errno

    def test_no_code_counts_twice(self, login, totp):
        assert login(totp.at(NOW - 30)).errno == 2  # spent by the confirmation
        assert login(totp.at(NOW)).errno == 0
        assert login(totp.at(NOW)).errno == 2
        assert login(totp.at(NOW - 30)).errno == 2
        assert login(totp.at(NOW + 30), now=NOW + 30).errno == 0

    def test_a_recovery_code_counts_once(self, ask, login, totp):
        code = totp.recovery[3]
        assert login(code.upper().replace("-", " ")).errno == 0
        assert login(code).errno == 2
        assert ask("state").result == {"on": 1, "codes": 9}

    def test_guesses_are_limited_wherever_they_come_from(self, login, totp):
        for number in range(5):
            assert login(WRONG, address=f"192.0.2.{number}").errno == 2
        right = totp.at(NOW)
        refused = login(right, address="192.0.2.77")
        assert (refused.errno, refused.result["retry_after"]) == (4, 600)
        later = NOW + 601
        assert login(totp.at(later), now=later, address="192.0.2.78").errno == 0

    def test_guesses_of_a_day(self, login, totp):
        for number in range(20):
            at = NOW + number * 200
            assert login(WRONG, now=at, address=f"192.0.2.{number}").errno == 2
        at = NOW + 4000
        assert login(totp.at(at), now=at, address="192.0.2.78").errno == 4

    def test_a_forgotten_code_is_no_guess(self, login, totp):
        for _ in range(6):
            assert login().errno == 2
        assert login(totp.at(NOW)).errno == 0

    def test_the_key_was_changed(self, db, login, totp):
        db.get(Operator, "li").totp = "not sealed here"
        db.flush()
        assert login(totp.at(NOW)).errno == 2


class TestEnd:
    def test_removed_by_a_code(self, ask, login, totp):
        assert ask("remove", code=WRONG).errno == 2
        assert ask("remove", code=totp.at(NOW)).errno == 0
        assert ask("state").result == {"on": 0, "codes": 0}
        assert login().errno == 0
        assert ask("remove", code=WRONG).errno == 2

    def test_guesses_at_removal_count(self, ask, totp):
        for _ in range(5):
            assert ask("remove", code=WRONG).errno == 2
        assert ask("remove", code=totp.at(NOW)).errno == 4

    def test_dropped_by_an_admin(self, call, ask, login, totp):
        cookie = login(totp.at(NOW)).result["cookie"]
        assert ask("drop").result == {"name": "li"}
        assert call("ops.access.check", {"cookie": cookie}, now=NOW).errno == 2
        assert login().errno == 0

    def test_the_list_says_who_has_one(self, call, totp):
        (row,) = call("ops.operators.find").result["rows"]
        assert (row["name"], row["second_factor"]) == ("li", 1)
