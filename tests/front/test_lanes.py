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


class World:
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
def world() -> World:
    return World()


class TestOneUser:
    def test_has_a_share_of_the_workers_time(self, world: World) -> None:
        world.enter(7, 200)
        assert len(world.queue) == MOST_OF_ONE
        (number,) = world.enter(8)
        assert world.queue[-1] == number

    def test_keeps_the_order(self, world: World) -> None:
        numbers = world.enter(7, 200)
        assert world.work_off() == numbers

    def test_slow_functions_have_fewer_calls_in_the_queue(self, world: World) -> None:
        for _ in range(50):
            world.enter(7)
            world.work_off(run=0.02)
        world.enter(7, 100)
        assert len(world.queue) in (2, 3)
        for _ in range(50):
            world.work_off(run=1.0)
            world.enter(7, 10)
        assert len(world.queue) == ALWAYS

    def test_at_several_gateways_has_a_part_of_it_at_each(self, world: World) -> None:
        world.enter(7)
        world.lane.narrow(7, 4)
        world.enter(7, 100)
        assert len(world.queue) == MOST_OF_ONE // 4


class TestTurns:
    def test_who_waits_is_served_in_turn(self, world: World) -> None:
        world.lane.window = 1
        world.enter(9)
        for owner in (1, 2, 3):
            world.enter(owner, 4 if owner == 1 else 2)
        world.lane.window = 0  # what is answered makes room for one
        order = []
        for _ in range(9):
            world.lane.window = 1
            order.append(world.tickets[world.queue[0]].owner)
            world.answer(world.queue[0])
        assert order == [9, 1, 2, 3, 1, 2, 3, 1, 1]

    def test_strangers_of_one_address_are_one_in_line_but_have_no_share(self, world: World) -> None:
        world.enter("192.0.2.1", 200)
        assert len(world.queue) == 200

    @given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["enter", "answer", "late"]))))
    def test_every_call_is_sent_once_or_told_that_it_is_late(self, steps) -> None:
        world, late = World(), set()
        world.lane.window = 3
        for owner, step in steps:
            world.now += 0.3
            if step == "enter":
                world.enter(owner, 3)
            elif step == "answer" and world.queue:
                world.answer(world.queue[0], 0.3)
            elif step == "late":
                for number in world.lane.late(world.now):
                    late.add(number)
                    world.answer(number, 0)
            assert len(world.queue) == world.lane.sent
        answered = set(world.work_off())
        assert not answered & late
        assert world.lane.held == 0
        world.lane.forget()
        assert world.lane._turns == {}


class TestWindow:
    def test_is_cut_while_calls_wait_in_the_queue(self, world: World) -> None:
        for owner in range(1, FIRST_WINDOW + 100):
            world.enter(owner)
        assert len(world.queue) == FIRST_WINDOW
        world.now += 2 * TARGET_SECONDS
        world.answer(world.queue[0])
        first = world.lane.window
        assert first == (FIRST_WINDOW - 1) * 4 // 5
        world.answer(world.queue[0])
        assert world.lane.window == first  # once for each round
        for _ in range(40):
            world.now += 10
            world.answer(world.queue[0])
        assert world.lane.window >= LEAST_WINDOW

    @pytest.mark.parametrize("calls", [1, LEAST_WINDOW])
    def test_stays_when_few_calls_waited(self, world: World, calls: int) -> None:
        """The queue was not too long, so the next burst must find the same window."""
        for owner in range(1, calls + 1):
            world.enter(owner)
        world.now += 2 * TARGET_SECONDS
        world.work_off()
        assert world.lane.window == FIRST_WINDOW

    def test_grows_while_calls_wait_here_and_not_there(self, world: World) -> None:
        world.lane.window = 10
        for owner in range(1, 200):
            world.enter(owner)
        for _ in range(50):
            world.now += 0.001
            world.answer(world.queue[0])
        assert world.lane.window > 40

    def test_stays_when_nobody_waits(self, world: World) -> None:
        for _ in range(100):
            world.enter(7)
            world.work_off()
        assert world.lane.window == FIRST_WINDOW

    def test_too_long_a_wait_is_told(self, world: World) -> None:
        world.lane.window = 1
        first, *others = [world.enter(owner)[0] for owner in range(1, 5)]
        world.now += HOLD_SECONDS
        assert list(world.lane.late(world.now)) == others
        for number in others:
            world.answer(number, run=0)
        world.answer(first)
        assert world.lane.sent == world.lane.held == 0

    def test_overload_keeps_the_workers_busy_and_answers_soon(self, world: World) -> None:
        """Twice as many calls as two workers can do, by hundreds of users, for half a minute."""
        each, free, waits, late, age = 0.004, [10.0, 10.0], list[float](), 0, dict[int, float]()
        running: list[tuple[float, int]] = []
        idle = 0
        while world.now < 40:
            world.now = round(world.now + 0.001, 3)
            for number in world.enter(1 + len(world.tickets) % 500):
                age[number] = world.now
            while running and running[0][0] <= world.now:
                waits.append(world.now - age[(number := running.pop(0)[1])])
                world.lane.leave(world.tickets[number], world.now, each)
            idle += not world.queue
            for worker in (0, 1):
                if free[worker] <= world.now and world.queue:
                    free[worker] = world.now + each
                    running.append((free[worker], world.queue.pop(0)))
            running.sort()
            if int(world.now * 1000) % 200 == 0:
                for number in list(world.lane.late(world.now)):
                    late += 1
                    world.lane.leave(world.tickets[number], world.now, 0)
        assert idle < 100
        assert len(waits) > 0.9 * 30 * 2 / each
        assert late > 10_000
        assert max(waits[2_000:]) < HOLD_SECONDS + 3 * TARGET_SECONDS
