"""user.export through the real service: asked for on a socket, fetched from the store."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile

import pytest
import requests

from tests.fixtures.service import Person, Service

pytestmark = pytest.mark.e2e


async def _asked(service: Service, me: Person, other: Person) -> dict[str, object]:
    """The event that tells of the export."""
    async with service.enter(me) as mine, service.enter(other) as theirs:
        await theirs.ok("message.send", uid=me.uid, content="你好")
        assert await mine.ok("user.export") == {}
        event: dict[str, object] = (await mine.push("event"))["event"]
        again = await mine.call("user.export")
        assert again["errno"] == 4
        assert 86_000 < again["result"]["retry_after"] <= 86_400
    return event


def test_all_that_is_mine(service: Service) -> None:
    me = service.make_user(nick="带走")
    event = asyncio.run(_asked(service, me, service.make_user()))
    assert event["type"] == "export_ready"
    url = str(event["url"])
    answer = requests.get(url, timeout=15)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["cache-control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        (profile,) = json.loads(archive.read("profile.json"))
        (message,) = json.loads(archive.read("messages.json"))
    assert (profile["uid"], profile["nick"], message["content"]) == (me.uid, "带走", "你好")
    assert requests.get(url.partition("?")[0], timeout=15).status_code == 401
    assert requests.get(url + "x", timeout=15).status_code == 401
