"""A worker works again soon after its broker was away for long."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from kombu.connection import Connection
from kombu.utils import functional

from broker.consumer import RETRY_SECONDS, Consumer
from devtools.ports import free_ports


class Enough(Exception):
    pass


def test_waits_no_longer_after_many_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 80:
            raise Enough

    monkeypatch.setattr(functional, "sleep", sleep)
    tries: list[float] = []
    consumer = Consumer.__new__(Consumer)
    consumer.app = SimpleNamespace(
        conf=SimpleNamespace(
            broker_connection_retry_on_startup=True, broker_connection_max_retries=None
        )
    )
    consumer.first_connection_attempt, consumer.broker_connection_retry_attempt = True, 0
    connection = Connection(f"redis://127.0.0.1:{free_ports(1)[0]}")
    establish = connection.transport.establish_connection

    def counted() -> object:
        tries.append(sum(slept))
        return establish()

    monkeypatch.setattr(connection.transport, "establish_connection", counted)
    with pytest.raises(Enough):
        consumer.ensure_connected(connection)
    waits = [after - before for before, after in pairwise(tries)]
    assert len(waits) > 30
    assert max(waits) <= RETRY_SECONDS
