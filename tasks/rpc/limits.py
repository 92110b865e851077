"""Rate classes create and message: buckets in Redis, shared by all devices of a user."""

from __future__ import annotations

from functools import cache
from typing import Any

from redis.exceptions import RedisError

from log import log
from tasks.rpc.redis import client
from tasks.rpc.registry import Rate, Rpc
from wire import rates
from wire.calls import Origin
from wire.errors import TooFast

# KEYS[1] the bucket; ARGV burst, seconds per token. Returns the seconds to wait, 0 = go ahead.
_SPEND = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local burst, each = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1]) or burst
tokens = math.min(burst, tokens + (now - (tonumber(kept[2]) or now)) / each)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * each) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst * each) + 1)
return wait
"""


def check(rpc: Rpc, origin: Origin) -> None:
    """Count the call; raises TooFast. Without Redis no call is refused."""
    if origin.limited:
        raise TooFast(origin.limited)
    if rpc.rate not in (Rate.CREATE, Rate.MESSAGE):
        return
    if (limit := rates.bucket(rpc.rate, rpc.burst)) is None:
        return
    if wait := _spend(_key(rpc, origin.uid), limit):
        raise TooFast(max(1, wait))


def give_back(rpc: Rpc, origin: Origin) -> None:
    """Uncount a call that turned out to be a resend."""
    if rpc.rate not in (Rate.CREATE, Rate.MESSAGE) or rates.bucket(rpc.rate, rpc.burst) is None:
        return
    try:
        client().hincrbyfloat(_key(rpc, origin.uid), "tokens", 1)
    except RedisError as error:
        log.warning("rate limit not uncounted", error=error)


def _key(rpc: Rpc, uid: int) -> str:
    return f"rate:{rpc.rate}:{uid}" + (f":{rpc.name}" if rpc.rate is Rate.CREATE else "")


@cache
def _script() -> Any:
    return client().register_script(_SPEND)


def _spend(key: str, limit: rates.Bucket) -> int:
    try:
        return int(_script()(keys=[key], args=[limit.burst, limit.seconds]))
    except RedisError as error:
        log.warning("rate limit not counted", error=error)
        return 0
