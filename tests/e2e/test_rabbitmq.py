"""RabbitMQ as broker, by TLS: calls, pushes, workers for jobs, an outage, and a warm shutdown."""

from pathlib import Path

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
    finally:
        service.stop()
        rabbit.stop()
