"""Codes by SMS: who gets them, and how many."""

from hashlib import sha256

import pytest
from sqlalchemy import select

from models import Outbox, SmsCode
from settings import Settings
from tasks.shared import challenges
from tests.tasks.http.codes import NOW, other, sent_code

PSW = "correct horse"


pytestmark = pytest.mark.usefixtures("usual_limits")


def test_the_limits_fit_addresses_that_thousands_share():
    sms = Settings({}).sms
    assert (sms.per_address_hour, sms.per_address_day) == (200, 1000)
    assert (sms.gap_seconds, sms.per_phone_hour, sms.per_phone_day) == (60, 5, 10)
    assert (sms.countries, sms.challenge_bits) == (None, 0)
    assert sms.usual_per_address < sms.per_address_hour
    assert sms.usual_per_minute < sms.per_minute


class TestSendCode:
    def test_queues_an_sms(self, db, send):
        answer = send()
        assert answer.jobs == ["jobs.sms.send_code"]
        code = sent_code(db)
        assert len(code) == 6
        assert code.isdecimal()

    @pytest.mark.parametrize("debug", [True, False])
    def test_only_debug_shows_the_code(self, db, send, configure, debug):
        configure("service", debug=debug)
        assert send().result == {"code": sent_code(db) if debug else "sent"}

    def test_the_code_is_nowhere_in_clear(self, db, send):
        send()
        code = sent_code(db)
        (job,) = db.scalars(select(Outbox))
        assert code not in str(job.args)
        (row,) = db.scalars(select(SmsCode))
        assert code.encode() not in row.code_hash

    @pytest.mark.parametrize("phone", ["", "abc", "110", "1" * 33, "+1", "138000000011111111"])
    def test_no_possible_number(self, send, phone):
        assert send(phone).errno == 6

    @pytest.mark.parametrize("phone", ["+1 900 555 0199", "+33 899 12 34 56", "400 812 3456"])
    def test_no_number_whose_owner_earns_by_it(self, send, phone):
        answer = send(phone)
        assert (answer.errno, answer.jobs) == (6, [])

    def test_once_a_minute(self, send):
        send()
        answer = send("+86 138 0000 0001", now=NOW + 13)
        assert answer.errno == 4
        assert answer.result == {"retry_after": 47}
        assert answer.jobs == []
        assert send(now=NOW + 60).errno == 0

    def test_five_an_hour_ten_a_day(self, send):
        first, second = range(1, 6), range(61, 66)
        for minute in [*first, 6, 60, *second, 66, 125, 24 * 60]:
            answer = send(now=NOW + minute * 60)
            assert answer.errno == (0 if minute in first or minute in second else 4)
        assert answer.result == {"retry_after": 60}

    def test_ten_an_hour_per_address(self, send):
        errnos = [send(f"1380000{n:04}", now=NOW + n).errno for n in range(11)]
        assert errnos == [0] * 10 + [4]
        assert send("13800009999", now=NOW + 11).result == {"retry_after": 3589}
        assert send("13800009999", now=NOW + 11, address="192.0.2.9").errno == 0
        assert send("13800009998", now=NOW + 3600).errno == 0

    def test_a_day_per_address(self, send, configure):
        configure("sms", per_address_day=2)
        errnos = [send(f"1380000{n:04}", now=NOW + 3601 * n).errno for n in range(3)]
        assert errnos == [0, 0, 4]

    @pytest.mark.parametrize(("factor", "errnos"), [(2, [0, 0, 4]), (0, [0, 0, 0])])
    def test_the_multiplier_counts(self, send, configure, factor, errnos):
        configure("limits", rate_multiplier=factor)
        assert [send(now=NOW + n).errno for n in range(3)] == errnos

    def test_the_whole_service_has_a_limit_and_an_alarm(self, send, configure, redis_client):
        configure("sms", per_minute=2)
        answers = [send(f"1380000{n:04}", address=f"192.0.2.{n}") for n in range(3)]
        assert [answer.errno for answer in answers] == [0, 0, 4]
        assert redis_client.hgetall("outcomes:sms") == {"alarm cap": "1"}
        assert send("13800000009", address="192.0.2.9", now=NOW + 60).errno == 0

    def test_countries(self, send, configure):
        configure("sms", countries=frozenset({86}))
        assert send("+12015550123").errno == 2
        assert send().errno == 0

    def test_a_new_code_makes_the_old_one_void(self, db, send, login):
        send()
        first = sent_code(db)
        send(now=NOW + 240)
        second = sent_code(db)
        if first != second:
            assert login(first, now=NOW + 241).errno == 1003
        assert login(second, now=NOW + 241).errno == 0


class TestStrangersWhoAsk:
    """Strangers who know a number may ask for codes; the owner can log in all the same."""

    STRANGER, OWNER = "203.0.113.7", "192.0.2.1"

    def test_a_code_that_was_just_sent_stays_good(self, db, send, login):
        send()
        code = sent_code(db)
        for minute in (1, 2, 3):
            assert send(now=NOW + 60 * minute, address=self.STRANGER).errno == 0
            assert sent_code(db) == code
        assert login(code, now=NOW + 299).errno == 0

    def test_one_sms_a_minute_whoever_asks(self, send, configure):
        configure("service", debug=False)
        assert send().jobs == ["jobs.sms.send_code"]
        answer = send(now=NOW + 59, address=self.STRANGER)
        assert (answer.errno, answer.result, answer.jobs) == (0, {"code": "sent"}, [])
        assert send(now=NOW + 119, address=self.STRANGER).jobs == ["jobs.sms.send_code"]

    def test_limits_of_a_phone_fall_on_who_asked(self, db, send, login):
        """A stranger's requests count for the stranger: the owner always gets a code."""
        errnos = [send(now=NOW + 60 * n, address=self.STRANGER).errno for n in range(7)]
        assert errnos == [0] * 5 + [4] * 2
        answer = send(now=NOW + 361, address=self.OWNER)
        assert answer.errno == 0
        assert login(sent_code(db), now=NOW + 362, address=self.OWNER).errno == 0

    def test_a_code_of_many_wrong_tries_is_replaced(self, db, send, login):
        send()
        code = sent_code(db)
        for _ in range(5):
            login(other(code), address=self.STRANGER)
        assert login(code).errno == 1004
        assert send(now=NOW + 60).errno == 0
        assert login(sent_code(db), now=NOW + 60).errno == 0

    def test_a_code_near_its_end_is_replaced(self, db, send, login):
        send()
        send(now=NOW + 239, address=self.STRANGER)
        send(now=NOW + 240)
        assert login(sent_code(db), now=NOW + 400).errno == 0

    def test_after_a_login_there_is_a_new_one_at_once(self, db, send, login):
        send()
        assert login(sent_code(db)).errno == 0
        assert send(now=NOW + 5, address="192.0.2.2").jobs == ["jobs.sms.send_code"]
        assert login(sent_code(db), now=NOW + 6).errno == 0


class TestChallenge:
    """A proof of work is demanded only when codes are asked for unusually often."""

    @pytest.fixture(autouse=True)
    def asked(self, configure):
        configure("sms", challenge_bits=8, usual_per_address=1)

    @staticmethod
    def solve(challenge):
        for number in range(100_000):
            proof = f"{challenge['text']}:{number}"
            if challenges.zero_bits(sha256(proof.encode()).digest()) >= challenge["bits"]:
                return proof
        raise AssertionError("not solved")

    def test_solved(self, call, send):
        assert send("13800000001").errno == 0
        refused = send("13800000002")
        challenge = refused.result["challenge"]
        assert (refused.errno, challenge["bits"], refused.jobs) == (4, 8, [])
        parm = {"phone": "13800000002", "proof": self.solve(challenge)}
        other = {"phone": "13800000003", "proof": parm["proof"]}
        assert call("http.account.send_code", other, now=NOW).errno == 4
        assert call("http.account.send_code", parm, now=NOW + 601).errno == 4
        assert call("http.account.send_code", parm, now=NOW + 1).errno == 0

    @pytest.mark.parametrize(
        "proof", ["", "x", "1.2:3", f"{NOW}.:1", f"{NOW}.{'0' * 32}:5", f"-1.{'0' * 32}:5"]
    )
    def test_no_proof(self, call, send, proof):
        send("13800000001")
        parm = {"phone": "13800000002", "proof": proof}
        assert call("http.account.send_code", parm, now=NOW).errno == 4

    def test_everybody_together(self, send, configure):
        configure("sms", usual_per_address=100, usual_per_minute=1)
        assert send("13800000001", address="192.0.2.1").errno == 0
        assert "challenge" in send("13800000002", address="192.0.2.2").result
