"""The Python client passes the same story as the others."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from typing import Any

import pytest

from tests.clients.driver import Device, Failed
from tests.clients.story import STORIES, Story
from tests.fixtures.servers import ROOT
from tests.fixtures.service import Service

sys.path.insert(0, str(ROOT / "clients" / "python"))
social_client = importlib.import_module("social_client")

pytestmark = pytest.mark.e2e


class Here:
    """Clients in this process."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._clients: dict[str, Any] = {}
        self._readers: list[asyncio.Task[None]] = []

    async def open(self, name: str, *, session: dict[str, Any], **options: Any) -> Device:
        device = Device(name)

        def on_state(state: str, reason: str | None) -> None:
            device.states.append(state)
            device.reason = reason

        def on_session(fresh: Any) -> None:
            device.session = asdict(fresh)

        client = social_client.Client(
            social_client.Session(**session), on_state=on_state, on_session=on_session, **options
        )
        self._clients[name] = await self._stack.enter_async_context(client)
        self._readers.append(asyncio.create_task(self._read(client, device)))
        return device

    async def _read(self, client: Any, device: Device) -> None:
        async for push in client.pushes():
            device.pushes.append(push)
        device.ended = True

    async def call(self, device: Device, func: str, /, **parm: Any) -> Any:
        found = self._clients[device.name].api
        for part in func.split("."):
            found = getattr(found, part)
        try:
            return await found(**parm)
        except social_client.RpcError as error:
            texts = [error.user_text("zh-Hans-CN"), social_client.user_text(error.errno, "en")]
            raise Failed({"errno": error.errno, "texts": texts}) from error
        except social_client.Stopped as error:
            raise Failed({"failed": "Stopped", "reason": error.reason}) from error
        except ValueError as error:
            raise Failed({"failed": "ValueError", "reason": str(error)}) from error

    async def seq(self, device: Device) -> int:
        return int(self._clients[device.name].seq)

    async def close(self, device: Device) -> None:
        self._clients[device.name].close()


@asynccontextmanager
async def here() -> AsyncIterator[Here]:
    async with AsyncExitStack() as stack:
        driver = Here(stack)
        yield driver
    await asyncio.gather(*driver._readers)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_in_cpython(breakable: Service, story: Story) -> None:
    async with here() as driver:
        await story(breakable, driver)
