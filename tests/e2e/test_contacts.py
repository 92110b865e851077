"""Who of one's contacts has an account: pushed at once, or when the account is made."""

import asyncio
from typing import Any

import pytest

from tests.fixtures.client import Client
from tests.fixtures.service import Service

pytestmark = pytest.mark.e2e


def spellings(push: Any) -> list[tuple[int, str]]:
    return [(user["uid"], user["phone"]) for user in push["users"]]


async def nothing_comes(client: Client, seconds: float = 1.0) -> None:
    with pytest.raises((asyncio.TimeoutError, AssertionError)):
        await client.push("fromphonebook", seconds)


async def test_contacts_with_an_account(service: Service) -> None:
    me, friend, known = service.make_user(), service.make_user(), service.make_user()
    async with service.enter(me) as client:
        await client.ok("user.add_friend", uid=friend.uid)
        book = [f"+86 {known.phone[-11:]}", friend.phone, me.phone, "13999999999"]
        await client.ok("phonebook.upload", phone_list=[{"phone": phone} for phone in book])
        push = await client.push("fromphonebook")
        assert spellings(push) == [(known.uid, f"+86 {known.phone[-11:]}")]


async def test_a_contact_who_comes_later(service: Service) -> None:
    online, offline, phone = service.make_user(), service.make_user(), "17055500001"
    async with service.enter(online) as here:
        await here.ok("phonebook.upload", phone_list=[{"phone": phone, "name": "小明"}])
        async with service.enter(offline) as there:
            await there.ok("phonebook.upload", phone_list=[{"phone": f"0086{phone}"}])
            await there.ok("event.read")
        ticket = service.login(phone)
        async with service.open(sessionid=ticket["sessionid"]) as newcomer:
            uid = (await newcomer.next())["result"]["user"]["uid"]
            assert spellings(await here.push("fromphonebook")) == [(uid, phone)]
    async with service.enter(offline) as there:
        assert spellings(await there.push("fromphonebook")) == [(uid, f"0086{phone}")]
    async with service.enter(offline) as there:
        await nothing_comes(there)


async def test_an_invited_friend(service: Service) -> None:
    inviter, phone = service.make_user(), "17055500002"
    async with service.enter(inviter) as client:
        await client.ok("user.invite", phone=phone, nick="被邀请的", height=180)
        ticket = service.login(phone)
        async with service.open() as newcomer:
            start = await newcomer.ok("session.start2", sessionid=ticket["sessionid"])
            assert (start["user"]["nick"], start["user"]["height"]) == ("被邀请的", 180)
            assert [one["phone"] for one in start["invite_list"]] == [phone]
            event = (await client.push("event"))["event"]
            assert (event["uid"], event["add_type"]) == (start["user"]["uid"], 3)
            friends = await newcomer.ok("user.friend_list")
            assert [(one["uid"], one["type"]) for one in friends["friends"]] == [(inviter.uid, 2)]
        invites = (await client.ok("user.invite_list"))["invites"]
        assert [one["joined_uid"] for one in invites] == [start["user"]["uid"]]
        refused = await client.call("user.find", phone=phone)
        assert [one["uid"] for one in refused["result"]["users"]] == [start["user"]["uid"]]
