"""tools.*"""

import pytest
from sqlalchemy import select, update

from models import Session, SmsCode, User
from models.base import unix_now
from models.sms import CodeUse
from tasks import tools
from tests.factories import make_session, make_user
from tests.fixtures.parallel import Call
from tests.tasks.http.codes import other, sent_code
from wire import seal
from wire.types import MAX_ID

NOW = 1_700_000_000
NEW = "13800009999"


@pytest.fixture
def me(db):
    return make_user(db)


class TestClientData:
    @pytest.fixture
    def save(self, call, me):
        return lambda **data: call("tools.save_data", data, uid=me.uid)

    @pytest.fixture
    def read(self, call, me):
        return lambda: call("tools.read_data", uid=me.uid).result

    def test_nothing_stored(self, read):
        assert read() == {}

    def test_round_trip(self, save, read):
        data = {"ok": ["sce", "128"], "ff": {"ss": 2}, "ctx": None, "data": 1, "self": "你好"}
        assert save(**data).result == {}
        assert read() == data

    @pytest.mark.parametrize("number", [0, -1, MAX_ID, 10**30, 0.1, 1e300, 1.0])
    def test_numbers_stay_as_they_are(self, save, read, number):
        save(n=number)
        result = read()["n"]
        assert result == number
        assert type(result) is type(number)

    def test_keys_are_merged(self, save, read):
        save(a=1, b={"x": 1})
        save(b={"y": 2}, c=None)
        assert read() == {"a": 1, "b": {"y": 2}, "c": None}

    def test_data_is_mine_alone(self, db, call, save):
        save(a=1)
        assert call("tools.read_data", uid=make_user(db).uid).result == {}

    def test_needs_a_key(self, save):
        assert save().errno == 6

    def test_at_most_256_keys_in_all(self, save, read):
        assert save(**{f"k{n}": n for n in range(256)}).errno == 0
        assert save(k0="again").errno == 0
        assert save(one_more=1).errno == 6
        assert len(read()) == 256

    def test_at_most_64_kib_in_all(self, save, read):
        assert save(a="x" * (64 * 1024)).errno == 6
        assert save(a="x" * 60_000).errno == 0
        assert save(b="x" * 10_000).errno == 6
        assert save(a="x" * 10, b="x" * 10_000).errno == 0
        assert len(read()) == 2

    def test_nothing_is_lost_when_all_write_at_once(self, parallel):
        with parallel.database() as db:
            user = make_user(db)
        parallel.calls("tools.save_data", [{f"k{n}": n} for n in range(10)], uid=user.uid)
        (reply,) = parallel.calls("tools.read_data", [{}], uid=user.uid)
        assert reply["result"] == {f"k{n}": n for n in range(10)}


class TestChangePhone:
    @pytest.fixture
    def session(self, db, me):
        """An old session, used from the address of its login."""
        return make_session(db, me, "mine", create_time=NOW - 7 * 86_400, login_address="192.0.2.1")

    @pytest.fixture
    def change(self, call, me, session):
        def run(newphone=NEW, code=None, now=NOW, confirm=None, **options):
            parm = {"newphone": newphone, "code": code, "confirm": confirm}
            options = {"sid": session.sid} | options
            return call("tools.change_phone", parm, uid=me.uid, now=now, **options)

        return run

    def test_two_steps(self, db, me, change):
        answer = change()
        assert answer.errno == 0
        assert answer.jobs == ["jobs.sms.send_code"]
        code = sent_code(db, "+8613800009999")
        answer = change("138-0000-9999", code)
        assert answer.result == {"newphone": "138-0000-9999"}
        assert answer.jobs == ["jobs.contacts.match_user"]
        assert answer.items == []
        assert (me.phone, me.phone_national) == ("+8613800009999", "13800009999")
        assert change(NEW, code).errno == 1001

    def test_other_sessions_end(self, db, me, change, session):
        others = [make_session(db, me, f"other{n}").sid for n in range(2)]
        anothers = make_session(db, make_user(db), "x").sid
        change()
        answer = change(NEW, sent_code(db, "+8613800009999"))
        (close,) = answer.items
        assert (set(close.sids), close.code) == (set(others), 4004)
        assert "jobs.sessions.close" in answer.jobs
        assert set(db.scalars(select(Session.sid))) == {session.sid, anothers}

    @pytest.mark.parametrize(
        "session_columns",
        [
            {"create_time": NOW - 7 * 86_400 + 1},
            {"login_address": "192.0.2.2"},
            {"login_address": ""},
        ],
    )
    def test_a_session_that_may_be_stolen_shows_the_present_phone(
        self, db, me, change, session, session_columns, configure
    ):
        configure("service", debug=False)
        db.execute(update(Session).where(Session.sid == session.sid).values(session_columns))
        assert change().errno == 0
        code = sent_code(db, "+8613800009999")
        asked = change(NEW, code)
        shown = f"{me.phone_national[:3]}****{me.phone_national[-4:]}"
        assert (asked.errno, asked.result) == (2, {"confirm": shown})
        assert asked.jobs == ["jobs.sms.send_code"]
        confirm = sent_code(db, me.phone)
        assert change(NEW, code, confirm=other(confirm)).errno == 1003
        assert change(NEW, other(code), confirm=confirm).errno == 1003
        assert me.phone != "+8613800009999"
        assert change(NEW, code, confirm=confirm).errno == 0
        assert me.phone == "+8613800009999"

    def test_codes_of_one_phone_do_not_do_for_the_other(self, db, me, change, session):
        session.create_time = NOW
        db.flush()
        change()
        code = sent_code(db, "+8613800009999")
        change(NEW, code)
        confirm = sent_code(db, me.phone)
        assert change(NEW, confirm, confirm=code).errno == 1003

    def test_a_session_that_is_gone(self, db, change):
        change()
        assert change(NEW, sent_code(db, "+8613800009999"), sid=2**40).errno == 1

    @pytest.mark.parametrize("debug", [True, False])
    def test_only_debug_shows_the_code(self, db, change, configure, debug):
        configure("service", debug=debug)
        code = change().result
        assert code == ({"code": sent_code(db, "+8613800009999")} if debug else {})

    def test_my_own_number(self, me, change):
        assert change(me.phone).errno == 1001
        assert change(me.phone, "123456").errno == 1001

    def test_anothers_number(self, db, change):
        change()
        code = sent_code(db, "+8613800009999")
        make_user(db, phone="+8613800009999")
        assert change().errno == 1002
        assert change(NEW, code).errno == 1002

    def test_wrong_code(self, db, change):
        change()
        code = sent_code(db, "+8613800009999")
        assert [change(NEW, other(code)).errno for _ in range(5)] == [1003] * 5
        assert change(NEW, code).errno == 1004

    def test_expired(self, db, change):
        change()
        assert change(NEW, sent_code(db, "+8613800009999"), now=NOW + 300).errno == 1004

    def test_no_code_for_this_number(self, db, change):
        change()
        assert change("13800009998", sent_code(db, "+8613800009999")).errno == 1004

    def test_anothers_code_is_not_mine(self, db, call, change):
        them = make_user(db)
        call("tools.change_phone", {"newphone": NEW}, uid=them.uid, now=NOW)
        assert change(NEW, sent_code(db, "+8613800009999")).errno == 1004

    def test_a_login_code_is_no_change_code(self, db, call, change):
        call("http.account.send_code", {"phone": NEW}, now=NOW)
        code = sent_code(db, "+8613800009999")
        assert change(NEW, code).errno == 1004
        parm = {"phone": NEW, "code": code}
        assert call("http.account.login_by_code", parm, now=NOW).errno == 0

    @pytest.fixture(autouse=True)
    def usual_limits(self, call, configure):
        configure("limits", rate_multiplier=1)
        configure("sms", per_address_hour=10)

    def test_counts_with_the_codes_of_logins(self, call, change):
        call("http.account.send_code", {"phone": NEW}, now=NOW)
        answer = change(now=NOW + 1)
        assert answer.errno == 4
        assert answer.result == {"retry_after": 59}

    def test_counts_per_address(self, change):
        for n in range(10):
            assert change(f"1390000{n:04}", address="192.0.2.7").errno == 0
        assert change("13900009999", address="192.0.2.7").errno == 4

    @pytest.mark.parametrize("phone", ["abc", "", None])
    def test_no_possible_number(self, change, phone):
        assert change(phone).errno == 6

    def test_somebody_registers_it_meanwhile(self, db, change, monkeypatch):
        change()
        code = sent_code(db, "+8613800009999")
        monkeypatch.setattr(tools, "_require_free", lambda ctx, phone: None)
        make_user(db, phone="+8613800009999")
        answer = change(NEW, code)
        assert answer.errno == 1002
        assert answer.jobs == []

    def test_one_of_two_gets_the_number(self, parallel):
        with parallel.database() as db:
            uids, sids = [make_user(db).uid, make_user(db).uid], []
            for uid in uids:
                hashed = seal.digest("code", "+8613800009999", str(uid), "123456")
                use = CodeUse("+8613800009999", "change", uid)
                SmsCode.store(db, use, hashed, "", unix_now())
                old = {"create_time": 1, "login_address": "192.0.2.1"}
                sids.append(make_session(db, User.get(db, uid), f"s{uid}", **old).sid)
        parms = [{"newphone": NEW, "code": "123456"}] * 2
        calls = [
            Call("tools.change_phone", uid, parm, sid, "192.0.2.1")
            for uid, sid, parm in zip(uids, sids, parms, strict=True)
        ]
        replies = parallel.together(calls)
        assert sorted(reply["errno"] for reply in replies) == [0, 1002]
        with parallel.database() as db:
            phones = db.scalars(select(User.phone)).all()
            assert phones.count("+8613800009999") == 1
