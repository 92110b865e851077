"""Alerts of a running service, whose slow worker prints them."""

import pytest

from tests.e2e.waiting import until
from tests.fixtures.service import NewService, Person, Service

pytestmark = pytest.mark.e2e

TOKEN = "0a1b2c3d" * 8


async def register(service: Service, person: Person, token: str = TOKEN) -> None:
    async with service.enter(person) as phone:
        await phone.ok("ios.reg", device_token=token, is_debug=0)


async def send(service: Service, sender: Person, receiver: Person, text: str) -> None:
    async with service.enter(sender) as phone:
        await phone.ok("message.send", uid=receiver.uid, content=text)


def printed(service: Service, text: str) -> int:
    log = service["worker-slow"].log.read_text()
    return log.count(f"alert to {TOKEN[:8]}...: 小明:{text}")


async def test_offline(new_service: NewService) -> None:
    """At once for who is offline; after its lease for who was on a gateway that had died."""
    service = new_service()
    ming, hong = service.make_user(nick="小明"), service.make_user()
    await register(service, hong)
    await send(service, ming, hong, "你好")
    await until(lambda: printed(service, "你好 (1)"))

    service.add("beat")
    async with service.enter(hong) as phone:
        await send(service, ming, hong, "你在吗")
        await phone.push("newmsg")
        service["web"].kill()
        service.start("web", "beat")
        await send(service, ming, hong, "再见")
        await until(lambda: printed(service, "再见 (3)"), 60)
    assert printed(service, "再见 (3)") == 1
    assert printed(service, "你好 (1)") == 1
    service.stop()
