"""Listing one's logins and ending them: their sockets are closed on every gateway."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from tests.e2e.waiting import until
from tests.fixtures.service import Person, Service

pytestmark = pytest.mark.e2e

REVOKED = 4004
DEVICES = "SELECT count(*) FROM devices WHERE uid = :uid"


def more(service: Service, person: Person, number: int) -> list[Person]:
    """The same person with other logins."""
    made = [service.make_session(person.uid) for _ in range(number)]
    return [replace(person, sid=sid, sessionid=sessionid) for sid, sessionid in made]


async def test_all_others_end_on_every_gateway(pair: Service) -> None:
    here = pair.make_user()
    others = more(pair, here, 6)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(pair.enter(one)) for one in (here, *others)]
        mine, *rest = clients
        await rest[0].ok("ios.reg", device_token=f"{here.uid:064x}", is_debug=0)
        found = (await mine.ok("session.list"))["sessions"]
        assert {one["id"] for one in found} == {one.sid for one in (here, *others)}
        (current,) = (one for one in found if one["current"])
        assert (current["id"], current["address"]) == (here.sid, "127.0.0.1")
        assert [one["device"] for one in found if "device" in one] == ["ios"]
        assert await mine.ok("session.revoke_others") == {"revoked": len(others)}
        for client in rest:
            assert await client.closed() == REVOKED
        assert pair.sql(DEVICES, uid=here.uid) == [(0,)]
        assert len((await mine.ok("session.list"))["sessions"]) == 1


async def test_one_by_its_id_which_nobody_can_log_in_with(pair: Service) -> None:
    here = pair.make_user()
    (lost,) = more(pair, here, 1)
    stranger = pair.make_user()
    async with pair.enter(here) as mine, pair.enter(lost) as phone, pair.enter(stranger) as other:
        assert (await other.call("session.revoke", id=lost.sid))["errno"] == 3
        assert await mine.ok("session.revoke", id=lost.sid) == {"revoked": 1}
        assert await phone.closed() == REVOKED
        async with pair.open() as again:
            for sessionid in (lost.sessionid, str(lost.sid)):
                reply = await again.call("session.start2", sessionid=sessionid)
                assert reply["errno"] == 1
        assert await mine.ok("session.revoke", id=here.sid) == {"revoked": 1}
        assert await mine.closed() == REVOKED
    await until(lambda: pair.sql("SELECT 1 FROM sessions WHERE uid = :uid", uid=here.uid) == [])


async def test_an_account_is_closed_and_a_login_brings_it_back(pair: Service) -> None:
    me, friend = pair.make_user(nick=None), pair.make_user()
    (second,) = more(pair, me, 1)
    async with pair.enter(me) as mine, pair.enter(second) as tablet, pair.enter(friend) as other:
        code = (await mine.ok("user.delete_account"))["code"]
        reply = await mine.call("user.delete_account", code=code)
        assert reply["errno"] == 0
        assert reply["result"]["time"] > time.time() + 14 * 86_400
        for client in (mine, tablet):
            assert await client.closed() == REVOKED
        assert (await other.call("message.send", uid=me.uid, content="好"))["errno"] == 3
        assert (await other.call("user.info2", uid=me.uid))["errno"] == 3
        pair.sql("DELETE FROM sms_sent WHERE key LIKE :phone", phone=f"{me.phone}%")  # just now
        assert pair.login(me.phone)["errno"] == 0
        await other.ok("user.info2", uid=me.uid)
