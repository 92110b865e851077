"""Framing without a network."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import frames


def server_frame(payload: bytes, opcode: int = frames.TEXT) -> bytes:
    """The same frame as the client's, without mask bit and key."""
    masked = bytearray(frames.encode(payload, opcode))
    head = len(masked) - len(payload)
    masked[1] &= 0x7F
    return bytes(masked[: head - 4]) + payload


@given(
    payloads=st.lists(st.binary(max_size=300), max_size=6),
    cuts=st.lists(st.integers(0, 2000), max_size=8),
)
def test_frames_survive_any_cut_of_the_stream(payloads: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(server_frame, payloads))
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    found: list[bytes] = []
    rest = b""
    for begin, end in pairwise(places):
        rest = frames.split(rest + stream[begin:end], lambda _, payload: found.append(payload))
    assert found == payloads
    assert rest == b""


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_every_form_of_length(size: int) -> None:
    found: list[tuple[int, int]] = []
    data = server_frame(b"x" * size, frames.BINARY) + b"\x81"
    rest = frames.split(data, lambda opcode, payload: found.append((opcode, len(payload))))
    assert found == [(frames.BINARY, size)]
    assert rest == b"\x81"


def test_client_frames_carry_the_mask() -> None:
    frame = frames.encode(b"hello")
    assert frame == b"\x81\x85\0\0\0\0hello"


def test_a_fragment_is_refused() -> None:
    with pytest.raises(frames.BadFrame, match="fragment"):
        frames.split(b"\x01\x02ab", lambda _, __: None)


def test_the_upgrade_is_checked() -> None:
    assert frames.after_upgrade(b"HTTP/1.1 101 Switch") is None
    with pytest.raises(frames.BadFrame, match="503"):
        frames.after_upgrade(b"HTTP/1.1 503 Busy\r\n\r\n")
    with pytest.raises(frames.BadFrame):
        frames.after_upgrade(b"HTTP/1.1 101 X\r\nSec-WebSocket-Accept: wrong\r\n\r\n")
