"""Who may do what with messages and with what belongs to oneself alone."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from models import Block
from tasks.rpc import load
from tests.factories import make_message, make_user
from tests.fixtures.calls import Answer
from tests.tasks import permissions
from tests.tasks.permissions import matrix
from wire.errors import Forbidden

NOW = 1_700_000_000

# "sender" wrote to "receiver", who has blocked "blocked". late: RECALL_SECONDS are over.
TABLE = """
                               | none stranger blocked sender receiver
message.send                   |    1     0        2      0        0
message.typing                 |    1     0        2      0        0
message.history                |    1     0        0      0        0
message.conversations          |    1     0        0      0        0
message.read                   |    1     0        0      0        0
message.mark_read              |    1     3        3      0        3
message.mark_read   of_sender  |    1    3        3      3        0
message.recall                 |    1     3        3      0        2
message.recall        late     |    1     3        3      2        2
event.read                     |    1     0        0      0        0
event.sync                     |    1     0        0      0        0
session.stop                   |    1     0        0      0        0
tools.qiniu_uploadtoken        |    1     0        0      0        0
tools.read_data                |    1     0        0      0        0
tools.save_data                |    1     0        0      0        0
"""
# What a table cannot express: it is in the tests of these functions.
BY_SESSION_OR_CODE = {
    "session.renew", "tools.change_phone", "user.delete_account", "user.set_password",
}  # fmt: skip
BY_BLOCK = {"user.add_friend"}
"""Refused after a block only: see test_meetings.py."""


class MessageScene:
    """One message."""

    def __init__(self, db: Session, settings: tuple[str, ...]) -> None:
        names = ("stranger", "blocked", "sender", "receiver")
        self.cast = {name: make_user(db).uid for name in names}
        sender, receiver = self.cast["sender"], self.cast["receiver"]
        db.add(Block(owner=receiver, uid=self.cast["blocked"]))
        self.sent = make_message(db, sender, receiver, time=NOW).msgid
        self.about = sender if "of_sender" in settings else receiver
        self.now = NOW + 9999 if "late" in settings else NOW
        db.flush()

    def parm(self, function: str) -> dict[str, Any]:
        """What to call a function with."""
        return {"uid": self.about, "msgid": self.sent, "content": "好", "pos": 0, "seq": 0}


@matrix.each(TABLE)
def test_rights(db: Session, call: Callable[..., Answer], cell: matrix.Cell) -> None:
    scene = MessageScene(db, cell.settings)
    matrix.check(lambda *given, **who: call(*given, now=scene.now, **who), scene, cell)


def cells() -> Iterator[matrix.Cell]:
    """Of all permission tables."""
    for module in pkgutil.iter_modules(permissions.__path__):
        if module.name.startswith("test_"):
            words = vars(importlib.import_module(f"{permissions.__name__}.{module.name}"))
            for name, table in words.items():
                if name.endswith("TABLE") and "|" in table:
                    yield from matrix.read(table)


def test_every_refusal_that_is_declared_is_in_a_table() -> None:
    public = [one for one in load().values() if not (one.internal or one.debug)]
    others = {one.name for one in public if one.login}
    forbidden = {one.name for one in public if Forbidden in one.errors} - BY_BLOCK
    for errno, declared in ((1, others), (2, forbidden)):
        tried = {cell.function for cell in cells() if cell.errno == errno}
        assert declared - tried <= BY_SESSION_OR_CODE
