"""Channels and messages between workers and gateways."""

import pytest

from wire import bus


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("redis://127.0.0.1:6379", "gateways:0"),
        ("redis://127.0.0.1:6379/0", "gateways:0"),
        ("rediss://:secret@redis.example:6380/3", "gateways:3"),
        ("redis://127.0.0.1:6379?db=4", "gateways:4"),
    ],
)
def test_deployments_in_one_redis_hear_only_themselves(url: str, channel: str) -> None:
    assert bus.to_all(url) == channel


@pytest.mark.parametrize("count", [0, 1, 15, 16, 300])
def test_items_are_joined_as_they_are(count: int) -> None:
    items: list[bus.Message] = [bus.CloseSessions([number], 4004) for number in range(count)]
    assert bus.decode(bus.join([bus.encode(item) for item in items])) == items
