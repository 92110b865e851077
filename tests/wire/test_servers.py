"""Which server has whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from wire import servers


@pytest.fixture
def several(configure: Callable[..., None]) -> Callable[[int], None]:
    def make(number: int) -> None:
        configure("redis", urls=tuple(f"redis://cache{one}" for one in range(number)))

    return make


def test_one_has_all(several: Callable[[int], None]) -> None:
    several(1)
    assert servers.number() == 1
    assert servers.by_user([7, 5, 6]) == {0: [7, 5, 6]}
    assert servers.of_topic("group:7") == 0


def test_users_go_by_their_number(several: Callable[[int], None]) -> None:
    several(3)
    assert servers.by_user([9, 4, 6, 7]) == {0: [9, 6], 1: [4, 7]}
    assert servers.by_user([]) == {}


def test_topics_are_spread_and_stay_where_they_are(several: Callable[[int], None]) -> None:
    several(3)
    found = [servers.of_topic(f"group:{gid}") for gid in range(300)]
    assert found == [servers.of_topic(f"group:{gid}") for gid in range(300)]
    assert min(Counter(found).values()) > 60
