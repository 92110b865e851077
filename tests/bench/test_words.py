"""The figures of `./dev bench words`, and which kinds of messages it measures."""

from __future__ import annotations

import pytest

from bench import words
from bench.words import Looking


def test_a_small_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "WORDS", 500)
    monkeypatch.setattr(words, "MESSAGES", 10)
    looking, said = Looking({}), list[str]()
    words.measure(looking, said.append)
    assert len(looking.costs) == len(said) == 6
    assert all(len(costs) == words.REPEATS and min(costs) > 0 for costs in looking.costs.values())
    text = words.render(looking)
    assert text.startswith("500 words, built in ")
    assert "| Chinese | short |" in text


def test_only_the_longest_messages_have_no_goal() -> None:
    costs = {
        "Latin/of 200 characters": [1.0, 99.0, 60.0],
        "Chinese/short": [1.0, 99.0, 2.0],
        "Latin/the longest": [999.0],
    }
    assert Looking({}, costs=costs).faults == 1
