"""Exports: everything that belongs to a user, in one file of the store for a day."""

from __future__ import annotations

import zipfile
from functools import partial
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from sqlalchemy.orm import Session

from log import log
from models import DroppedFile, Outbox, UploadedFile, Use, User
from models import export as rows
from push.pushes import ExportReady
from services import media
from tasks.jobs.media import GRACE_SECONDS
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx
from tasks.rpc.followups import FollowUp
from tasks.shared.upload_tokens import own_base

MAKE = FollowUp("jobs.exports.make", "uid", "name", "tries")

GOOD_SECONDS = 86_400
"""How long the file can be fetched."""
TRIES, BACKOFF_SECONDS = 5, 120
"""The first and four more, after 2, 4, 8 and 16 minutes."""


@job()
def make(ctx: Ctx, uid: int, name: str, tries: int) -> None:
    """Write the file, pass it to the store after the commit, and send the user an event.

    In case of a crash meanwhile a job is stored that does it again, under the same name.
    """
    if ctx.db.get(User, uid) is None:
        DroppedFile.put(ctx.db, name, ctx.now)  # an earlier try may have stored it
        return
    if tries > TRIES:
        log.error("export given up", uid=uid, tries=TRIES)
        Use.forgive(ctx.db, "export", str(uid))
        return
    # Noted before the file is stored, so that every file is deleted in the end.
    _note(ctx, uid, name)
    wait = BACKOFF_SECONDS * 2 ** (tries - 1)
    again = ctx.later_in(wait, MAKE, uid=uid, name=name, tries=tries + 1)
    file = TemporaryFile()  # noqa: SIM115 - the step after the commit closes it
    write(ctx.db, uid, file)
    ctx.afterwards(partial(_store, name, file), partial(_record, uid, name, again))


def _note(ctx: Ctx, uid: int, name: str) -> int:
    """Note the user as owner of the file, and its deletion; return when that will be."""
    until = ctx.now + GOOD_SECONDS
    url = f"{media.store().download_base(own_base())}/{name}"
    UploadedFile.record(ctx.db, uid, url, name, ctx.now)
    DroppedFile.put(ctx.db, name, until - GRACE_SECONDS)
    return until


def write(db: Session, uid: int, file: IO[bytes]) -> None:
    """Write a ZIP with a JSON list for each kind of which the user has rows."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in rows.KINDS:
            portions = rows.portions(db, kind, uid)
            if first := next(portions, None):
                with archive.open(f"{kind}.json", "w", force_zip64=True) as entry:
                    entry.write(("[\n" + ",\n".join(first)).encode())
                    for portion in portions:
                        entry.write((",\n" + ",\n".join(portion)).encode())
                    entry.write(b"\n]\n")


def _store(name: str, file: BinaryIO) -> None:
    with file:
        file.seek(0)
        media.store().put_export(name, file)


def _record(uid: int, name: str, again: int, ctx: Ctx, _: None) -> None:
    if Outbox.take_out(ctx.db, again) is None:
        return  # it took so long that another worker makes it again, and sends the event
    if User.locked(ctx.db, uid) is None:
        DroppedFile.put(ctx.db, name, ctx.now)
        return
    until = _note(ctx, uid, name)
    ctx.notify(uid, ExportReady(media.store().export_url(own_base(), name, until), until))
