"""What happens to every call, of any function."""

import threading
from typing import Any

import msgspec
import psycopg2
import pytest
from sqlalchemy import select, text
from structlog.testing import capture_logs

from models import Forbidden, NotFound, Outbox, User
from push.pushes import AddFriend
from tasks.rpc import pipeline
from tasks.rpc.context import Ctx
from tasks.shared.sessions import CLOSE
from tests import factories
from tests.tasks.rpc.conftest import frame_of
from wire import bus, errors
from wire.calls import task_id
from wire.types import Uid

FAILURES = {
    "missing": (NotFound("group"), 3, {}),
    "forbidden": (Forbidden("group"), 2, {}),
    "expected": (errors.NickTaken(), 1000, {}),
    "with a result": (errors.PhoneRegistered(user={"uid": 7}), 2002, {"user": {"uid": 7}}),
    "session": (errors.NoSession(), 1, {}),
}


def writes(ctx: Ctx, n: int = 0, fail: str = "") -> dict[str, int]:
    """Store a user, push, queue a job; then fail or not."""
    user = factories.make_user(ctx.db)
    ctx.notify(user.uid, AddFriend(uid=1))
    ctx.later(CLOSE, sids=[1])
    if fail in FAILURES:
        raise FAILURES[fail][0]
    if fail:
        raise RuntimeError("psw=open sesame")
    return {"uid": user.uid}


def knows(ctx: Ctx, psw: str) -> dict[str, str]:
    """Return a secret."""
    return {"psw": psw}


def greets(ctx: Ctx, uid: Uid) -> None:
    """Do nothing for a user."""


@pytest.fixture
def users(parallel) -> Any:
    """The number of users."""

    def count() -> int:
        with parallel.database() as session:
            return len(session.scalars(select(User.uid)).all())

    return count


class TestReply:
    def test_of_a_call_that_was_done(self, declare, respond):
        outcome = respond(declare(writes), {"n": 1}, call=7, cdata='{"a":1}')
        result = frame_of(outcome)["result"]
        assert frame_of(outcome) == {
            "push": False,
            "errno": 0,
            "error": "no error",
            "cdata": {"a": 1},
            "result": result,
        }
        assert (outcome.front, outcome.reply.call, outcome.reply.executed) == ("front", 7, True)
        (item,) = outcome.items
        assert isinstance(item, bus.ToUsers)
        assert item.uids == [result["uid"]]
        assert [name for name, _ in outcome.followups] == ["jobs.sessions.close"]
        assert 0 < outcome.reply.run < 60
        assert 0 <= outcome.reply.wait < 60

    def test_nothing_is_an_empty_object(self, declare, respond):
        assert frame_of(respond(declare(greets), {"uid": 1}))["result"] == {}

    def test_shows_nothing_when_printed(self, declare, respond):
        function = declare(knows, secret=["psw"])
        outcome = respond(function, {"psw": "open sesame"})
        assert frame_of(outcome)["result"] == {"psw": "open sesame"}
        assert repr(outcome) == "errno 0"

    def test_a_secret_that_came_unsealed(self, declare, respond):
        function = declare(knows, secret=["psw"])
        for psw in ('"open sesame"', "7", "null"):
            origin = pipeline.Origin("f", 1, "", 1, 1, False, 0.0, "")
            outcome = pipeline.answer(function, f'{{"psw":{psw}}}', origin)
            assert outcome.reply.errno == 6


class TestFailures:
    @pytest.mark.parametrize("fail", FAILURES)
    def test_expected_ones_leave_nothing_behind(self, declare, respond, users, parallel, fail):
        _, errno, result = FAILURES[fail]
        outcome = respond(declare(writes), {"fail": fail}, cdata='"c"')
        frame = frame_of(outcome)
        assert (frame["errno"], frame["result"], frame["cdata"]) == (errno, result, "c")
        assert frame["error"]
        assert outcome.items == outcome.followups == outcome.reply.effects == []
        assert users() == 0
        with parallel.database() as session:
            assert session.scalars(select(Outbox)).all() == []

    @pytest.mark.parametrize("fail", FAILURES)
    def test_missing_rights_are_security_events(self, declare, respond, fail):
        function = declare(writes)
        with capture_logs() as logs:
            outcome = respond(function, {"fail": fail})
        events = [line["func"] for line in logs if line.get("security")]
        assert events == ([function.name] if outcome.reply.errno == 2 else [])

    def test_unexpected_ones_tell_an_incident_and_no_more(
        self, declare, respond, users, capfd, caplog
    ):
        outcome = respond(declare(writes), {"fail": "unexpectedly"})
        frame = frame_of(outcome)
        assert (frame["errno"], frame["result"]) == (7, {})
        incident = frame["error"].removeprefix("internal error, incident ")
        assert incident == task_id(outcome.origin)
        assert users() == 0
        logged = caplog.text + "".join(capfd.readouterr())
        assert incident in logged

    @pytest.mark.parametrize("parm", [{}, {"uid": "x"}, {"uid": 10**400}])
    def test_bad_parameters(self, declare, respond, parm):
        outcome = respond(declare(greets), parm)
        assert outcome.reply.errno == 6
        assert not outcome.reply.executed

    def test_debug_functions_are_unknown_without_debug(self, declare, respond, configure):
        function = declare(greets, debug=True)
        assert respond(function, {"uid": 1}).reply.errno == 0
        configure("service", debug=False)
        frame = frame_of(respond(function, {"uid": 1}))
        assert (frame["errno"], frame["error"]) == (6, f"unknown function {function.name}")


class TestTransactions:
    def test_lost_against_another_one_it_runs_again(self, declare, respond, parallel):
        """Two calls lock two rows in opposite order: a deadlock, for one of them."""
        both_hold_one = threading.Barrier(2, timeout=10)
        runs = []

        def locks(ctx: Ctx, first: int, second: int) -> None:
            """Lock one, then the other."""
            runs.append(first)
            ctx.db.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": first})
            if len(runs) <= 2:
                both_hold_one.wait()
            ctx.db.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": second})

        function = declare(locks)
        outcomes = []
        threads = [
            threading.Thread(target=lambda parm=parm: outcomes.append(respond(function, parm)))
            for parm in ({"first": 1, "second": 2}, {"first": 2, "second": 1})
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [one.reply.errno for one in outcomes] == [0, 0]
        assert len(runs) == 3
        assert len(parallel.deadlocks) == 1
        parallel.deadlocks.clear()

    def test_again_and_again_is_errno_5(self, declare, respond):
        runs = []

        def loses(ctx: Ctx) -> None:
            """Lose every time."""
            runs.append(1)
            ctx.db.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

        assert respond(declare(loses)).reply.errno == 5
        assert len(runs) == pipeline.ATTEMPTS

    def test_a_connection_lost_at_the_end_is_errno_5(self, declare, respond, users):
        """Before COMMIT: the worker cannot know whether it happened, so the caller may resend."""

        def ends(ctx: Ctx) -> None:
            """Lose the connection without noticing."""
            factories.make_user(ctx.db)
            ctx.db.flush()
            ((pid,),) = ctx.db.execute(text("SELECT pg_backend_pid()"))
            kill(ctx, pid)

        function = declare(ends, rate="light")
        for cdata in ("", '"resend-001"'):
            assert respond(function, cdata=cdata).reply.errno == 5
        assert users() == 0
        assert respond(declare(greets), {"uid": 1}).reply.errno == 0


def kill(ctx: Ctx, pid: int) -> None:
    """End a connection from outside, and wait until it has ended."""
    url = ctx.db.connection().engine.url.set(drivername="postgresql")
    other = psycopg2.connect(url.render_as_string(hide_password=False))
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    other.close()


class TestLimits:
    def test_what_the_gateway_refused(self, declare, respond):
        outcome = respond(declare(greets, rate="light"), {"uid": 1}, limited=3)
        assert frame_of(outcome)["result"] == {"retry_after": 3}

    def test_bad_parameters_go_first(self, declare, respond):
        assert respond(declare(greets, rate="light"), {}, limited=3).reply.errno == 6


def test_results_are_encoded_before_the_commit(declare, respond, users):
    """A call whose result cannot be encoded must not be committed."""

    def returns(ctx: Ctx) -> dict[str, Any]:
        """Return what is no JSON."""
        factories.make_user(ctx.db)
        return {"socket": object()}

    assert respond(declare(returns)).reply.errno == 7
    assert users() == 0
    assert msgspec.json.encode({}) == pipeline.EMPTY


def test_a_caller_whose_account_is_deleted_meanwhile(parallel):
    parm = {"url": "https://img.example.com/FkQ2", "filetype": 1}
    (reply,) = parallel.calls("album.add", [parm], uid=999_999)
    assert (reply["errno"], reply["error"]) == (3, "deleted meanwhile")
