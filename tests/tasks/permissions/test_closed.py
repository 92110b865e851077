"""Every function behaves to others as if a closed account did not exist."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from models import Closure
from tests.fixtures.calls import Answer
from tests.tasks.permissions.meeting_scene import NOW, MeetingScene
from tests.tasks.permissions.test_meetings import Cell, cells, tried

# What still works: with places in which the account is only a member, with messages sent to me
# and what I bought, and with my own blocks and mutes.
GOES_ON = {
    "circle.join", "circle.users", "event.read", "event.sync", "group.info", "group.join",
    "group.members", "group.refuse_join", "group.regupdate", "group.remove_member", "group.search",
    "merchandise.createorder", "merchandise.paybycard", "merchandise.pre_order",
    "merchandise.recommendbyme", "message.conversations", "message.history", "message.mark_read",
    "message.read", "message.recall", "report.mine", "user.block", "user.del_friend", "user.mute",
    "user.unblock", "user.watch_online",
}  # fmt: skip
SHOW_IT = {
    "event.read", "event.sync", "group.info", "group.search", "message.conversations",
    "message.history", "message.read",
}  # fmt: skip
"""Those in whose result the uid still stands: as author, or as creator of a group."""
LISTS = {"left_out", "card", "unaffected"}


def of(words: tuple[str, ...]) -> list[Cell]:
    """The call of the one who would block, in a scene without the block."""
    mine = [cell for cell in cells() if cell.me == "blocker" and cell.words == words]
    return [cell for cell in mine if cell.outcome != "alone"]


@pytest.mark.parametrize("words", sorted({cell.words for cell in cells()}), ids=" ".join)
def test_it_is_not_there(db: Session, call: Callable[..., Answer], words: tuple[str, ...]) -> None:
    scene = MeetingScene(db, "blocker", words)
    before = {cell: tried(call, scene, cell.function) for cell in of(words)}
    Closure.put(db, scene.other.uid, NOW, NOW + 99)
    for cell, answer in before.items():
        now = tried(call, scene, cell.function)
        if cell.function in GOES_ON:
            assert now.errno == answer.errno, cell
        else:
            assert now.errno == 3 or cell.outcome in LISTS, cell
            assert now.errno in (0, 3), cell
        if cell.function not in SHOW_IT:
            assert str(scene.other.uid) not in json.dumps(now.result), cell
        if now.errno == 3:
            assert now.items == [], cell
