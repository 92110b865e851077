"""A transport for Celery on Redis that works in batches; docs/decisions/0001 says why it exists.

It takes the place of kombu's own for `redis://`, `rediss://` and `sentinel://`, in every process
that reads celeryconfig.py, unless BATCHING_BROKER is off. Other brokers are not touched.
"""

from __future__ import annotations

from kombu.transport import TRANSPORT_ALIASES

from broker.dead import Unreadable
from broker.holdings import (
    decode_body,
    direct,
    holdings,
    inline,
    more_waits,
    piggyback,
    run_inline,
)

__all__ = [
    "Unreadable",
    "decode_body",
    "direct",
    "inline",
    "install",
    "more_waits",
    "piggyback",
    "run_inline",
]


def install() -> None:
    """Use this transport for Redis brokers from now on."""
    holdings.installed = True
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = "broker.transport:Transport"
    TRANSPORT_ALIASES["sentinel"] = "broker.transport:SentinelTransport"
