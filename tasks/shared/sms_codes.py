"""SMS codes: limits, sending, checking. Shared by the login and by the change of a number."""

from __future__ import annotations

import secrets
import unicodedata
from typing import TYPE_CHECKING

from models import SmsCode, SmsSent
from models.limits import Limit, take_turns
from models.sms import Check
from tasks.rpc.followups import FollowUp
from wire import phones, seal
from wire.errors import BadRequest, CodeExpired, TooFast, WrongCode

SEND_CODE = FollowUp("jobs.sms.send_code", "phone", "code", "time")


if TYPE_CHECKING:
    from tasks.rpc import Ctx

MINUTE, HOUR, DAY = 60, 3600, 86_400


def number(phone: str) -> phones.Number:
    """The number somebody typed; raises BadRequest when it is no possible one."""
    found = phones.parse(phone)
    if found is None:
        raise BadRequest("phone: not a possible number")
    return found


def send(ctx: Ctx, phone: str, uid: int | None = None) -> str:
    """Send a new code by SMS and return it; `uid`: for that user's change of number.

    Raises TooFast: 60 s between two, 5 an hour and 10 a day per phone, 10 an hour per address.
    """
    limits = _limits(phone, ctx.origin.address)
    take_turns(ctx.db, [f"{limit.kind}:{limit.key}" for limit in limits])
    if wait := SmsSent.wait(ctx.db, limits, ctx.now):
        raise TooFast(wait)
    SmsSent.note(ctx.db, limits, ctx.now)
    code = f"{secrets.randbelow(10**6):06}"
    SmsCode.store(ctx.db, phone, uid, _hash(phone, uid, code), ctx.now)
    ctx.later(SEND_CODE, phone=phone, code=seal.seal(code.encode()), time=ctx.now)
    return code


def use(ctx: Ctx, phone: str, code: str, uid: int | None = None) -> None:
    """Use a code up; raises WrongCode or CodeExpired, and the try counts.

    Blanks and other scripts' digits are read as what was meant: codes are pasted.
    """
    code = phones.digits(unicodedata.normalize("NFKC", code))
    found = SmsCode.use(ctx.db, phone, uid, _hash(phone, uid, code), ctx.now)
    if found is Check.WRONG:
        raise ctx.keeping(WrongCode())
    if found is Check.GONE:
        raise ctx.keeping(CodeExpired())


def _limits(phone: str, address: str) -> list[Limit]:
    limits = [Limit("code-phone", phone, *span) for span in ((1, MINUTE), (5, HOUR), (10, DAY))]
    return [*limits, Limit("code-address", address, 10, HOUR)] if address else limits


def _hash(phone: str, uid: int | None, code: str) -> bytes:
    return seal.digest("code", phone, str(uid or ""), code)
