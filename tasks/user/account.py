"""Exporting one's data, and deleting one's own account."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from models import Closure, Session, Use, User
from models.limits import Limit, scaled, take_turns
from models.sms import CodeUse
from push.pushes import ExportReady
from services import media
from settings import settings
from tasks.rpc import CREATE, Ctx, rpc
from tasks.rpc.followups import FollowUp
from tasks.shared import sessions, sms_codes
from wire.errors import CodeExpired, Forbidden, NoSession, TooFast, WrongCode
from wire.types import Code

DAY = 86_400
MAKE_EXPORT = FollowUp("jobs.exports.make", "uid", "name", "tries")


class Deletion(msgspec.Struct):
    """After step 1 nothing, or with DEBUG on the code; after step 2 when the account is erased."""

    time: int | UnsetType = UNSET
    code: str | UnsetType = UNSET


@rpc(
    rate=CREATE,
    secret=("code",),
    address=True,
    replay=False,
    errors=[Forbidden, WrongCode, CodeExpired],
)
def delete_account(ctx: Ctx, code: Code | None = None) -> Deletion:
    """Delete my account. Step 1, without code: a code is sent by SMS.

    Step 2, with the code: the account is closed. All its sessions end, and nobody can find it any
    more. At `time` it is erased with everything that is mine; a login before that opens it again.
    """
    user = User.locked(ctx.db, ctx.uid)
    if user is None:
        raise NoSession
    if code is None:
        sent = sms_codes.send(ctx, CodeUse(user.phone, "delete", ctx.uid))
        return Deletion(code=sent if settings.service.debug else UNSET)
    sms_codes.use(ctx, (CodeUse(user.phone, "delete", ctx.uid), code))
    due = ctx.now + settings.retention.delete_account_days * DAY
    Closure.put(ctx.db, ctx.uid, ctx.now, due)
    sessions.end(ctx, Session.revoke(ctx.db, Session.uid == ctx.uid))
    return Deletion(due)


@rpc(rate=CREATE, pushes=[ExportReady])
def export(ctx: Ctx) -> None:
    """Collect everything that is mine in a ZIP file, once a day: JSON by kind, links to my media.

    The event `export_ready` has its address, which is good for 24 hours and for everybody who knows
    it. errno 4 until a day has passed, unless it could not be made.
    """
    _count_export(ctx)
    ctx.later(MAKE_EXPORT, uid=ctx.uid, name=media.new_export(), tries=1)


def _count_export(ctx: Ctx) -> None:
    limits = scaled([Limit("export", str(ctx.uid), 1, DAY)], settings.limits.rate_multiplier)
    take_turns(ctx.db, [f"export:{ctx.uid}"])
    if wait := Use.wait(ctx.db, limits, ctx.now):
        raise TooFast(wait)
    Use.note(ctx.db, limits, ctx.now)
