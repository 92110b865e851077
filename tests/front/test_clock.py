"""What a gateway does every second (tests set the time), and what it pushes then."""

import zlib

import pytest

from front import websocket
from front.connection import Connection
from front.connections import PING_SECONDS, SILENT_SECONDS, START_SECONDS
from front.hub import Hub
from tests.front.transport import Transport
from wire import bus
from wire.calls import CALL_SECONDS

PING = websocket.encode(websocket.PING, b"")


@pytest.fixture
async def hub(tmp_path):
    made = Hub(tmp_path)
    yield made
    await made.stop()


def connect(hub: Hub) -> Connection:
    return hub.open(Transport(), zlib=False, address="192.0.2.1")  # type: ignore[arg-type]


def pass_seconds(hub: Hub, seconds: int) -> None:
    for _ in range(seconds):
        hub.clock.tick(whole_second=True)


async def test_everybody_is_pinged_once_in_25_seconds(hub):
    connections = [connect(hub) for _ in range(60)]
    pass_seconds(hub, PING_SECONDS)
    assert {connection.transport.written for connection in connections} == {PING}
    pass_seconds(hub, PING_SECONDS)
    assert {connection.transport.written for connection in connections} == {2 * PING}


async def test_silent_for_60_seconds_it_is_closed_with_1001(hub):
    silent, alive = connect(hub), connect(hub)
    for _ in range(SILENT_SECONDS + PING_SECONDS + 1):
        pass_seconds(hub, 1)
        alive.data_received(b"\x8a\x80mask")  # a pong
    assert silent.close_code == 1001
    assert alive.close_code == 0


async def test_whoever_answers_in_time_stays(hub):
    connection = connect(hub)
    for _ in range(10):
        pass_seconds(hub, SILENT_SECONDS - 1)
        connection.data_received(b"\x8a\x80mask")
    assert connection.close_code == 0


async def test_without_a_start_it_is_closed_with_4003(hub):
    connection = connect(hub)
    hub.clock.now += START_SECONDS - 0.1
    hub.connections.turn()
    assert connection.close_code == 0
    hub.clock.now += 0.2
    hub.connections.turn()
    assert connection.close_code == 4003


async def test_a_peer_that_does_not_answer_the_close_is_cut(hub):
    connection = connect(hub)
    connection.close(4002)
    assert not connection.transport.aborted
    hub.clock.now += 6
    hub.connections.turn()
    assert connection.transport.aborted


async def test_an_error_does_not_stop_the_clock(hub, monkeypatch, caplog):
    def fails() -> None:
        raise RuntimeError("for once")

    monkeypatch.setattr(hub.connections, "second", fails)
    hub.clock.tick(whole_second=True)
    monkeypatch.undo()
    before = hub.clock.ticks
    hub.clock.tick(whole_second=True)
    assert hub.clock.ticks == before + 1


async def test_a_revocation_is_remembered_as_long_as_a_start_may_take(hub):
    hub.receive(bus.join([bus.encode(bus.CloseSessions([5, 6], 4004))]))
    hub.clock.now += CALL_SECONDS
    hub.sessions.expire()
    assert [one.code for one in hub.sessions._revoked.values()] == [4004, 4004]
    hub.clock.now += CALL_SECONDS + 1
    hub.sessions.expire()
    assert hub.sessions._revoked == {}


async def test_a_push_is_written_to_each_in_its_own_way(hub):
    plain, packed, early, leaving = connections = [
        hub.open(Transport(), zlib=number == 1, address="192.0.2.1") for number in range(4)
    ]
    for connection in connections:
        hub.sessions._watch("group:1", connection)
    early.early = []
    leaving.close(4002)
    close_frame, body = leaving.transport.written, b'{"push":true}'
    hub.receive(bus.join([bus.encode(bus.ToTopic("group:1", "newpost", body))]))
    text = websocket.encode(websocket.TEXT, body)
    assert plain.transport.written == text
    assert zlib.decompress(packed.transport.written[2:]) == body
    assert (early.transport.written, early.early) == (b"", [text])
    assert leaving.transport.written == close_frame
