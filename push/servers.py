"""The Redis servers of REDIS_URL, as a worker uses them.

Of several one that does not answer costs nobody but its users: it is asked nothing until a thread
has found it back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any, TypeVar

from redis import Redis
from redis.exceptions import ConnectionError, RedisError, TimeoutError

from log import log
from wire import servers

Command = tuple[str | bytes | int, ...]
A = TypeVar("A")
AGAIN_SECONDS = 1.0


class Servers:
    """Their clients, and which of them are away."""

    def __init__(self, clients: Sequence[Redis]) -> None:
        """`clients`: in the order of REDIS_URL; they repeat nothing by themselves."""
        self._clients = tuple(clients)
        self._away: set[int] = set()

    def __len__(self) -> int:
        return len(self._clients)

    def is_away(self, server: int) -> bool:
        """Whether it is one of several that is not asked at present."""
        return server in self._away

    def knows(self, uid: int) -> bool:
        """Whether the user's server is asked at present."""
        return not self._away or servers.of_user(uid) not in self._away

    @contextmanager
    def asking(self, server: int) -> Iterator[Redis]:
        """The client of a server. Raises RedisError, at once when the server is away."""
        if server in self._away:
            raise ConnectionError(f"server {server} of REDIS_URL is away")
        try:
            yield self._clients[server]
        except (ConnectionError, TimeoutError) as error:
            self._lost(server, error)
            raise

    def which(self, other: Redis) -> int | None:
        """The server that another client reaches, and the same database of it; None: none."""
        for server in range(len(self._clients)):
            with suppress(RedisError), self.asking(server) as redis:
                if (here := _place(redis)) is not None and here == _place(other):
                    return server
        return None

    def ask(
        self, uids: Iterable[int], question: Callable[[Redis, list[int]], Iterable[A]]
    ) -> dict[int, A]:
        """By user what the user's server answers, which is asked once. Raises RedisError."""
        found: dict[int, A] = {}
        for server, some in servers.by_user(uids).items():
            with self.asking(server) as redis:
                found.update(zip(some, question(redis, some), strict=True))
        return found

    def ask_each(self, question: Callable[[Redis], A]) -> list[A]:
        """What those servers answer that answer. Raises RedisError when none does."""
        answers: list[A] = []
        for server in range(len(self._clients)):
            try:
                with self.asking(server) as redis:
                    answers.append(question(redis))
            except RedisError:
                if server == len(self._clients) - 1 and not answers:
                    raise
        return answers

    def send(self, server: int, wanted: Iterable[Command]) -> None:
        """Run commands in one trip. Raises RedisError."""
        with self.asking(server) as redis, redis.pipeline(transaction=False) as pipeline:
            for command in wanted:
                pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
            pipeline.execute()

    def _lost(self, server: int, error: RedisError) -> None:
        if len(self._clients) > 1 and server not in self._away:
            self._away.add(server)
            log.error("redis lost", server=server, error=error)
            Thread(target=self._wait_for, args=(server,), daemon=True).start()

    def _wait_for(self, server: int) -> None:
        while server in self._away:
            time.sleep(AGAIN_SECONDS)
            try:
                self._clients[server].ping()
            except RedisError:
                continue
            self._away.discard(server)
            log.info("redis back", server=server)


def _place(of: Redis) -> tuple[str, int] | None:
    """The identity of a server and the database there; None when the server does not tell."""
    told: dict[str, Any] = of.info("server")
    database: int = of.connection_pool.connection_kwargs.get("db") or 0
    return (told["run_id"], database) if "run_id" in told else None
