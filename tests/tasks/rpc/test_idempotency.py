"""Resends as a worker sees them: who waits for whom, and what is kept."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from models import User
from tasks.rpc import replies
from tasks.rpc.context import Ctx
from tests import factories
from tests.tasks.rpc.conftest import frame_of
from wire.errors import Forbidden

FIRST = {"cdata": '"resend-001"', "conn": "front-1"}
AGAIN = {"cdata": '"resend-001"', "conn": "front-2"}


class Slow:
    """A function whose duration and end the test chooses."""

    def __init__(self) -> None:
        self.runs = 0
        self.began, self.may_end = threading.Event(), threading.Event()
        self.failure: Exception | None = None

    def function(self):
        def slow(ctx: Ctx, n: int = 0) -> dict[str, int]:
            """Make a user, slowly."""
            self.runs += 1
            user = factories.make_user(ctx.db)
            self.began.set()
            failure, self.failure = self.failure, None
            self.may_end.wait(10)
            if failure:
                raise failure
            return {"uid": user.uid}

        return slow


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def at_once(parallel, declare, respond, slow):
    """The first call, and its resend as soon as the first is inside: both frames."""
    function = declare(slow.function(), rate="light")

    def run(failure: Exception | None = None, **again):
        slow.failure = failure
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(respond, function, {"n": 1}, **FIRST)
            assert slow.began.wait(10)
            second = pool.submit(respond, function, {"n": 1}, **AGAIN | again)
            wait_until_blocked(parallel)
            slow.may_end.set()
            return frame_of(first.result(10)), frame_of(second.result(10))

    return run


def wait_until_blocked(parallel) -> None:
    """Until some connection waits for another's transaction."""
    end = time.monotonic() + 10
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while time.monotonic() < end:
        with parallel.database() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.01)
    raise AssertionError("the resend does not wait for the first")


def uids(parallel) -> list[int]:
    with parallel.database() as session:
        return list(session.scalars(select(User.uid)))


class TestWhileTheFirstRuns:
    def test_it_waits_and_gets_the_reply(self, at_once, slow, parallel):
        first, second = at_once()
        assert first == second
        assert uids(parallel) == [first["result"]["uid"]]
        assert slow.runs == 1

    def test_on_the_same_connection_too(self, at_once, slow):
        first, second = at_once(conn="front-1", resend=True)
        assert first == second
        assert slow.runs == 1

    def test_the_first_breaks_and_the_resend_runs(self, at_once, slow, parallel):
        first, second = at_once(RuntimeError("broke"))
        assert (first["errno"], second["errno"]) == (7, 0)
        assert uids(parallel) == [second["result"]["uid"]]
        assert slow.runs == 2


class TestAfterwards:
    @pytest.fixture
    def counted(self, declare):
        runs = []

        def counts(ctx: Ctx, refuse: int = 0) -> dict[str, int]:
            """Count the runs."""
            runs.append(refuse)
            if refuse:
                raise Forbidden
            return {"run": len(runs)}

        return declare(counts, rate="light"), runs

    def test_a_replay_is_no_execution(self, counted, respond):
        function, runs = counted
        first, second = respond(function, **FIRST), respond(function, **AGAIN)
        assert frame_of(first) == frame_of(second)
        assert (first.reply.executed, second.reply.executed) == (True, False)
        assert len(runs) == 1

    def test_a_refusal_is_kept_like_any_reply(self, counted, respond):
        function, runs = counted
        first, second = (respond(function, {"refuse": 1}, **one) for one in (FIRST, AGAIN))
        assert frame_of(first) == frame_of(second)
        assert first.reply.errno == 2
        assert len(runs) == 1

    def test_the_same_on_one_connection_is_a_new_call(self, counted, respond):
        function, runs = counted
        for _ in range(3):
            respond(function, **FIRST)
        assert len(runs) == 3

    def test_unless_its_caller_was_told_5(self, counted, respond):
        function, runs = counted
        respond(function, **FIRST)
        respond(function, **FIRST, resend=True)
        assert len(runs) == 1

    def test_a_resend_may_overtake_the_first(self, counted, respond):
        """On one connection: the first waited long, its caller got errno 5 and sent it again."""
        function, runs = counted
        second = respond(function, **FIRST, call=2, resend=True)
        first = respond(function, **FIRST, call=1)
        assert frame_of(first) == frame_of(second)
        assert len(runs) == 1

    def test_what_was_too_fast_runs_later(self, counted, respond):
        function, runs = counted
        assert respond(function, **FIRST, limited=2).reply.errno == 4
        assert respond(function, **AGAIN).reply.errno == 0
        assert len(runs) == 1

    def test_a_replay_goes_before_the_limit(self, counted, respond):
        function, _ = counted
        first = respond(function, **FIRST)
        assert frame_of(respond(function, **AGAIN, limited=2)) == frame_of(first)

    def test_the_parameters_are_kept_as_a_hash(self, counted, respond, parallel):
        function, _ = counted
        respond(function, {"note": "between you and me"}, **FIRST)
        with parallel.database() as session:
            (row,) = session.execute(text("SELECT replies::text FROM replies"))
        assert "between you and me" not in row[0]
        assert "resend-001" not in row[0]


class TestKey:
    @pytest.fixture
    def key(self, declare):
        def writes(ctx: Ctx) -> None:
            """Write."""

        function = declare(writes, rate="light")

        def make(parm, uid=1, cdata='"resend-001"'):
            origin = replies.Origin("f", 1, "f-1", uid, 1, False, 0.0, cdata)
            return replies.key(function, parm, origin)

        return make

    @pytest.mark.parametrize("cdata", ["", "null", '"short"', "12345678", '["resend-001"]', "{}"])
    def test_not_every_cdata_makes_one(self, key, cdata):
        assert key({}, cdata=cdata) is None

    def test_nobody_has_none(self, key):
        assert key({}, uid=0) is None

    def test_order_and_spelling_do_not_matter(self, key):
        assert key({"a": 1, "b": {"c": [], "d": 2}}) == key({"b": {"d": 2, "c": []}, "a": 1})
        assert key({}, cdata='"resend-001"') == key({}, cdata='"\\u0072esend-001"')

    @pytest.mark.parametrize("other", [{"a": 2}, {"a": "1"}, {"a": [1]}, {"a": 1, "b": None}, {}])
    def test_every_value_does(self, key, other):
        assert key({"a": 1}) != key(other)

    def test_who_and_which_tag_do(self, key):
        assert len({key({}), key({}, uid=2), key({}, cdata='"resend-002"')}) == 3
