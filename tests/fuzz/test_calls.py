"""Calls and frames over real sockets, through queue and worker."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tasks.rpc import load
from tests.e2e.world import World
from tests.fixtures.service import Person, Service
from tests.fuzz import values
from tests.fuzz.budget import attempt

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(0)]

PATIENCE = 30
GOOD_ENDS = (1007, 1008, 1009, 4002, 4004)
FUNCTIONS = [
    one
    for name, one in sorted(load().items())
    if not (one.internal or one.debug or one.starts or name == "session.stop")
]
"""All that clients may call but the ends and starts of sessions."""


class Reply(msgspec.Struct):
    """A reply, or the head of a push. The cdata may be JSON that is no value here: 1e999."""

    push: bool
    errno: int = 0
    error: str = ""
    result: dict[str, Any] = {}


class Phone:
    """Sends frames and waits until each was answered."""

    def __init__(self, service: Service, uid: int) -> None:
        self._service, self._uid = service, uid

    def tell(self, frames: list[str | bytes]) -> list[Reply]:
        """Send frames; the replies in their order, fewer when the service closed the socket."""
        person = Person(self._uid, "", *self._service.make_session(self._uid))
        with connect(self._service.ws, compression=None, proxy=None, max_size=None) as socket:
            start = {"func": "session.start2", "parm": {"sessionid": person.sessionid}}
            socket.send(msgspec.json.encode(start).decode())
            self._replies(socket, 1)
            for frame in frames:
                socket.send(frame)
            return self._replies(socket, len(frames))

    @staticmethod
    def _replies(socket: ClientConnection, count: int) -> list[Reply]:
        found: list[Reply] = []
        try:
            while len(found) < count:
                frame = msgspec.json.decode(socket.recv(timeout=PATIENCE), type=Reply)
                found += [] if frame.push else [frame]
        except ConnectionClosed as closed:
            # Its own calls may end a session; a broken frame may end a socket. Nothing else may.
            if closed.rcvd is None or closed.rcvd.code not in GOOD_ENDS:
                raise
        return found


def require_good(replies: list[Reply]) -> None:
    for reply in replies:
        assert reply.errno != 7, reply
        assert len(reply.error) < 400


def test_calls(fuzzed: Service, world: World, ids: st.SearchStrategy[int]) -> None:
    """Every function with valid and nearly valid parameters, by a user with much data."""
    phone = Phone(fuzzed, world.ming.uid)
    asked = attempt(
        st.lists(values.calls(FUNCTIONS, ids), min_size=1, max_size=8),
        lambda frames: require_good(phone.tell(frames)),
    )
    assert asked


def test_frames(fuzzed: Service, world: World, ids: st.SearchStrategy[int]) -> None:
    """Frames that are damaged or deflated, and bytes that are no frames."""
    phone = Phone(fuzzed, world.hong.uid)
    broken = values.damaged(values.calls(FUNCTIONS, ids))
    frames = broken | broken.map(zlib.compress) | st.binary(max_size=200)
    attempt(st.lists(frames, min_size=1, max_size=8), lambda data: require_good(phone.tell(data)))
