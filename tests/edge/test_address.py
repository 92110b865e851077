"""The address that a request counts for."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from edge import address

PEER = "192.0.2.1"


@pytest.mark.parametrize(
    ("trusted", "lines", "found"),
    [
        (0, ["198.51.100.7"], "192.0.2.1"),
        (1, [], "192.0.2.1"),
        (1, ["198.51.100.7"], "198.51.100.7"),
        (1, ["10.0.0.1, 198.51.100.7"], "198.51.100.7"),
        (1, ["10.0.0.1", "198.51.100.7"], "198.51.100.7"),
        (1, ["198.51.100.7", "junk"], "192.0.2.1"),
        (1, [""], "192.0.2.1"),
        (2, ["10.0.0.1", "198.51.100.7, 203.0.113.5"], "198.51.100.7"),
        (2, ["198.51.100.7"], "192.0.2.1"),
        (1, ["198.51.100.7:51234"], "198.51.100.7"),
        (1, ["[2001:db8:1:2:3:4:5:6]:443"], "2001:db8:1:2::/64"),
        (1, ["2001:db8:1:2::9"], "2001:db8:1:2::/64"),
        (1, ["::ffff:198.51.100.7"], "198.51.100.7"),
        (1, ["198.51.100.007"], "192.0.2.1"),
        (1, ["1" * 5000], "192.0.2.1"),
    ],
)
def test_the_proxy_next_to_those_trusted_says_it(configure, trusted, lines, found):
    configure("gateway", trusted_proxies=trusted)
    assert address.of(lines, PEER) == found


def test_a_forgotten_setting_is_told_once(configure):
    configure("gateway", trusted_proxies=0)
    address._warn_once.cache_clear()
    with capture_logs() as logs:
        for _ in range(3):
            address.of(["198.51.100.7"], PEER)
    assert [one["log_level"] for one in logs] == ["warning"]


def test_a_whole_network_is_one_client():
    assert address.limited_by("2001:db8::1") == address.limited_by("2001:db8::ffff:1")
    assert address.limited_by("2001:db8:0:1::1") != address.limited_by("2001:db8::1")
    assert address.limited_by("unix") == "unix"
