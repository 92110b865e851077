"""How many wrong passwords a process without a database takes."""

from __future__ import annotations

from edge.guesses import OF_ALL, PER_ADDRESS, SECONDS, Guesses


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_waits_until_its_oldest_is_forgotten() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    for _ in range(PER_ADDRESS):
        assert guesses.wait("a") == 0
        guesses.wrong("a")
        clock.now += 10
    assert guesses.wait("a") == SECONDS - 10 * PER_ADDRESS + 1
    assert guesses.wait("b") == 0
    clock.now += guesses.wait("a")
    assert guesses.wait("a") == 0


def test_many_addresses_together_wait_too_but_not_who_knew_it() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    guesses.right("operator")
    for number in range(OF_ALL):
        guesses.wrong(str(number))
    assert guesses.wait("stranger") == SECONDS + 1
    assert guesses.wait("operator") == 0
    for _ in range(PER_ADDRESS):
        guesses.wrong("operator")
    assert guesses.wait("operator") > 0
    clock.now += SECONDS
    assert guesses.wait("stranger") == guesses.wait("operator") == 0


def test_memory_is_bounded() -> None:
    guesses = Guesses(Clock())
    for number in range(3 * OF_ALL):
        guesses.right(str(number))
        if not guesses.wait(f"stranger {number}"):
            guesses.wrong(f"stranger {number}")
    assert len(guesses._known) == len(guesses._wrong) == OF_ALL
