"""Alerts of a running service, whose slow worker prints them."""

from functools import partial

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


def told(service: Service, line: str) -> int:
    workers = (service["worker-slow"], service["worker-crowd"])
    return sum(worker.log.read_text().count(line) for worker in workers)


def printed(service: Service, text: str) -> int:
    return told(service, f"alert to {TOKEN[:8]}...: 小明:{text}")


async def test_offline(new_service: NewService) -> None:
    """At once to who is offline; after the lease to who was on a gateway that died."""
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


async def test_three_platforms(service: Service) -> None:
    """One alert for each device of a user, whoever alerts it."""
    ming, hong = service.make_user(nick="小明"), service.make_user()
    tokens = {"ios": TOKEN, "fcm": "cX-1:APA91b" + "_x" * 70, "jpush": "1104a89792a1d8d2a3f"}
    for platform, token in tokens.items():
        # Each phone has a session of its own, and a session one device.
        phone = Person(hong.uid, hong.phone, *service.make_session(hong.uid))
        async with service.enter(phone) as client:
            await client.ok("device.reg", platform=platform, token=token)
    await send(service, ming, hong, "你好")
    for platform, token in tokens.items():
        by = "" if platform == "ios" else f" by {platform}"
        line = f"alert to {token[:8]}...{by}: 小明:你好 (1)"
        await until(partial(told, service, line))
        assert told(service, line) == 1
