"""Asking an outside service about content that others will see, before it is stored.

The question is a POST of `{"uid": 7, "func": "post.add", "texts": {"content": "..."}, "pictures":
["https://..."]}`, and the answer has status 200 and `{"level": "pass"}`, `"review"` or `"refuse"`.
`X-Timestamp` has unix seconds, `X-Signature` the HMAC (SHA-256, hex) under MODERATION_KEY of these,
a full stop and the body.
"""

from __future__ import annotations

import hmac
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Literal, TypeAlias

import httpx
import msgspec

from log import log
from settings import settings

SECONDS = 0.5
"""The longest time for the whole answer."""
PAUSE_SECONDS = 5.0
"""After a failure the hook is not asked for this time, so that calls do not wait for it."""
THREADS = 4
LONGEST_ANSWER = 65_536

Level: TypeAlias = Literal["pass", "review", "refuse"]


class Question(msgspec.Struct):
    """The author and the content of a call, and the function."""

    uid: int
    func: str
    texts: dict[str, str]
    pictures: list[str]


class Answer(msgspec.Struct):
    level: Level


class _State:
    away_until = float("-inf")


def judge(question: Question) -> Level:
    """The level of the content; "pass" without a hook."""
    if settings.moderation.url is None:
        return "pass"
    if time.monotonic() < _State.away_until:
        return _without_answer()
    try:
        # The timeout of the library starts again with each piece of an answer.
        return _threads().submit(_ask, msgspec.json.encode(question)).result(SECONDS)
    except (httpx.HTTPError, msgspec.MsgspecError, TimeoutError, ValueError) as error:
        log.warning("moderation not answered", fails=settings.moderation.fails, error=repr(error))
        _State.away_until = time.monotonic() + PAUSE_SECONDS
        return _without_answer()


def forget() -> None:
    """End the pause and the connections, so that the next question asks again."""
    _State.away_until = float("-inf")
    if _threads.cache_info().currsize:
        _threads().shutdown()
        _threads.cache_clear()
    if _client.cache_info().currsize:
        _client().close()
        _client.cache_clear()


def _without_answer() -> Level:
    return "pass" if settings.moderation.fails == "open" else "refuse"


@cache
def _threads() -> ThreadPoolExecutor:
    """Made at the first use: threads do not survive the fork of a worker."""
    return ThreadPoolExecutor(THREADS, "moderation")


@cache
def _client() -> httpx.Client:
    return httpx.Client(timeout=SECONDS, trust_env=False)


def _ask(body: bytes) -> Level:
    moment, key = str(int(time.time())), str(settings.moderation.key)
    signature = hmac.digest(key.encode(), moment.encode() + b"." + body, "sha256").hex()
    headers = {
        "Content-Type": "application/json", "X-Timestamp": moment, "X-Signature": signature,
    }  # fmt: skip
    url = str(settings.moderation.url)
    with _client().stream("POST", url, content=body, headers=headers) as answer:
        if answer.status_code != 200:
            raise ValueError(f"status {answer.status_code}")
        return msgspec.json.decode(_read(answer), type=Answer).level


def _read(answer: httpx.Response) -> bytes:
    """The body, unless it is too long; raises ValueError."""
    ends, text = time.monotonic() + SECONDS, b""
    for piece in answer.iter_bytes():
        text += piece
        if len(text) > LONGEST_ANSWER or time.monotonic() > ends:
            raise ValueError("too long an answer")
    return text
