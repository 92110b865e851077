"""What users spend on creates and messages at this gateway, counted together with others in Redis.

All that was spent in one turn of the event loop is one command, and nobody waits for the answer:
until it comes, a gateway knows what was spent there alone. A user of several gateways may so get
a burst from each of them at the same instant. That is still counted: what was too much is waited
for before the next call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from front.commands import Commands, script_name
from front.limits import Bucket
from log import log

# KEYS buckets; ARGV for each of them: burst, seconds per token, tokens spent (below 0: given back).
# Returns what is left in each, below 0 for a debt.
SPEND = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local left = {}
for i, key in ipairs(KEYS) do
  local burst, each = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  local tokens, at = string.match(redis.call('GET', key) or '', '^(%S+) (%S+)$')
  tokens = math.min(burst, (tonumber(tokens) or burst) + (now - (tonumber(at) or now)) / each)
  tokens = math.min(burst, tokens - ARGV[3 * i])
  left[i] = string.format('%.6f', tokens)
  local full = math.ceil((burst - tokens) * each) + 1
  redis.call('SET', key, left[i] .. string.format(' %.6f', now), 'EX', full)
end
return left
"""


class Spent:
    """Tokens of one bucket, of which Redis is told."""

    __slots__ = ("bucket", "tokens")

    def __init__(self, bucket: Bucket) -> None:
        self.bucket, self.tokens = bucket, 0


class Spending:
    """Tells Redis over the gateway's connection for commands."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._loop = asyncio.get_running_loop()
        self._untold: dict[str, Spent] = {}

    def spend(self, name: str, bucket: Bucket, tokens: int) -> None:
        """Tell Redis soon of tokens that were taken from a bucket with this name."""
        if not self._untold:
            self._loop.call_soon(self._flush)
        if (spent := self._untold.get(name)) is None:
            spent = self._untold[name] = Spent(bucket)
        spent.tokens += tokens

    def _flush(self) -> None:
        untold, self._untold = self._untold, {}
        self._tell(untold, "EVALSHA", script_name(SPEND))

    def _tell(self, untold: Mapping[str, Spent], *how: str) -> None:
        arguments: list[str | int] = []
        for one in untold.values():
            limit = one.bucket.limit
            arguments += (repr(limit.burst), repr(limit.seconds), one.tokens)
        keys = (f"spent:{name}" for name in untold)
        answer = self._commands.send(*how, len(untold), *keys, *arguments)
        answer.add_done_callback(partial(self._told, untold))

    def _told(self, untold: Mapping[str, Spent], answer: asyncio.Future[Any]) -> None:
        error = answer.exception()
        if str(error).startswith("NOSCRIPT"):
            self._tell(untold, "EVAL", SPEND)
            return
        if error is not None:
            log.warning("rate limits not counted in redis", error=error)
        left = answer.result() if error is None else [None] * len(untold)
        for one, tokens in zip(untold.values(), left, strict=True):
            one.bucket.told(one.tokens, None if tokens is None else float(tokens))
