"""RabbitMQ as broker: calls, pushes, jobs' workers, an outage, and the warm end."""

from functools import partial
from pathlib import Path

import amqp  # type: ignore[import-untyped]
import pytest

from devtools.processes import wait_until
from tests.e2e.talk import talk
from tests.fixtures.rabbitmq import RabbitMQ, program
from tests.fixtures.service import NewService

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(180),
    pytest.mark.skipif(program() is None, reason="rabbitmq-server is not installed"),
]


def die_over_a_message(rabbit: RabbitMQ) -> None:
    """As workers whose connection ends before they have acknowledged it; then it is set aside."""
    host = f"127.0.0.1:{rabbit.port}"
    with amqp.Connection(host) as connection, connection.channel() as channel:
        channel.basic_publish(amqp.Message("kills"), routing_key="rpc")
    for _ in range(6):
        with amqp.Connection(host) as connection:
            assert wait_until(partial(connection.channel().basic_get, "rpc"), 10)
    assert wait_until(partial(is_dead, host, "kills"), 60)


def is_dead(host: str, body: str) -> bool:
    """Whether the message is among those set aside, which stay there; a busy node may time out."""
    try:
        with amqp.Connection(host) as connection:
            channel = connection.channel()
            return body in [one.body for one in iter(partial(channel.basic_get, "dead"), None)]
    except amqp.AMQPError:
        return False


async def test_a_service_outlives_its_rabbitmq(new_service: NewService, tmp_path: Path) -> None:
    """While it is away calls are answered errno 5; when it is back the service goes on."""
    rabbit = RabbitMQ(tmp_path / "rabbitmq")
    rabbit.start()
    service = new_service(CELERY_BROKER_URL=rabbit.url)
    try:
        await talk(service)
        async with service.enter(service.make_user()) as client:
            rabbit.kill()
            while (reply := await client.call("debug.echo"))["errno"] == 0:
                pass
            assert reply["errno"] == 5
            rabbit.start()
            assert wait_until(service.healthy, 60)
        await talk(service)
        for name in ("worker.1", "worker-slow", "web"):
            service[name].ask_to_stop()
            assert service[name].wait() == 0
        die_over_a_message(rabbit)
    finally:
        service.stop()
        rabbit.stop()
