"""Addresses of RabbitMQ, and what becomes of certificates that are not its own."""

import socket
import ssl
from pathlib import Path
from threading import Thread

import pytest
from amqp import AMQPError  # type: ignore[import-untyped]
from kombu.connection import Connection

from configuration import rabbitmq
from settings import Settings, SettingsError
from tests.fixtures.certificates import self_signed


def test_without_tls():
    url = "amqp://guest:guest@one:5672//?heartbeat=5"
    assert rabbitmq.broker(url) == (url, {}, None)


def test_all_that_an_address_says():
    url = "amqps://us%40er:p%2Fw@one:5671//?ssl_ca_certs=/a%20b&ssl_keyfile=/k&ssl_certfile=/c&heartbeat=5"
    found = rabbitmq.broker(url)
    assert found.url == "amqps://us%40er:p%2Fw@one:5671//?heartbeat=5"
    assert found.tls == {
        "ca_certs": "/a b",
        "certfile": "/c",
        "keyfile": "/k",
        "cert_reqs": ssl.CERT_REQUIRED,
        "server_hostname": None,
    }


def test_nothing_is_checked_where_the_address_says_so():
    found = rabbitmq.broker("amqps://one//?ssl_cert_reqs=none")
    assert found.tls == {"cert_reqs": ssl.CERT_NONE}


@pytest.mark.parametrize(
    "url",
    [
        "amqps://one//?ssl_cert_reqs=optional",
        "amqps://one//?ssl_ca_cert=/misspelt",
        "amqp://one//?ssl_ca_certs=/in/the/clear",
    ],
)
def test_what_is_refused(url: str):
    values = {"REDIS_URL": "redis://one", "CELERY_BROKER_URL": url}
    with pytest.raises(SettingsError, match="CELERY_BROKER_URL"):
        _ = Settings(values).redis


@pytest.fixture
def shaken(tmp_path: Path):
    """Connect to a server of this machine as workers do; returns what the server received."""

    def shake(host: str) -> str:
        pem = self_signed(tmp_path)  # of localhost and 127.0.0.1
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        told: list[str] = []
        with socket.create_server((host, 0)) as server:

            def serve() -> None:
                plain, _ = server.accept()
                try:
                    with context.wrap_socket(plain, server_side=True) as secure:
                        told.append(secure.recv(8).decode("latin-1"))
                except OSError as error:
                    told.append(str(error))

            thread = Thread(target=serve)
            thread.start()
            url = f"amqps://{host}:{server.getsockname()[1]}//?ssl_ca_certs={pem}"
            found = rabbitmq.broker(url)
            with Connection(found.url, ssl=found.tls) as connection:
                with pytest.raises((OSError, AMQPError)):  # this server speaks no AMQP
                    connection.transport.establish_connection()
            thread.join()
        return told[0]

    return shake


def test_speaks_to_the_server_that_it_names(shaken):
    assert shaken("127.0.0.1").startswith("AMQP")


def test_leaves_one_with_a_good_certificate_of_another_name(shaken):
    assert "certificate" in shaken("127.0.0.2")
