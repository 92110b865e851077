"""Users who write to each other at a steady pace, on one device or several."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from bench.chaos.items import Kind, code
from bench.chaos.ledger import Ledger
from bench.chaos.phone import Call, Phone

MOST_WAITING: Final = 16
"""Calls that a phone has under way; with more it waits, as a person would."""

MESSAGES: Final[Mapping[str, int]] = {"message": 1}
EVERYTHING: Final[Mapping[str, int]] = {"message": 80, "reply": 12, "like": 6, "post": 2}
"""What users do, and how often."""

P = TypeVar("P", bound=Phone)


class Crowd(Generic[P]):
    """Lets phones act, and records each act. Bench user n + 1 has the phones of `phones[n]`."""

    def __init__(
        self,
        phones: Sequence[Sequence[P]],
        rate: float,
        tag: str,
        acts: Mapping[str, int] = MESSAGES,
        seed: int = 0,
    ) -> None:
        """`rate`: acts a second of all phones together; `tag` begins the texts of this run."""
        self.phones = [phone for those in phones for phone in those]
        self._uids = [uid for uid, those in enumerate(phones, 1) for _ in those]
        self._users, self._tag = len(phones), tag
        self._pause = len(self.phones) / rate
        self._acts, self._weights = list(acts), list(acts.values())
        self._random = random.Random(seed)
        self._count = 0
        self.gid = 0
        """The group that posts go to."""
        self.posts: list[int] = []
        """What can be liked and replied to."""
        self.ledger = Ledger()

    @property
    def answered(self) -> bool:
        """Whether no call waits for its reply. Likes count, too; the ledger does not have them."""
        return not self.ledger.open and not any(phone.waiting for phone in self.phones)

    async def act(self, number: int) -> None:
        """Let one phone act, for ever."""
        phone = self.phones[number]
        await asyncio.sleep(self._pause * self._random.random())
        while True:
            if len(phone.waiting) < MOST_WAITING:
                (name,) = self._random.choices(self._acts, self._weights)
                self.once(number, name)
            await asyncio.sleep(self._pause)

    def once(self, number: int, name: str) -> Call | None:
        """Let one phone act once, now; None when it has nothing to act on."""
        act: Callable[[int], Call | None] = getattr(self, f"_{name}")
        return act(number)

    def _message(self, number: int) -> Call:
        uid = self._uids[number]
        others = self._random.randrange(1, self._users)
        to = (uid - 1 + others) % self._users + 1
        return self._send(number, "message.send", Kind.MESSAGE, "msgid", {"uid": to})

    def _post(self, number: int) -> Call:
        return self._send(number, "post.add", Kind.POST, "postid", {"gid": self.gid})

    def _reply(self, number: int) -> Call | None:
        if not self.posts:
            return None
        parm = {"postid": self._random.choice(self.posts)}
        return self._send(number, "post.reply", Kind.REPLY, "replyid", parm)

    def _send(self, number: int, func: str, kind: Kind, key: str, parm: dict[str, Any]) -> Call:
        text = self._text()

        def ended(call: Call) -> None:
            item = None if call.result is None else call.result[key]
            if item is not None and kind is Kind.POST:
                self.posts.append(item)
            self.ledger.answered(text, call, None if item is None else code(kind, item))

        call = self.phones[number].call(func, parm | {"content": text}, text, ended)
        self.ledger.note(text, call)
        return call

    def _like(self, number: int) -> Call | None:
        """A like has no text and no id, so only the views show it."""
        if not self.posts:
            return None
        parm = {"postid": self._random.choice(self.posts)}
        return self.phones[number].call("post.like", parm, self._text())

    def _text(self) -> str:
        self._count += 1
        return f"{self._tag}-{self._count:07}"
