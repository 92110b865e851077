"""The lane into a queue: in which order calls enter it, and how many at a time."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from front.lanes import (
    ALWAYS,
    FIRST_WINDOW,
    HOLD_SECONDS,
    LEAST_WINDOW,
    TARGET_SECONDS,
    UNKNOWN_SECONDS,
    USER_SECONDS,
    Lane,
    Owner,
    Ticket,
)
from tasks.rpc import Rpc, load
from wire.calls import Origin

MOST_OF_ONE = math.ceil(USER_SECONDS / UNKNOWN_SECONDS)


class TimedLane:
    """A lane, its queue, and a time that is set by hand."""

    def __init__(self) -> None:
        self.now = 10.0
        self.queue: list[int] = []
        self.tickets: dict[int, Ticket] = {}
        self.lane = Lane(self._send)
        self.function = load()["user.info2"]

    def _send(self, function: Rpc, parm: bytes, origin: Origin, _: object) -> None:
        self.queue.append(origin.call)

    def enter(self, owner: Owner, times: int = 1) -> list[int]:
        numbers = []
        for _ in range(times):
            number = len(self.tickets) + 1
            ticket = self.tickets[number] = Ticket(owner, self.function)
            origin = Origin("front", number, "", 0, 0, False, 0.0, "")
            self.lane.enter(ticket, (self.function, b"{}", origin, None), self.now)
            numbers.append(number)
        return numbers

    def answer(self, number: int, run: float = UNKNOWN_SECONDS) -> None:
        if number in self.queue:
            self.queue.remove(number)
        self.lane.leave(self.tickets[number], self.now, run)

    def work_off(self, run: float = UNKNOWN_SECONDS) -> list[int]:
        """Answer what is in the queue, one after the other; the order."""
        done = []
        while self.queue:
            done.append(self.queue[0])
            self.now += run
            self.answer(self.queue[0], run)
        return done


@pytest.fixture
def timed() -> TimedLane:
    return TimedLane()


class TestOneUser:
    def test_has_a_share_of_the_workers_time(self, timed: TimedLane) -> None:
        timed.enter(7, 200)
        assert len(timed.queue) == MOST_OF_ONE
        (number,) = timed.enter(8)
        assert timed.queue[-1] == number

    def test_keeps_the_order(self, timed: TimedLane) -> None:
        numbers = timed.enter(7, 200)
        assert timed.work_off() == numbers

    def test_slow_functions_have_fewer_calls_in_the_queue(self, timed: TimedLane) -> None:
        for _ in range(50):
            timed.enter(7)
            timed.work_off(run=0.02)
        timed.enter(7, 100)
        assert len(timed.queue) in (2, 3)
        for _ in range(50):
            timed.work_off(run=1.0)
            timed.enter(7, 10)
        assert len(timed.queue) == ALWAYS

    def test_at_several_gateways_has_a_part_of_it_at_each(self, timed: TimedLane) -> None:
        timed.enter(7)
        timed.lane.narrow(7, 4)
        timed.enter(7, 100)
        assert len(timed.queue) == MOST_OF_ONE // 4


class TestTurns:
    def test_who_waits_is_served_in_turn(self, timed: TimedLane) -> None:
        timed.lane.window = 1
        timed.enter(9)
        for owner in (1, 2, 3):
            timed.enter(owner, 4 if owner == 1 else 2)
        timed.lane.window = 0  # what is answered makes room for one
        order = []
        for _ in range(9):
            timed.lane.window = 1
            order.append(timed.tickets[timed.queue[0]].owner)
            timed.answer(timed.queue[0])
        assert order == [9, 1, 2, 3, 1, 2, 3, 1, 1]

    def test_strangers_of_one_address_are_one_in_line_but_have_no_share(
        self, timed: TimedLane
    ) -> None:
        timed.enter("192.0.2.1", 200)
        assert len(timed.queue) == 200

    @given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["enter", "answer", "late"]))))
    def test_every_call_is_sent_once_or_told_that_it_is_late(self, steps) -> None:
        timed, late = TimedLane(), set()
        timed.lane.window = 3
        for owner, step in steps:
            timed.now += 0.3
            if step == "enter":
                timed.enter(owner, 3)
            elif step == "answer" and timed.queue:
                timed.answer(timed.queue[0], 0.3)
            elif step == "late":
                for number in timed.lane.late(timed.now):
                    late.add(number)
                    timed.answer(number, 0)
            assert len(timed.queue) == timed.lane.sent
        answered = set(timed.work_off())
        assert not answered & late
        assert timed.lane.held == 0
        timed.lane.forget()
        assert timed.lane._turns == {}


class TestWindow:
    def test_is_cut_while_calls_wait_in_the_queue(self, timed: TimedLane) -> None:
        for owner in range(1, FIRST_WINDOW + 100):
            timed.enter(owner)
        assert len(timed.queue) == FIRST_WINDOW
        timed.now += 2 * TARGET_SECONDS
        timed.answer(timed.queue[0])
        first = timed.lane.window
        assert first == (FIRST_WINDOW - 1) * 4 // 5
        timed.answer(timed.queue[0])
        assert timed.lane.window == first  # once for each round
        for _ in range(40):
            timed.now += 10
            timed.answer(timed.queue[0])
        assert timed.lane.window >= LEAST_WINDOW

    @pytest.mark.parametrize("calls", [1, LEAST_WINDOW])
    def test_stays_when_few_calls_waited(self, timed: TimedLane, calls: int) -> None:
        """The queue was not too long, so the next burst must find the same window."""
        for owner in range(1, calls + 1):
            timed.enter(owner)
        timed.now += 2 * TARGET_SECONDS
        timed.work_off()
        assert timed.lane.window == FIRST_WINDOW

    def test_grows_while_calls_wait_here_and_not_there(self, timed: TimedLane) -> None:
        timed.lane.window = 10
        for owner in range(1, 200):
            timed.enter(owner)
        for _ in range(50):
            timed.now += 0.001
            timed.answer(timed.queue[0])
        assert timed.lane.window > 40

    def test_stays_when_nobody_waits(self, timed: TimedLane) -> None:
        for _ in range(100):
            timed.enter(7)
            timed.work_off()
        assert timed.lane.window == FIRST_WINDOW

    def test_too_long_a_wait_is_told(self, timed: TimedLane) -> None:
        timed.lane.window = 1
        first, *others = [timed.enter(owner)[0] for owner in range(1, 5)]
        timed.now += HOLD_SECONDS
        assert list(timed.lane.late(timed.now)) == others
        for number in others:
            timed.answer(number, run=0)
        timed.answer(first)
        assert timed.lane.sent == timed.lane.held == 0

    def test_overload_keeps_the_workers_busy_and_answers_soon(self, timed: TimedLane) -> None:
        """Twice as many calls as two workers can do, by hundreds of users, for half a minute."""
        each, free, waits, late, age = 0.004, [10.0, 10.0], list[float](), 0, dict[int, float]()
        running: list[tuple[float, int]] = []
        idle = 0
        while timed.now < 40:
            timed.now = round(timed.now + 0.001, 3)
            for number in timed.enter(1 + len(timed.tickets) % 500):
                age[number] = timed.now
            while running and running[0][0] <= timed.now:
                waits.append(timed.now - age[(number := running.pop(0)[1])])
                timed.lane.leave(timed.tickets[number], timed.now, each)
            idle += not timed.queue
            for worker in (0, 1):
                if free[worker] <= timed.now and timed.queue:
                    free[worker] = timed.now + each
                    running.append((free[worker], timed.queue.pop(0)))
            running.sort()
            if int(timed.now * 1000) % 200 == 0:
                for number in list(timed.lane.late(timed.now)):
                    late += 1
                    timed.lane.leave(timed.tickets[number], timed.now, 0)
        assert idle < 100
        assert len(waits) > 0.9 * 30 * 2 / each
        assert late > 10_000
        assert max(waits[2_000:]) < HOLD_SECONDS + 3 * TARGET_SECONDS
