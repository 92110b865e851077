"""Files that nothing names any more are deleted; replies to the store's callbacks are forgotten."""

from __future__ import annotations

from log import log
from models import DroppedFile, UploadCallback, UploadedFile
from services import media
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx

GRACE_SECONDS = 600
"""Whoever posts a deleted picture again has this long: a file is known by its content only."""
AGAIN_SECONDS = 3600
"""When the store is asked again that could not delete."""
SHOWN_SECONDS = 30 * 86_400
"""When it is looked again whether others still show a file whose uploader's account is gone."""


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
    """Forget replies to callbacks that nobody will repeat."""
    return len(UploadCallback.drop(ctx.db, UploadCallback.is_old(ctx.now), BATCH))
