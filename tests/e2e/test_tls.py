"""Redis behind TLS, as most platforms offer it: `rediss://`."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.fixtures import servers
from tests.fixtures.apple import self_signed
from tests.fixtures.service import NewService

pytestmark = pytest.mark.e2e


class TlsFront:
    """Speaks TLS on a port of its own and passes everything on to another one in the clear."""

    def __init__(self, certificate: Path, port: int) -> None:
        self._behind = port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stopped = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._serve()])
        self.port = self.connections = 0

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopped.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        behind, to_behind = await asyncio.open_connection("127.0.0.1", self._behind)
        try:
            await asyncio.gather(_pass_on(reader, to_behind), _pass_on(behind, writer))
        finally:
            to_behind.close()
            writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis that is reached by TLS only, its certificate to be checked."""
    certificate = self_signed(tmp_path)
    valkey = servers.make_valkey(tmp_path / "valkey", servers.current().register)
    valkey.start()
    plain = make_url(valkey.url)
    front = TlsFront(certificate, plain.port or 0)
    front.start()
    query = {"ssl_ca_certs": str(certificate), "ssl_cert_reqs": "required"}
    url = plain.set(drivername="rediss", port=front.port, query=query)
    yield url.render_as_string(hide_password=False)
    front.stop()
    valkey.stop()


async def test_everything_goes_through_tls(new_service: NewService, redis_url: str) -> None:
    service = new_service(slow=False, redis_url=redis_url)
    sender, receiver = service.make_user(), service.make_user()
    async with service.enter(sender) as a, service.enter(receiver) as b:
        sent = await a.ok("message.send", uid=receiver.uid, content="hello")
        assert (await b.push("newmsg"))["message"]["msgid"] == sent["msgid"]
        for number in range(100):
            await a.send("debug.echo", cdata=number)
        for number in range(100):
            assert (await a.reply(number))["errno"] == 0
    assert service.healthy()
    service.stop()
