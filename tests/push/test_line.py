"""A connection to a carrier, against a server that writes HTTP/2 frame by frame."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter

import h2.config
import h2.connection
import h2.events
import pytest

from push.alerts import line as lines
from push.alerts.line import Line, Request
from tests.fixtures.background import Background
from tests.fixtures.certificates import self_signed


class FrameServer(Background):
    """Answers 200, except to paths that begin with /reset and, once, with /away."""

    def __init__(self, certificate) -> None:
        super().__init__()
        self.certificate = certificate
        self.asked: Counter[str] = Counter()
        self.connections = 0

    async def listen(self) -> asyncio.Server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        context.set_alpn_protocols(["h2"])
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=context)
        self.url = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        return server

    async def _connected(self, reader, writer) -> None:
        self.connections += 1
        link = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        link.initiate_connection()
        while not writer.is_closing():
            writer.write(link.data_to_send())
            data = await reader.read(65_536)
            if not data:
                break
            for event in link.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    path = dict(event.headers)[b":path"].decode()
                    if not self._answer(link, event.stream_id, path):
                        break
            writer.write(link.data_to_send())
            if link.state_machine.state is h2.connection.ConnectionState.CLOSED:
                break
        writer.close()

    def _answer(self, link, stream: int, path: str) -> bool:
        self.asked[path] += 1
        if path.startswith("/reset"):
            link.reset_stream(stream)
        elif path.startswith("/away") and self.asked[path] == 1:
            link.close_connection(last_stream_id=stream - 2)
            return False
        else:
            link.send_headers(stream, [(":status", "200")], end_stream=True)
        return True


@pytest.fixture
def carrier(tmp_path):
    server = FrameServer(self_signed(tmp_path))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def line(carrier):
    made = Line(carrier.url, ssl.create_default_context(cafile=carrier.certificate))
    yield made
    made.close()


def ask(line, *paths):
    answers = line.post([Request(path, {}, b"") for path in paths])
    return [answer and answer.status_code for answer in answers]


def test_a_reset_ends_one_request(line, carrier):
    assert ask(line, "/a", "/reset", "/b") == [200, None, 200]
    assert ask(line, "/c") == [200]
    assert carrier.asked == {"/a": 1, "/reset": 1, "/b": 1, "/c": 1}
    assert carrier.connections == 1


def test_what_the_server_will_not_do_goes_to_a_new_connection(line, carrier):
    assert ask(line, "/a") == [200]
    assert ask(line, "/away") == [200]
    assert carrier.asked == {"/a": 1, "/away": 2}
    assert carrier.connections == 2


def test_many_requests_end_in_time(monkeypatch):
    nobody = Line("https://localhost:1", ssl.create_default_context())
    tried = []
    monkeypatch.setattr(Line, "_send", lambda *_: tried.append(1) or asyncio.sleep(3600))
    monkeypatch.setattr(lines, "ANSWERS_SECONDS", 0.01)
    assert ask(nobody, "/late") == [None]
    assert tried == [1]
    nobody.close()
