"""The ground under the end-to-end tests: a service that answers."""

import pytest

from tests.fixtures.service import Service

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


async def test_two_services_share_nothing(service: Service, new_service) -> None:
    other = new_service(slow=False)
    assert {service.database_url, service.redis_url}.isdisjoint(
        {other.database_url, other.redis_url}
    )
    user = service.make_user()
    async with other.open() as client:
        assert (await client.call("debug.user", id=user.uid))["errno"] == 3
    async with service.open() as client:
        assert (await client.ok("debug.user", id=user.uid))["user"]["uid"] == user.uid
    other.stop()
