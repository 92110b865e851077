"""Running a state machine: hypothesis makes up sequences of calls."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def try_sequences(
    machine: Callable[[], RuleBasedStateMachine], *, examples: int, steps: int
) -> None:
    """Try so many sequences of at most so many steps; `machine` makes one for each."""
    limits = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    # Any maker of machines will do, although the type of the parameter is a class.
    run_state_machine_as_test(machine, settings=limits)  # type: ignore[arg-type]
