"""The story that every client has to pass, in any language."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.clients.driver import Device, Driver, Failed
from tests.e2e.waiting import until
from tests.fixtures.service import Person, Service

EACH = 40
"""Messages in each direction."""
AT_ONCE = 8


async def enter(service: Service, driver: Driver, name: str, person: Person) -> Device:
    session = {"sessionid": person.sessionid, "url": service.ws}
    device = await driver.open(name, session=session, seq=0)
    await until(lambda: device.online)
    return device


async def a_day(service: Service, driver: Driver) -> None:
    """Friends, a group and a conversation, while gateway and workers are killed."""
    people = service.make_user(), service.make_user()
    second = Person(people[0].uid, people[0].phone, *service.make_session(people[0].uid))
    ming = await enter(service, driver, "ming", people[0])
    hong = await enter(service, driver, "hong", people[1])
    tablet = await enter(service, driver, "tablet", second)
    gid = await meet(driver, ming, hong, people)
    msgids = await talk(service, driver, (ming, hong), people)
    await watches_again(driver, ming, hong, gid)
    for device, person in ((ming, people[0]), (hong, people[1]), (tablet, people[0])):
        last = newest(service, person)
        await until(lambda: numbers(device)[-1:] == [last])  # noqa: B023 - awaited here
        assert numbers(device) == list(range(1, last + 1))
        assert sorted(one["message"]["msgid"] for one in device.of("newmsg")) == msgids
        assert await driver.seq(device) == last
    assert numbered(ming) == numbered(tablet)


def newest(service: Service, person: Person) -> int:
    """The number of the last item addressed to them."""
    query = "SELECT seq FROM delivery_counters WHERE uid = :uid"
    return int(service.sql(query, uid=person.uid)[0].seq)


def numbered(device: Device) -> list[dict[str, Any]]:
    return [one for one in device.pushes if one.get("seq") and one["type"] != "resync"]


def numbers(device: Device) -> list[int]:
    return [one["seq"] for one in numbered(device)]


async def meet(driver: Driver, ming: Device, hong: Device, people: tuple[Person, ...]) -> int:
    """Make them friends, with a group in which 小红 reads and answers; returns the gid."""
    await driver.call(hong, "user.add_friend", uid=people[0].uid)
    await until(lambda: ming.of("event"))
    assert ming.of("event")[0]["event"]["uid"] == people[1].uid
    gid = (await driver.call(ming, "group.create", name="读书会", board="欢迎"))["gid"]
    await driver.call(ming, "group.invite", gid=gid, uid=[people[1].uid])
    await driver.call(hong, "group.join", gid=gid)
    await driver.call(hong, "group.regupdate", gid=gid)
    post = await driver.call(ming, "group.addpost", gid=gid, content="第一章")
    await until(lambda: hong.of("newpost"))
    assert hong.of("newpost")[0]["post"]["postid"] == post["postid"]
    await driver.call(hong, "post.like", postid=post["postid"])
    await driver.call(hong, "post.reply", postid=post["postid"], content="好")
    await until(lambda: ming.of("newlike") and ming.of("newreply"))
    assert ming.of("newreply")[0]["reply"]["content"] == "好"
    return int(gid)


async def talk(
    service: Service,
    driver: Driver,
    devices: tuple[Device, Device],
    people: tuple[Person, Person],
) -> list[int]:
    """Both write at the same time; returns the ids of all messages, each stored once."""
    answered: dict[str, int] = {}
    turns = asyncio.Semaphore(AT_ONCE)

    async def send(sender: Device, receiver: Person, content: str) -> None:
        async with turns:
            sent = await driver.call(sender, "message.send", uid=receiver.uid, content=content)
        answered[content] = sent["msgid"]

    async with asyncio.TaskGroup() as tasks:
        for number in range(EACH):
            tasks.create_task(send(devices[0], people[1], f"a{number}"))
            tasks.create_task(send(devices[1], people[0], f"b{number}"))
        tasks.create_task(break_parts(service, lambda: len(answered)))
    rows = service.sql(
        "SELECT msgid, content FROM messages WHERE fromid IN (:a, :b) ORDER BY msgid",
        a=people[0].uid,
        b=people[1].uid,
    )
    assert {row.content: row.msgid for row in rows} == answered
    assert len(rows) == 2 * EACH
    return [row.msgid for row in rows]


async def break_parts(service: Service, done: Callable[[], int]) -> None:
    """Kill a worker, and then the gateway, each in the middle of the talk; start both again."""
    for share, name in ((0.2, "worker.1"), (0.5, "web")):
        await until(lambda: done() >= share * 2 * EACH)  # noqa: B023 - awaited here
        await asyncio.to_thread(service[name].kill)
    await asyncio.to_thread(service.start, "web", "worker.1")


async def watches_again(driver: Driver, ming: Device, hong: Device, gid: int) -> None:
    """After a restart of the gateway the app must compare, and new posts arrive as before."""
    await until(lambda: {"gid": gid} in hong.of("resync") and {} in hong.of("resync"))
    before = len(hong.of("newpost"))
    post = await driver.call(ming, "group.addpost", gid=gid, content="第二章")
    await until(lambda: len(hong.of("newpost")) > before)
    assert hong.of("newpost")[-1]["post"]["postid"] == post["postid"]


# ------------------------------------------------------------------------- one thing at a time


async def goes_on_where_it_was(service: Service, driver: Driver) -> None:
    """The app first gets what came while it was closed, then what is new."""
    people = service.make_user(), service.make_user()
    ming = await enter(service, driver, "first", people[0])
    hong = await enter(service, driver, "peer", people[1])

    async def hear(content: str, device: Device) -> None:
        await driver.call(hong, "message.send", uid=people[0].uid, content=content)
        await until(lambda: len(device.of("newmsg")) == int(content))

    await hear("1", ming)
    seq = await driver.seq(ming)
    await driver.close(ming)
    await until(lambda: ming.ended)
    assert (ming.states[-1], ming.reason, seq) == ("stopped", "closed", 1)
    for content in ("2", "3"):
        await driver.call(hong, "message.send", uid=people[0].uid, content=content)
    session = {"sessionid": people[0].sessionid, "url": service.ws}
    again = await driver.open("second", session=session, seq=seq, compressed=False)
    await until(lambda: len(again.of("newmsg")) == 2)
    late = await driver.open("third", session=session | await another(service, people[0]))
    await until(lambda: late.online)
    await driver.call(hong, "message.send", uid=people[0].uid, content="4")
    await until(lambda: len(again.of("newmsg")) == 3 and late.pushes)
    contents = [one["message"]["content"] for one in again.of("newmsg")]
    assert contents == ["2", "3", "4"]
    assert [one["message"]["content"] for one in late.of("newmsg")] == ["4"]


async def another(service: Service, person: Person, seconds: int = 86_400) -> dict[str, Any]:
    _, sessionid = await asyncio.to_thread(service.make_session, person.uid, seconds)
    return {"sessionid": sessionid, "timeout": int(time.time()) + seconds}


async def exchanges_its_session(service: Service, driver: Driver) -> None:
    """One that ends within a week is exchanged at once, and the new one is good."""
    person = service.make_user()
    old = {"url": service.ws} | await another(service, person)
    device = await driver.open("ending", session=old)
    await until(lambda: device.session)
    assert device.session
    assert device.session["sessionid"] != old["sessionid"]
    assert device.session["timeout"] > old["timeout"]
    assert device.session["url"] == old["url"]
    fresh = await driver.open("fresh", session=device.session)
    await until(lambda: fresh.online)
    await driver.call(fresh, "user.info2", uid=person.uid)


async def stops_when_it_is_of_no_use(service: Service, driver: Driver) -> None:
    """The code says why, and calls without an answer end."""
    person = service.make_user()
    device = await enter(service, driver, "thrown out", person)
    newer = await enter(service, driver, "newer", person)
    await until(lambda: device.ended)
    assert (device.states[-1], device.reason) == ("stopped", "replaced")
    other = await driver.open("other", session={"url": service.ws} | await another(service, person))
    await until(lambda: other.online)
    await driver.call(other, "session.revoke_others")
    await until(lambda: newer.ended)
    assert newer.reason == "logged out"
    unknown = await driver.open("unknown", session={"sessionid": "A" * 24, "url": service.ws})
    await until(lambda: unknown.ended)
    assert unknown.reason == "logged out"
    with pytest.raises(Failed) as failed:
        await driver.call(newer, "event.read", pos=0)
    assert failed.value.said["failed"] == "Stopped"
    assert failed.value.said["reason"] == "logged out"


async def tells_what_went_wrong(service: Service, driver: Driver) -> None:
    """Refusals have a number for the app and a text for its user."""
    device = await enter(service, driver, "curious", service.make_user())
    with pytest.raises(Failed) as failed:
        await driver.call(device, "group.info", gid=2**40)
    assert failed.value.said["errno"] == 3
    assert failed.value.said["texts"] == ["内容不存在或已删除", "This does not exist any more."]
    with pytest.raises(Failed) as failed:
        await driver.call(device, "message.send", uid=1, content="很" * 100_000)
    assert failed.value.said["reason"] == "the call is over 256 KiB"
    await driver.call(device, "event.read", pos=0)


Story = Callable[[Service, Driver], Awaitable[None]]
STORIES: list[Story] = [
    a_day,
    goes_on_where_it_was,
    exchanges_its_session,
    stops_when_it_is_of_no_use,
    tells_what_went_wrong,
]
