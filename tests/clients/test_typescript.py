"""The TypeScript client in Node, and as developers of apps use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.driver import Remote
from tests.clients.story import STORIES, Story
from tests.fixtures.service import Service

pytestmark = pytest.mark.e2e

PROGRAM = Path(__file__).with_name("remote.ts")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_in_node(breakable: Service, node: str, story: Story) -> None:
    async with Remote(node, str(PROGRAM)) as driver:
        await story(breakable, driver)
