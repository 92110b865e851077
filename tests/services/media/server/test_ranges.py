"""Ranges by RFC 9110."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.media.server import ranges
from services.media.server.ranges import NotSatisfiable, Part

WHOLE: list[Part] = []
TAG = '"FkQ2"'
TIME = 784_111_777.5  # Sun, 06 Nov 1994 08:49:37 GMT, and a half


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        # section 14.1.2, of a file of 10,000 bytes
        ("bytes=0-499", [(0, 499)]),
        ("bytes=500-999", [(500, 999)]),
        ("bytes=-500", [(9500, 9999)]),
        ("bytes=9500-", [(9500, 9999)]),
        ("bytes=0-0,-1", [(0, 0), (9999, 9999)]),
        ("bytes= 0-0, -1", [(0, 0), (9999, 9999)]),
        ("bytes=500-600,601-999", [(500, 600), (601, 999)]),
        ("bytes=500-700,601-999", [(500, 700), (601, 999)]),
        ("bytes=0-9999", [(0, 9999)]),
        # past the end
        ("bytes=0-65535", [(0, 9999)]),
        ("bytes=9999-9999999999999999999", [(9999, 9999)]),
        ("bytes=-20000", [(0, 9999)]),
        ("bytes=0-0,20000-", [(0, 0)]),
        ("BYTES=1-2", [(1, 2)]),
        ("bytes=,1-2,", [(1, 2)]),
        # invalid, and therefore ignored
        ("", WHOLE),
        ("bytes", WHOLE),
        ("bytes=", WHOLE),
        ("bytes=-", WHOLE),
        ("bytes=5-4", WHOLE),
        ("bytes=a-b", WHOLE),
        ("bytes=1-2x", WHOLE),
        ("bytes=1", WHOLE),
        ("bytes=--1", WHOLE),
        ("bytes=1-2,x", WHOLE),
        ("bytes=٣-٤", WHOLE),
        ("lines=1-2", WHOLE),
        # more than the file
        ("bytes=0-,0-", WHOLE),
        ("bytes=" + ",".join(["0-0"] * 17), WHOLE),
    ],
)
def test_which_parts(header, expected):
    assert ranges.parts(header, 10_000) == [Part(*one) for one in expected]


@pytest.mark.parametrize(
    "header", ["bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=-0,10000-"]
)
def test_nothing_of_it_is_there(header):
    with pytest.raises(NotSatisfiable):
        ranges.parts(header, 10_000)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=0-0"])
def test_of_an_empty_file(header):
    with pytest.raises(NotSatisfiable):
        ranges.parts(header, 0)


def test_header():
    assert Part(0, 499).header(1234) == "bytes 0-499/1234"
    assert Part(0, 499).size == 500


@given(st.text("bytes=-, 0123456789", max_size=40), st.integers(0, 300))
def test_parts_are_in_the_file_and_not_more_than_it(header, size):
    try:
        found = ranges.parts(header, size)
    except NotSatisfiable:
        return
    assert all(0 <= part.first <= part.last < size for part in found)
    assert sum(part.size for part in found) <= size


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", True),
        (TAG, True),
        ('"other"', False),
        (f"W/{TAG}", False),
        ("Sun, 06 Nov 1994 08:49:37 GMT", True),
        ("Sun, 06 Nov 1994 08:49:38 GMT", False),
        ("yesterday", False),
    ],
)
def test_if_range(condition, holds):
    assert ranges.is_current(condition, TAG, TIME) is holds


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (TAG, True),
        (f'"x", W/{TAG}', True),
        ("*", True),
        ('"x"', False),
        ("", False),
        ("FkQ2", False),
    ],
)
def test_if_none_match(header, found):
    assert ranges.matches(header, TAG) is found
