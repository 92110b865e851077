"""Personal albums."""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from models import AlbumMedia, User
from tasks.rpc import CREATE, LIGHT, READ, Ctx, rpc
from wire.errors import Forbidden, NotFound
from wire.objects import album as objects
from wire.objects import present
from wire.types import AlbumText, Count1000, Cursor, FileType, Id, Size, Uid, Url

PICTURE, VOICE = 1, 2


class Added(msgspec.Struct):
    did: int


class Album(msgspec.Struct):
    medias: list[objects.AlbumMedia]


class EndorserAlbum(msgspec.Struct):
    media: list[objects.AlbumMedia]


@rpc(rate=CREATE)
def add(
    ctx: Ctx,
    url: Url,
    filetype: FileType,
    content: AlbumText | None = None,
    width: Size | None = None,
    height: Size | None = None,
    length: Size | None = None,
) -> Added:
    """Add one file to my album; the file itself is not fetched.

    `width` and `height` count for pictures, `length` (ms) for voices and videos; what does not
    belong to the filetype is dropped. `content` is called `text` in results.
    """
    if filetype == PICTURE:
        file = {"type": "pic", "picture": url, "width": width, "height": height}
    elif filetype == VOICE:
        file = {"type": "vic", "voice": url, "length": length or 0}
    else:
        file = {"type": "vdo", "video": url, "length": length or 0}
    row = AlbumMedia(uid=ctx.uid, text=content or "", time=ctx.now, **file)
    ctx.db.add(row)
    ctx.db.flush()  # for the id
    return Added(row.did)


@rpc(rate=READ, readonly=True, errors=[NotFound])
def read(ctx: Ctx, uid: Uid, before: Cursor | None = None, count: Count1000 = 10) -> Album:
    """A user's album, newest first; legacy connections see pictures only.

    `before`: did, exclusive.
    """
    rows = AlbumMedia.page(ctx.db, ctx.uid, uid, before, count, pictures=ctx.legacy)
    if not rows:
        User.require(ctx.db, uid)
    return Album([_object(row) for row in rows])


@rpc(rate=READ, readonly=True)
def endorsements(ctx: Ctx, pos: Cursor | None = None, count: Count1000 = 20) -> EndorserAlbum:
    """Album entries of all endorsers, newest first; legacy connections see pictures only.

    `pos`: did, exclusive.
    """
    rows = AlbumMedia.of_endorsers(ctx.db, ctx.uid, pos, count, pictures=ctx.legacy)
    return EndorserAlbum([_object(row) for row in rows])


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def delete(ctx: Ctx, did: Id) -> None:
    """Delete one of my album entries; a file that I uploaded is deleted when nothing names it."""
    entry = AlbumMedia.get(ctx.db, did, lock=True)
    if entry.uid != ctx.uid:
        raise Forbidden("the entry belongs to somebody else")
    ctx.db.delete(entry)


def _object(row: AlbumMedia) -> objects.AlbumMedia:
    if row.type == "pic":
        return present(objects.AlbumMedia, row, length=UNSET)
    return present(objects.AlbumMedia, row)
