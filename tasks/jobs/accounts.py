"""Closed accounts that are due to be erased."""

from __future__ import annotations

from functools import partial

from models import Closure, erasure
from tasks.jobs.periodic import periodic
from tasks.rpc.context import Ctx
from tasks.shared import accounts


# One account in a transaction, because each locks all groups of an account.
@partial(periodic, batch=1)
def erase(ctx: Ctx) -> int:
    """Erase the next account whose owner has not logged in again in time."""
    uid = Closure.next_due(ctx.db, ctx.now)
    if uid is None:
        return 0
    erasure.hold(ctx.db, uid)
    # A concurrent login may have opened it again; then the next one is looked for.
    if ctx.db.get(Closure, uid, populate_existing=True) is not None:
        accounts.erase(ctx, uid)
    return 1
