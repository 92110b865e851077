"""Messages between phones, and whether what was answered is what is stored."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

import psycopg2
from msgspec import Struct

from bench.chaos.phone import Call, Phone

MOST_WAITING = 16
"""Calls that a phone has under way; with more it waits, as a person would."""


class Verdict(Struct):
    """What became of everything that was sent."""

    sent: int = 0
    answered: int = 0
    refused: int = 0
    """Answered, and with another errno than 0 and 5."""
    unanswered: int = 0
    stored: int = 0
    lost: int = 0
    """Answered and not stored, or not under the id that the reply told."""
    doubled: int = 0
    sample: str = ""

    @property
    def faults(self) -> int:
        return self.refused + self.unanswered + self.lost + self.doubled


class Messages:
    """Lets phones send messages to each other at a steady pace, and knows each of them."""

    def __init__(self, phones: Sequence[Phone], rate: float, tag: str, seed: int = 0) -> None:
        """`rate`: messages a second of all phones together; phone n is that of bench user n + 1."""
        self._phones, self._pause, self._tag = phones, len(phones) / rate, tag
        self._random = random.Random(seed)
        self.calls: list[Call] = []

    async def send(self, number: int) -> None:
        """Let one phone send, for ever."""
        phone = self._phones[number]
        await asyncio.sleep(self._pause * self._random.random())
        while True:
            if len(phone.waiting) < MOST_WAITING:
                text = f"{self._tag}-{len(self.calls):07}"
                to = 1 + self._random.randrange(len(self._phones))
                parm = {"uid": to, "content": text}
                self.calls.append(phone.call("message.send", parm, text))
            await asyncio.sleep(self._pause)

    def waiting(self) -> int:
        """How many have no answer yet."""
        return sum(len(phone.waiting) for phone in self._phones)

    def longest_wait(self) -> float:
        """Seconds that the oldest of them waits."""
        waiting = [call.wait for phone in self._phones for call in phone.waiting.values()]
        return max(waiting, default=0.0)

    def verdict(self, database_url: str) -> Verdict:
        """Compare with the database."""
        return judge(self.calls, stored(database_url, self._tag))


Rows = dict[str, list[tuple[int, int]]]
"""By content: (msgid, receiver) of each stored message."""


def stored(database_url: str, tag: str) -> Rows:
    """All messages whose content begins with the tag."""
    connection = psycopg2.connect(database_url)
    found: Rows = {}
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT content, msgid, toid FROM messages WHERE content LIKE %s", (f"{tag}-%",)
        )
        for content, *row in cursor:
            found.setdefault(content, []).append(tuple(row))
    connection.close()
    return found


def judge(calls: Sequence[Call], rows: Rows) -> Verdict:
    """Compare what was sent and answered with what is stored."""
    counts: Counter[str] = Counter()
    sample = ""
    for call in calls:
        what = _fate(call, rows.get(call.cdata, []))
        counts.update(what)
        if not sample and {"lost", "doubled", "refused"} & what:
            sample = (
                f"{call.cdata}: {sorted(what)}, reply {call.reply}, rows {rows.get(call.cdata)}"
            )
    return Verdict(sent=len(calls), stored=sum(map(len, rows.values())), sample=sample, **counts)


def _fate(call: Call, rows: list[tuple[int, int]]) -> set[str]:
    found = {"doubled"} if len(rows) > 1 else set()
    if call.reply is None:
        return found | {"unanswered"}
    if call.result is None:
        return found | {"refused"}
    right = (call.result["msgid"], call.parm["uid"]) in rows
    return found | {"answered"} | (set() if right else {"lost"})
