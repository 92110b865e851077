"""Redis behind TLS, as most platforms offer it: `rediss://`."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.e2e.talk import talk
from tests.fixtures import servers
from tests.fixtures.background import Background
from tests.fixtures.certificates import self_signed
from tests.fixtures.service import NewService

pytestmark = pytest.mark.e2e


class TlsFront(Background):
    """Takes TLS on a port of its own and passes everything to another one without TLS."""

    def __init__(self, certificate: Path, port: int) -> None:
        super().__init__()
        self._behind = port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self.port = 0

    async def listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
    await talk(service)
    assert service.healthy()
    service.stop()
