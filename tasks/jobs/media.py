"""Files that nothing names any more are deleted; replies to the store's callbacks are forgotten."""

from __future__ import annotations

from log import log
from models import DroppedFile, UploadCallback, UploadedFile
from services import media
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx

GRACE_SECONDS = 600
"""Time to post a deleted picture again: its file has the same name, because names are hashes."""
AGAIN_SECONDS = 3600
"""When the store is asked again after it failed to delete."""
SHOWN_SECONDS = 30 * 86_400
"""When a file of a deleted account that others still show is checked again."""


@periodic
def drop_files(ctx: Ctx) -> int:
    """Delete files that their only uploader dropped and that no row names any more."""
    names = DroppedFile.due(ctx.db, ctx.now - GRACE_SECONDS, BATCH)
    kept = DroppedFile.in_use(ctx.db, names) | UploadedFile.of_several(ctx.db, names)
    free = sorted(set(names) - kept)
    try:
        if free:
            media.store().delete(free)
    except media.StoreFailed as error:
        log.error("files not deleted", files=len(free), error=error)
        DroppedFile.postpone(ctx.db, names, ctx.now + AGAIN_SECONDS)
    else:
        shown = UploadedFile.without_account(ctx.db, kept)
        DroppedFile.postpone(ctx.db, sorted(shown), ctx.now + SHOWN_SECONDS)
        DroppedFile.forget(ctx.db, sorted(set(names) - shown))
        UploadedFile.forget(ctx.db, free)
    return len(names)


@periodic
def clean_up(ctx: Ctx) -> int:
    """Delete replies to callbacks that will not be repeated any more."""
    return len(UploadCallback.drop(ctx.db, UploadCallback.is_old(ctx.now), BATCH))
