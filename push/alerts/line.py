"""A kept connection to a carrier: many requests at once, over HTTP/2 if the carrier supports it.

httpx sends them in an event loop that all lines of a process share, on a thread of its own, because
jobs run in threads and a connection is kept for all of them.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from ssl import SSLContext
from threading import Thread
from typing import NamedTuple

import httpx
from h2.events import StreamReset

from log import log

SECONDS = 10.0
"""How long a connect, or one piece of an answer, may take."""
ANSWERS_SECONDS = 45
REST_SECONDS = 5
"""After a round in which nothing was answered, the next ones are not tried at once."""
AT_ONCE = 100
"""The most concurrent requests; a carrier may allow fewer."""
MOST_PAUSE = 3600
"""A longer pause is shortened to this: a later alert would be of no use."""
CONNECTIONS = 10
"""The most connections to a carrier without HTTP/2; with HTTP/2 there is one."""

# At INFO httpx logs addresses, and Apple's have the token of a device in them.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Request(NamedTuple):
    """One POST. `path` begins with a slash."""

    path: str
    headers: Mapping[str, str]
    body: bytes


Answer = httpx.Response | None
"""None = the carrier gave none."""


class Line:
    """The connection to one address of a carrier, for all threads. Lost requests raise nothing."""

    def __init__(self, url: str, context: SSLContext, *, http1: bool = False) -> None:
        self._loop = _loop()
        self._url, self._rests_until = url.rstrip("/"), 0.0
        self._allowed = asyncio.Semaphore(AT_ONCE)
        self._client = httpx.AsyncClient(
            http1=http1,
            http2=True,
            verify=context,
            limits=httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=None),
        )

    def post(self, requests: Sequence[Request]) -> list[Answer]:
        """Send each once; those that a lost connection left unanswered, once more on a new one."""
        return asyncio.run_coroutine_threadsafe(self._post(requests), self._loop).result()

    def close(self) -> None:
        """Close the connections."""
        asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result()

    async def _post(self, requests: Sequence[Request]) -> list[Answer]:
        answers: dict[int, Answer] = {}
        deadline = self._loop.time() + ANSWERS_SECONDS
        in_vain = 0
        while len(answers) < len(requests) and self._rests_until < self._loop.time() < deadline:
            known = len(answers)
            lost = await self._round(requests, answers, deadline)
            in_vain = 0 if len(answers) > known else in_vain + 1
            # The first such round may only mean that a kept connection had ended unnoticed.
            if in_vain > 1 or (in_vain and _nobody_there(lost)):
                self._rests_until = self._loop.time() + REST_SECONDS
        return [answers.get(number) for number in range(len(requests))]

    async def _round(
        self, requests: Sequence[Request], answers: dict[int, Answer], deadline: float
    ) -> list[BaseException]:
        """Fill in missing answers; return why some are still missing."""
        todo = [number for number in range(len(requests)) if number not in answers]
        tasks = [asyncio.create_task(self._send(requests[number])) for number in todo]
        _, late = await asyncio.wait(tasks, timeout=deadline - self._loop.time())
        for task in late:
            task.cancel()
        lost = []
        for number, one in zip(
            todo, await asyncio.gather(*tasks, return_exceptions=True), strict=True
        ):
            if isinstance(one, BaseException):
                lost.append(one)
            else:
                answers[number] = one
        if lost:
            kinds = sorted({type(error).__name__ for error in lost})
            log.warning("answers of a carrier lost", url=self._url, number=len(lost), errors=kinds)
        return lost

    async def _send(self, request: Request) -> Answer:
        path, headers, body = request
        async with self._allowed:
            try:
                return await self._client.post(
                    self._url + path,
                    headers=headers,
                    content=body,
                    timeout=httpx.Timeout(SECONDS, pool=None),
                )
            except httpx.RemoteProtocolError as error:
                if _is_reset(error):
                    return None
                raise


def pause(response: httpx.Response, header: str) -> int:
    """The seconds to wait by the header of a refusal; 0 when it is missing or not valid."""
    text = response.headers.get(header, "")
    return min(int(text), MOST_PAUSE) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _is_reset(error: httpx.RemoteProtocolError) -> bool:
    """Whether the carrier ended this one request and not the connection."""
    return error.__cause__ is not None and isinstance(error.__cause__.args[0], StreamReset)


def _nobody_there(lost: Iterable[BaseException]) -> bool:
    return any(isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)) for error in lost)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="carriers", daemon=True).start()
    return loop
