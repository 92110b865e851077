"""Who is connected here, as Redis has it: many in one script, because they come in crowds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from front.close_codes import REPLACED
from front.commands import Commands
from front.connection import Connection
from push import presence
from settings import settings
from wire import bus

AT_ONCE = 100
"""Connections in one script: Redis does nothing else while it runs."""

Answer = list[bytes]
"""Of one connection, as presence.BIND says."""


class Registration:
    """Writes the entries of one gateway."""

    def __init__(self, front: str, commands: Commands) -> None:
        self._front, self._commands = front, commands

    async def bind(self, started: Sequence[Connection]) -> set[Connection]:
        """Register connections, and close those that they replace. Raises RedisError.

        Returns those that were overtaken: their sessions have newer connections already.
        """
        overtaken: set[Connection] = set()
        replaced: dict[str, list[str]] = {}
        for at in range(0, len(started), AT_ONCE):
            for connection, answer in await self._bind(started[at : at + AT_ONCE]):
                if not answer:
                    overtaken.add(connection)
                for front, guid in self._replaced(connection, answer):
                    replaced.setdefault(front, []).append(guid)
        await asyncio.gather(*(self._close(*one) for one in replaced.items()))
        return overtaken

    async def _bind(self, started: Sequence[Connection]) -> Iterable[tuple[Connection, Answer]]:
        bound = [one for one in started if one.uid]  # the others have gone meanwhile
        keys = [presence.front_users_key(self._front)]
        args: list[str | bytes | int] = [self._front, presence.LIVE_SECONDS]
        args.append(settings.limits.user_sockets)
        for one in bound:
            keys += [presence.user_key(one.uid), presence.live_key(one.sid)]
            args += [one.uid, one.guid, f"{one.since:.6f}"]
        return zip(bound, await self._commands.run(presence.BIND, keys, args), strict=True)

    def _replaced(self, connection: Connection, answer: Answer) -> Iterator[tuple[str, str]]:
        """The connections that are closed for this one: gateway and guid."""
        former, *oldest = (text.decode() for text in answer or [b""])
        if former and not former.startswith(f"{self._front} {connection.guid} "):
            front, guid, _ = former.split(" ")
            yield front, guid
        if oldest:
            yield oldest[1], oldest[0]

    def _close(self, front: str, guids: Sequence[str]) -> asyncio.Future[object]:
        items = [bus.encode(bus.CloseConnection(guid, REPLACED)) for guid in guids]
        return self._commands.send("PUBLISH", bus.channel(front), bus.join(items))

    async def unbind(self, connection: Connection, uid: int, sid: int, last: bool) -> None:
        """Take the entry of a connection away; `last`: the user has no other here.

        Raises RedisError.
        """
        users = presence.front_users_key(self._front)
        keys = [presence.user_key(uid), users, presence.live_key(sid)]
        args: list[str | bytes | int] = [uid, connection.guid, self._front, int(last)]
        await self._commands.run(presence.UNBIND, keys, args)
