"""Logins: account.*"""

import pytest
from sqlalchemy import select

from models import Outbox, Session, Suspension, User
from tasks.shared import passwords
from tests.factories import make_session, make_user
from tests.fixtures.passwords import AS_SERVED
from tests.tasks.http.codes import E164, NOW, PHONE, other, sent_code

PSW = "correct horse"


pytestmark = pytest.mark.usefixtures("usual_limits")


class TestLoginByCode:
    def test_makes_the_user(self, db, send, login):
        send()
        result = login(sent_code(db), "+8613800000001").result
        assert set(result) == {"sessionid", "timeout"}
        assert len(result["sessionid"]) == 24
        assert result["sessionid"].isalnum()
        assert result["timeout"] == NOW + 180 * 86_400
        user = db.scalars(select(User).where(User.phone == E164)).one()
        assert (user.nick, user.phone_national, user.create_time) == (None, "13800000001", NOW)
        session = db.scalars(select(Session)).one()
        assert (session.uid, session.method) == (user.uid, "code")
        assert result["sessionid"].encode() not in session.id_hash

    def test_knows_the_user(self, db, send, login):
        user = make_user(db, phone=E164)
        send()
        login(sent_code(db))
        assert db.scalars(select(Session.uid)).one() == user.uid

    def test_uses_the_code_up(self, db, send, login):
        send()
        code = sent_code(db)
        assert login(code).errno == 0
        assert login(code).errno == 1004

    def test_wrong_code(self, db, send, login):
        send()
        code = sent_code(db)
        for _ in range(4):
            answer = login(other(code))
            assert answer.errno == 1003
            assert answer.result == {}
        assert login(code).errno == 0

    def test_five_wrong_tries(self, db, send, login):
        send()
        code = sent_code(db)
        assert [login(other(code)).errno for _ in range(5)] == [1003] * 5
        assert login(code).errno == 1004

    @pytest.mark.parametrize(("age", "errno"), [(299, 0), (300, 1004)])
    def test_lives_five_minutes(self, db, send, login, age, errno):
        send()
        assert login(sent_code(db), now=NOW + age).errno == errno

    def test_no_code_was_sent(self, login):
        assert login("123456").errno == 1004

    def test_a_code_for_another_phone(self, db, send, login):
        send()
        assert login(sent_code(db), "13800000002").errno == 1004

    @pytest.mark.parametrize("phone", ["abc", ""])
    def test_no_possible_number(self, login, phone):
        assert login("123456", phone).errno == 6

    def test_twenty_failures_per_address(self, db, send, login):
        send()
        code = sent_code(db)
        for n in range(20):
            assert login("123456", f"1390000{n:04}", now=NOW + n).errno == 1004
        answer = login(code, now=NOW + 20)
        assert answer.errno == 4
        assert answer.result == {"retry_after": 580}
        assert login(code, now=NOW + 20, address="192.0.2.9").errno == 0

    def test_failures_are_forgotten_after_ten_minutes(self, db, send, login):
        for n in range(20):
            login("123456", f"1390000{n:04}")
        send(now=NOW + 599)
        code = sent_code(db)
        assert login(code, now=NOW + 599).errno == 4
        assert login(code, now=NOW + 600).errno == 0


class TestAtTheSameTime:
    """Calls in threads, with real transactions."""

    def test_one_code_is_sent(self, parallel):
        replies = parallel.calls(
            "http.account.send_code", [{"phone": PHONE}] * 8, address="192.0.2.1"
        )
        assert sorted(reply["errno"] for reply in replies) == [0] + [4] * 7
        with parallel.database() as db:
            assert len(db.scalars(select(Outbox.id)).all()) == 1

    def test_ten_per_address(self, parallel):
        parms = [{"phone": f"1380000{n:04}"} for n in range(14)]
        replies = parallel.calls("http.account.send_code", parms, address="192.0.2.1")
        assert sorted(reply["errno"] for reply in replies) == [0] * 10 + [4] * 4

    def test_five_tries(self, parallel):
        parallel.calls("http.account.send_code", [{"phone": PHONE}])
        with parallel.database() as db:
            wrong = other(sent_code(db))
        replies = parallel.calls(
            "http.account.login_by_code", [{"phone": PHONE, "code": wrong}] * 12
        )
        assert sorted(reply["errno"] for reply in replies) == [1003] * 5 + [1004] * 7

    def test_twenty_failures_per_address(self, parallel):
        """Whoever counts what others have not committed yet lets all of them through."""
        codes = [{"phone": f"1390000{n:04}", "code": "123456"} for n in range(30)]
        replies = parallel.calls("http.account.login_by_code", codes, address="192.0.2.1")
        assert sorted(reply["errno"] for reply in replies) == [4] * 10 + [1004] * 20
        names = [{"name": f"nobody{n}", "psw": "wrong"} for n in range(30)]
        replies = parallel.calls("http.account.login", names, address="192.0.2.1")
        assert sorted(reply["errno"] for reply in replies) == [2] * 20 + [4] * 10

    def test_one_user_and_one_session(self, parallel):
        parallel.calls("http.account.send_code", [{"phone": PHONE}])
        with parallel.database() as db:
            code = sent_code(db)
        replies = parallel.calls("http.account.login_by_code", [{"phone": PHONE, "code": code}] * 8)
        assert sorted(reply["errno"] for reply in replies) == [0] + [1004] * 7
        with parallel.database() as db:
            assert len(db.scalars(select(User.uid)).all()) == 1
            assert len(db.scalars(select(Session.sid)).all()) == 1

    def test_five_passwords_per_name(self, parallel):
        with parallel.database() as db:
            make_user(db, nick="小明", psw=passwords.hashed(PSW))
        parms = [{"name": "小明", "psw": "wrong"}] * 8
        replies = parallel.calls("http.account.login", parms, address="192.0.2.1")
        assert sorted(reply["errno"] for reply in replies) == [2] * 5 + [4] * 3


class TestLogin:
    @pytest.fixture
    def user(self, db):
        return make_user(db, nick="Ａlice", phone=E164, psw=passwords.hashed(PSW))

    @pytest.fixture
    def enter(self, call):
        def run(name, psw=PSW, now=NOW, **options):
            return call("http.account.login", {"name": name, "psw": psw}, now=now, **options)

        return run

    @pytest.mark.parametrize("name", ["13800000001", "+86 138 0000 0001", "Ａlice"])
    def test_by_phone_or_nick(self, db, user, enter, name):
        user.nick_key = "alice"
        db.flush()
        result = enter(name).result
        assert set(result) == {"sessionid", "timeout"}
        session = db.scalars(select(Session)).one()
        assert (session.uid, session.method) == (user.uid, "password")

    def test_phone_goes_first(self, db, user, enter):
        make_user(db, nick="13800000001", psw=passwords.hashed("another one"))
        enter("13800000001")
        assert db.scalars(select(Session.uid)).one() == user.uid

    def test_refusals_look_alike(self, db, user, enter):
        make_user(db, nick="nopassword")
        answers = [enter("nobody"), enter("nopassword"), enter("nopassword", ""), enter(E164, "no")]
        assert {(one.errno, one.error, str(one.result)) for one in answers} == {
            (2, "wrong name or password", "{}")
        }

    def test_refusals_take_the_same_time(self, db, user, enter, monkeypatch):
        """One password is hashed in each case, with and without an account."""
        checked = []
        right = passwords.right

        def watch(stored, psw):
            checked.append(stored)
            return right(stored, psw)

        monkeypatch.setattr(passwords, "right", watch)
        enter("nobody")
        enter(E164, "no")
        assert checked == [None, user.psw]

    def test_nobodys_hash_costs_what_all_cost(self):
        hasher, nobodys = AS_SERVED
        assert not hasher.check_needs_rehash(nobodys)
        assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) == (2, 19 * 1024, 1)
        assert hasher.verify(nobodys, "nobody has this password")
        assert not passwords.right(None, "nobody has this password")

    def test_five_failures_per_name_and_address(self, db, user, enter):
        for n in range(5):
            assert enter("138-0000-0001", "no", now=NOW + n).errno == 2
        answer = enter(E164, now=NOW + 5)
        assert answer.errno == 4
        assert answer.result == {"retry_after": 595, "by_code": 1}
        assert enter(E164, now=NOW + 600).errno == 0

    def test_guesses_from_elsewhere_do_not_lock_the_owner_out(self, user, enter):
        for n in range(9):
            enter(E164, "no", now=NOW + n, address="203.0.113.7")
        assert enter(E164, now=NOW + 9).errno == 0

    def test_a_name_has_twenty_from_all_addresses(self, user, enter):
        for n in range(20):
            assert enter(E164, "no", now=NOW + n, address=f"203.0.113.{n}").errno == 2
        assert enter(E164, now=NOW + 20).result == {"retry_after": 580, "by_code": 1}
        assert enter(E164, now=NOW + 600).errno == 0

    def test_and_a_hundred_a_day(self, user, enter):
        for n in range(100):
            assert enter(E164, "no", now=NOW + 60 * n, address=f"203.0.113.{n}").errno == 2
        assert enter(E164, now=NOW + 6000).errno == 4
        assert enter(E164, now=NOW + 86_400).errno == 0

    def test_a_login_by_sms_opens_the_way_again(self, db, user, enter, send, login):
        user.nick_key = "alice"
        db.flush()
        for name in (E164, "Ａlice"):
            for n in range(20):
                enter(name, "no", address=f"203.0.113.{n}")
            assert enter(name).errno == 4
        send()
        assert login(sent_code(db)).errno == 0
        assert (enter(E164).errno, enter("Ａlice").errno) == (0, 0)

    def test_right_ones_are_limited_too(self, db, user, enter):
        errnos = [enter(E164, now=NOW + n).errno for n in range(21)]
        assert errnos == [0] * 20 + [4]
        assert len(db.scalars(select(Session)).all()) == 20
        assert enter(E164, now=NOW + 600).errno == 0

    def test_no_secret_or_name_in_the_log(self, user, enter, send, login, capsys):
        send()
        enter(E164, "a wrong password")
        enter(E164)
        for n in range(9):
            enter("somebody else", f"guess {n}")
        written = "".join(capsys.readouterr())
        assert "login refused" in written
        assert "logged in" in written
        assert "locked out" in written
        for secret in (E164, "13800000001", "a wrong password", PSW, "guess", "somebody"):
            assert secret not in written

    def test_twenty_failures_per_address(self, db, user, enter):
        for n in range(20):
            assert enter(f"name{n}").errno == 2
        assert enter(E164).errno == 4
        assert enter(E164, address="192.0.2.9").errno == 0

    @pytest.mark.parametrize("parm", [{}, {"name": "x"}, {"name": "x" * 65, "psw": "x"}])
    def test_bad_parameters(self, call, parm):
        assert call("http.account.login", parm).errno == 6


class TestRenew:
    def test_gives_a_new_id(self, db, call):
        session = make_session(db, make_user(db), "old", timeout=NOW + 5)
        result = call("http.account.renew", {"sessionid": "old"}, now=NOW).result
        assert result["timeout"] == NOW + 180 * 86_400
        again = call("http.account.renew", {"sessionid": result["sessionid"]}, now=NOW).result
        assert again["sessionid"] != result["sessionid"]
        assert db.scalars(select(Session.sid)).all() == [session.sid]

    def test_a_client_that_missed_the_reply_asks_again(self, db, call):
        make_session(db, make_user(db), "old")
        call("http.account.renew", {"sessionid": "old"}, now=NOW)
        assert call("http.account.renew", {"sessionid": "old"}, now=NOW + 599).errno == 0
        # An old id is exchanged once: now the id in the missed reply is the old one.
        assert call("http.account.renew", {"sessionid": "old"}, now=NOW + 599).errno == 1

    def test_no_id_is_exchanged_after_the_last_day(self, db, call):
        year = 365 * 86_400
        make_session(db, make_user(db), "old", create_time=NOW - year + 1)
        result = call("http.account.renew", {"sessionid": "old"}, now=NOW).result
        assert result["timeout"] == NOW + 1
        assert (
            call("http.account.renew", {"sessionid": result["sessionid"]}, now=NOW + 1).errno == 1
        )

    @pytest.mark.parametrize("sessionid", ["unknown", "expired", "replaced"])
    def test_bad_ids(self, db, call, sessionid):
        make_session(db, make_user(db), "expired", timeout=NOW)
        make_session(db, make_user(db), "replaced")
        call("http.account.renew", {"sessionid": "replaced"}, now=NOW - 600)
        assert call("http.account.renew", {"sessionid": sessionid}, now=NOW).errno == 1


@pytest.mark.parametrize(
    "typed",
    [
        *("{} ", "{}\n", "\u00a0{}", "\u200b{}", "{}\u3000"),
        pytest.param(lambda code: f"{code[:3]} {code[3:]}", id="blank inside"),
        pytest.param(lambda code: f"{code[:3]}-{code[3:]}", id="dash inside"),
        pytest.param(lambda code: "".join(chr(ord(one) + 0xFEE0) for one in code), id="wide"),
    ],
)
def test_codes_as_they_are_pasted(db, call, typed):
    call("http.account.send_code", {"phone": PHONE}, now=NOW)
    code = sent_code(db)
    spelled = typed(code) if callable(typed) else typed.format(code)
    assert call("http.account.login_by_code", {"phone": PHONE, "code": spelled}, now=NOW).errno == 0


@pytest.mark.parametrize("name", ["Tom13800000001", "13800000001 Tom", "1380000000l"])
def test_a_nick_with_a_number_in_it_is_a_nick(db, call, name):
    owner = make_user(db, phone="+8613800000001")
    other = make_user(db, nick=name)
    owner.psw, other.psw = passwords.hashed("password of owner"), passwords.hashed("password-B")
    db.flush()

    def login(psw):
        return call("http.account.login", {"name": name, "psw": psw}, now=NOW)

    assert login("password of owner").errno == 2
    session = Session.has_id(login("password-B").result["sessionid"], NOW)
    assert db.scalar(select(Session.uid).where(session)) == other.uid


def test_clients_cannot_call_these(call):
    from tasks.rpc import registry

    names = [name for name in registry if name.startswith("http.account.")]
    assert len(names) == 4
    assert all(registry[name].internal and not registry[name].login for name in names)


class TestSuspended:
    @pytest.mark.parametrize(("until", "told"), [(NOW + 50, NOW + 50), (None, 0)])
    def test_by_code(self, db, send, login, until, told):
        user = make_user(db, phone=E164)
        Suspension.put(db, user.uid, until, NOW)
        send()
        code = sent_code(db)
        answer = login(code)
        assert (answer.errno, answer.result) == (2, {"until": told})
        assert db.scalars(select(Session)).all() == []
        assert login(code).errno == 1004  # the code is used up

    def test_by_password(self, db, call):
        user = make_user(db, psw=passwords.hashed(PSW))
        Suspension.put(db, user.uid, NOW + 50, NOW)
        parm = {"name": user.phone, "psw": PSW}
        answer = call("http.account.login", parm, now=NOW)
        assert (answer.errno, answer.result) == (2, {"until": NOW + 50})
        wrong = call("http.account.login", parm | {"psw": "x"}, now=NOW)
        assert (wrong.errno, wrong.result) == (2, {})
        assert call("http.account.login", parm, now=NOW + 50).errno == 0
