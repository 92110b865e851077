"""Upload tokens of operations."""

from __future__ import annotations

from models import Circle
from tasks.ops.action import action
from tasks.rpc import Ctx
from tasks.shared import upload_tokens
from wire.errors import NotFound
from wire.types import Cid, Url
from wire.uploads import WITHOUT_CALLBACK

NOBODY = 0


@action("CircleIcon", hidden=("token",), errors=[NotFound])
def circle_icon(ctx: Ctx, cid: Cid, base: Url) -> upload_tokens.Token:
    """A token for a picture that becomes a circle's icon; `base`: our own public address."""
    Circle.get(ctx.db, cid)
    return upload_tokens.token(ctx, NOBODY, "CircleIcon", cid, base)


@action("Image", hidden=("token",))
def image(ctx: Ctx, base: Url) -> upload_tokens.Token:
    """A token for pictures and other files; `base`: our own public address."""
    return upload_tokens.token(ctx, NOBODY, WITHOUT_CALLBACK, base=base)
