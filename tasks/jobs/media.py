"""Files that nothing shows any more are deleted; replies to the store's callbacks are forgotten."""

from __future__ import annotations

from log import log
from models import DroppedFile, UploadCallback
from services import media
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx

GRACE_SECONDS = 600
"""Whoever posts a deleted picture again has this long: a file is known by its content only."""
AGAIN_SECONDS = 3600
"""When the store is asked again that could not delete."""


@periodic
def drop_files(ctx: Ctx) -> int:
    """Delete the files of deleted posts and album entries that no row shows any more."""
    names = DroppedFile.due(ctx.db, ctx.now - GRACE_SECONDS, BATCH)
    free = sorted(set(names) - DroppedFile.in_use(ctx.db, names))
    try:
        if free:
            media.store().delete(free)
    except media.StoreFailed as error:
        log.error("files not deleted", files=len(free), error=error)
        DroppedFile.postpone(ctx.db, names, ctx.now + AGAIN_SECONDS)
    else:
        DroppedFile.forget(ctx.db, names)
    return len(names)


@periodic
def clean_up(ctx: Ctx) -> int:
    """Forget replies to callbacks that nobody will repeat."""
    return len(UploadCallback.drop(ctx.db, UploadCallback.is_old(ctx.now), BATCH))
