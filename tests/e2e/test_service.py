"""What all end-to-end tests rely on: a service that answers."""

import pytest

from tests.e2e.talk import talk
from tests.fixtures.service import NewService, Service

pytestmark = pytest.mark.e2e


def test_all_parts_are_well(service: Service) -> None:
    reply = service.http.get("/health")
    assert reply.status_code == 200
    checks = {"database": "ok", "queue": "ok", "cache": "ok"}
    assert reply.json() == {"status": "ok", "checks": checks}


@pytest.mark.parametrize("usezlib", [0, 1])
async def test_a_call_goes_the_whole_way(service: Service, usezlib: int) -> None:
    async with service.open(usezlib=usezlib) as client:
        assert await client.ok("debug.echo", word="你好") == {"word": "你好"}


async def test_two_services_share_nothing(service: Service, pair: Service) -> None:
    assert {service.database_url, service.redis_url}.isdisjoint({pair.database_url, pair.redis_url})
    user = service.make_user()
    async with pair.open() as client:
        assert (await client.call("debug.user", id=user.uid))["errno"] == 3
    async with service.open() as client:
        assert (await client.ok("debug.user", id=user.uid))["user"]["uid"] == user.uid


async def test_celery_with_its_own_transport_does_the_same(new_service: NewService) -> None:
    """BATCHING_BROKER off: one message at a time, and the same replies and pushes.

    Some platforms set BROKER_URL, and Celery's command line would prefer it to every setting.
    """
    stock = new_service(slow=False, BATCHING_BROKER="0", BROKER_URL="redis://127.0.0.1:1/0")
    await talk(stock)
    stock.stop()
