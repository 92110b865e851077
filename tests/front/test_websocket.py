"""The websocket parser: any split of the byte stream gives the same messages."""

import itertools
import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from front import close_codes, websocket
from front.close_codes import REASONS
from front.websocket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, WebSocket
from tests.front.transport import Transport
from tests.wire.test_linear import require_linear
from wire.frames import WIRE_LIMIT


def close_frame(code: int) -> bytes:
    """Our close frame: the code, and its reason."""
    return websocket.encode(CLOSE, code.to_bytes(2, "big") + REASONS[code].encode())


class Socket(WebSocket):
    """Remembers its messages; `room` is how many more it takes at once."""

    transport: Any

    def __init__(self, room: float = float("inf")) -> None:
        super().__init__(Transport())  # type: ignore[arg-type]
        self.room = room
        self.messages: list[bytes] = []
        self.ending = 0

    def full(self) -> bool:
        return len(self.messages) >= self.room and not self.close_code

    def on_message(self, data: bytes) -> None:
        self.messages.append(data)

    def on_closing(self) -> None:
        self.ending += 1

    def on_closed(self) -> None:
        pass


def frame(opcode: int, payload: bytes = b"", *, final: bool = True) -> bytes:
    """A client's frame, masked."""
    head = bytes([opcode | (0x80 if final else 0)])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    elif len(payload) < 65536:
        head += bytes([0x80 | 126]) + len(payload).to_bytes(2, "big")
    else:
        head += bytes([0x80 | 127]) + len(payload).to_bytes(8, "big")
    mask = secrets.token_bytes(4)
    return head + mask + bytes(a ^ b for a, b in zip(payload, itertools.cycle(mask), strict=False))


def fragments(payloads: list[bytes]) -> bytes:
    """One message in several frames, a ping between each two."""
    last = len(payloads) - 1
    return frame(PING, b"between").join(
        frame(BINARY if number == 0 else CONTINUATION, payload, final=number == last)
        for number, payload in enumerate(payloads)
    )


payloads = st.binary(max_size=60) | st.binary(min_size=120, max_size=130)
words = st.text(max_size=40).map(str.encode)
single = st.tuples(st.just(TEXT), words) | st.tuples(st.just(BINARY), payloads)
whole = single.map(lambda one: (frame(one[0], one[1]), [one[1]]))
split = st.lists(payloads, min_size=2, max_size=4).map(
    lambda parts: (fragments(parts), [b"".join(parts)])
)
control: st.SearchStrategy = st.tuples(st.sampled_from([PING, PONG]), st.binary(max_size=125)).map(
    lambda one: (frame(one[0], one[1]), [])
)
streams = st.lists(whole | split | control, max_size=8)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in itertools.pairwise(edges)]


def test_every_code_says_why():
    own = {name: code for name, code in vars(close_codes).items() if isinstance(code, int)}
    unsent = {own.pop("NO_STATUS"), own.pop("NO_CLOSE_FRAME")}
    assert set(own.values()) == set(REASONS)
    assert not unsent & set(REASONS)
    for code, reason in REASONS.items():
        socket = Socket()
        socket.close(code)
        head = bytes([0x88, 2 + len(reason)])
        assert socket.transport.written == head + code.to_bytes(2, "big") + reason.encode()
        assert 0 < len(reason.encode()) <= 123


class TestParsing:
    @given(streams, st.lists(st.integers(0, 10_000), max_size=20))
    def test_any_split_gives_the_same_messages(self, parts, cuts):
        data = b"".join(part for part, _ in parts)
        expected = [message for _, messages in parts for message in messages]
        socket = Socket()
        for piece in pieces(data, cuts):
            socket.data_received(piece)
        assert socket.messages == expected
        assert socket.close_code == 0

    @given(streams, st.integers(1, 3))
    def test_a_full_socket_loses_nothing(self, parts, room):
        data = b"".join(part for part, _ in parts)
        expected = [message for _, messages in parts for message in messages]
        socket, seen = Socket(room), []
        socket.data_received(data)
        while socket.messages:
            assert len(socket.messages) <= room
            assert socket.transport.paused == (len(socket.messages) == room)
            seen += socket.messages
            socket.messages = []
            socket.resume()
        assert seen == expected
        assert not socket.transport.paused

    @given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
    def test_garbage_is_parsed_or_closes(self, data, cuts):
        socket = Socket()
        for piece in pieces(data, cuts):
            socket.data_received(piece)
        if data[1:2] and not data[1] & 0x80 and len(data) >= 6:
            assert socket.close_code == 1002

    @pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, WIRE_LIMIT])
    def test_every_way_to_spell_a_length(self, size):
        socket = Socket()
        socket.data_received(frame(BINARY, b"x" * size))
        assert socket.messages == [b"x" * size]


class Answering(Socket):
    """Answers each message where it is parsed, which makes room again."""

    def on_message(self, data: bytes) -> None:
        super().on_message(data)
        self.room += 1
        self.resume()


def test_an_answer_at_once_parses_nothing_twice():
    socket, sent = Answering(room=0), [b"%d" % number for number in range(200)]
    for payload in sent:
        socket.data_received(frame(TEXT, payload))
    assert socket.messages == []
    socket.room = 1
    socket.resume()
    assert socket.messages == sent
    assert not socket.transport.paused


class TestControl:
    def test_a_ping_is_answered_with_its_payload(self):
        socket = Socket()
        socket.data_received(frame(PING, b"are you there"))
        assert socket.transport.written == websocket.encode(PONG, b"are you there")

    @pytest.mark.parametrize(
        ("payload", "code"), [(b"", 1005), (b"\x03\xe8", 1000), (b"\x03\xe9going", 1001)]
    )
    def test_a_close_is_answered_with_its_code(self, payload, code):
        socket = Socket()
        socket.data_received(frame(CLOSE, payload) + frame(TEXT, b"late"))
        assert socket.transport.written == websocket.encode(CLOSE, payload[:2])
        assert socket.transport.closed
        assert socket.close_code == code
        assert socket.messages == []

    def test_we_close_and_wait_for_the_answer(self):
        socket = Socket()
        socket.close(4003)
        socket.close(4008)
        assert socket.transport.written == close_frame(4003)
        assert (socket.close_code, socket.ending, socket.transport.closed) == (4003, 1, False)
        socket.data_received(frame(TEXT, b"late") + frame(CLOSE, b"\x0f\xa3"))
        assert socket.messages == []
        assert socket.transport.closed

    def test_a_full_socket_hears_the_answer_to_its_close(self):
        socket = Socket(room=1)
        socket.data_received(frame(TEXT, b"one"))
        assert socket.transport.paused
        socket.close(1012)
        socket.data_received(frame(TEXT, b"two") + frame(CLOSE, b"\x03\xf4"))
        assert socket.transport.closed
        assert not socket.transport.paused


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"\x81\x05hello", 1002),  # not masked
            (b"\xc1" + frame(TEXT, b"x")[1:], 1002),  # a reserved bit
            (frame(3, b"x"), 1002),
            (frame(7, b""), 1002),
            (frame(11, b""), 1002),
            (frame(PING, b"x" * 126), 1002),
            (frame(PING, b"x", final=False), 1002),
            (frame(CONTINUATION, b"x"), 1002),
            (frame(TEXT, b"x", final=False) + frame(TEXT, b"y"), 1002),
            (frame(CLOSE, b"x"), 1002),
            (frame(TEXT, b"x" * (WIRE_LIMIT + 1)), 1009),
            (b"\x81\xff" + (2**63).to_bytes(8, "big") + b"mask", 1009),
        ],
        ids=range(12),
    )
    def test_closes_with(self, data, code):
        socket = Socket()
        socket.data_received(data)
        assert socket.close_code == code
        assert socket.transport.written == close_frame(code)
        assert socket.messages == []

    def test_a_message_too_big_in_fragments(self):
        socket = Socket()
        part = b"x" * (WIRE_LIMIT // 4)
        socket.data_received(frame(TEXT, part, final=False))
        for _ in range(3):
            socket.data_received(frame(CONTINUATION, part, final=False))
        assert socket.close_code == 0
        socket.data_received(frame(CONTINUATION, b"x"))
        assert socket.close_code == 1009

    def test_a_great_many_small_fragments_cost_little(self):
        socket = Socket()
        socket.data_received(frame(TEXT, b"", final=False))
        for _ in range(20):
            socket.data_received(frame(CONTINUATION, b"", final=False) * 5_000)
        socket.data_received(frame(CONTINUATION, b"end"))
        assert socket.messages == [b"end"]


def in_pieces(data: bytes) -> None:
    """A frame that comes 16 bytes at a time; the buffer grows where it is."""
    socket = Socket()
    for start in range(0, len(data), 16):
        socket.data_received(data[start : start + 16])
    assert len(socket.messages) == 1


def test_a_frame_in_thousands_of_pieces_costs_linear_time():
    require_linear(in_pieces, lambda size: frame(TEXT, b"x" * size))


def one_by_one(data: bytes) -> None:
    """Take one message at a time: the waiting bytes are not copied for each."""
    socket = Socket(room=1)
    socket.data_received(data)
    while socket.messages:
        socket.messages.clear()
        socket.resume()


def test_many_frames_of_one_read_taken_singly_cost_linear_time():
    require_linear(one_by_one, lambda size: frame(TEXT, b"hello") * (size // 11))


@pytest.mark.parametrize("start", [b"\x81\x05", b"\x81\x7f", b"\x8b\x80", b"\x89\xfe", b"\x09\x80"])
def test_what_no_client_may_send_is_refused_at_its_second_byte(start):
    socket = Socket()
    socket.data_received(start)
    assert socket.close_code == 1002


def test_the_handshake_of_the_rfc():
    assert websocket.accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
