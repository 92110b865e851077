"""Security events in the log: user, action or refusal, and address.

Never a secret, a phone number or a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from log import log
from wire import seal

if TYPE_CHECKING:
    from tasks.rpc import Ctx


def note(ctx: Ctx, event: str, *, uid: int = 0, name: str = "", **facts: object) -> None:
    """Log a security event of a user, by default the caller.

    `name`: the phone or nick that was given; only a keyed hash of it is logged, by which events
    of one name are found.
    """
    if name:
        facts["subject"] = seal.digest("log", name).hex()[:16]
    log.info(event, security=True, uid=uid or ctx.uid, address=ctx.origin.address, **facts)
