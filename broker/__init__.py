"""A transport for Celery on Redis that works in batches; docs/decisions/0001 says why it exists.

It takes the place of kombu's own for `redis://`, `rediss://` and `sentinel://`, in every process
that reads celeryconfig.py, unless BATCHING_BROKER is off. Other brokers are not touched.
"""

from __future__ import annotations

from typing import Final

from kombu.transport import TRANSPORT_ALIASES

from broker.ahead import spent_on_waiting, waiting
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
    "remove",
    "run_inline",
    "spent_on_waiting",
    "waiting",
]

OURS: Final = {
    "redis": "broker.transport:Transport",
    "rediss": "broker.transport:Transport",
    "sentinel": "broker.transport:SentinelTransport",
}
STOCK: Final = {scheme: TRANSPORT_ALIASES[scheme] for scheme in OURS}


def install() -> None:
    """Use this transport for Redis brokers from now on."""
    holdings.installed = True
    TRANSPORT_ALIASES.update(OURS)


def remove() -> None:
    """Use kombu's own again, in a process that reads answers of workers in several threads.

    What was fetched belongs to the process, so that one thread would be handed the others' answers.
    """
    holdings.installed = False
    TRANSPORT_ALIASES.update(STOCK)
