"""SMS codes: limits, sending, checking. Shared by the login and by the change of a number."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from log import log
from models import SmsCode, SmsSent
from models.limits import Limit, scaled, take_turns
from models.sms import Check
from settings import settings
from tasks.rpc.followups import FollowUp
from tasks.shared import challenges, counters
from wire import phones, seal
from wire.errors import BadRequest, CodeExpired, Forbidden, TooFast, WrongCode

SEND_CODE = FollowUp("jobs.sms.send_code", "phone", "code", "time")


if TYPE_CHECKING:
    from tasks.rpc import Ctx

MINUTE, HOUR, DAY = 60, 3600, 86_400
ADDRESS, TOTAL = "code-address", "code-total"


def number(phone: str) -> phones.Number:
    """The number somebody typed; raises BadRequest when it is no possible one."""
    found = phones.parse(phone)
    if found is None:
        raise BadRequest("phone: not a possible number")
    return found


def send(ctx: Ctx, phone: str, uid: int | None = None, proof: str = "") -> str:
    """Send a new code by SMS and return it; `uid`: for that user's change of number.

    `proof`: of the work that an earlier refusal asked for. Raises TooFast beyond the limits of the
    settings, with a `challenge` when work would help, and Forbidden for other countries than
    those of the settings.
    """
    _require_country(phone)
    limits = _limits(phone, ctx.origin.address)
    take_turns(ctx.db, [f"{limit.kind}:{limit.key}" for limit in limits])
    _require_usual(ctx, phone, proof)
    # Not among those that take turns: every login of the whole service would stand in one line.
    if wait := SmsSent.wait(ctx.db, _scaled([*limits, _everybody()]), ctx.now):
        _alarm(ctx)
        raise TooFast(wait)
    SmsSent.note(ctx.db, [*limits, _everybody()], ctx.now)
    code = f"{secrets.randbelow(10**6):06}"
    SmsCode.store(ctx.db, phone, uid, _hash(phone, uid, code), ctx.now)
    ctx.later(SEND_CODE, phone=phone, code=seal.seal(code.encode()), time=ctx.now)
    return code


def _require_country(phone: str) -> None:
    allowed = settings.sms.countries
    if allowed and phones.country(phone) not in allowed:
        raise Forbidden("no codes are sent to this country")


def _require_usual(ctx: Ctx, phone: str, proof: str) -> None:
    """Ask for work when one address, or everybody together, asks unusually often."""
    sms = settings.sms
    if not sms.challenge_bits:
        return
    usual = [Limit(TOTAL, "", sms.usual_per_minute, MINUTE)]
    if ctx.origin.address:
        usual.append(Limit(ADDRESS, ctx.origin.address, sms.usual_per_address, HOUR))
    what = f"code {phone}"
    if challenges.is_solved(what, proof, sms.challenge_bits, ctx.now):
        return
    if SmsSent.wait(ctx.db, _scaled(usual), ctx.now):
        raise TooFast(0, challenge=challenges.make(what, sms.challenge_bits, ctx.now))


def _alarm(ctx: Ctx) -> None:
    """Tell operations when it was the limit of the whole service that was reached."""
    if SmsSent.wait(ctx.db, _scaled([_everybody()]), ctx.now):
        counters.count("sms", "alarm", "cap")
        log.error("no more codes in this minute", most=settings.sms.per_minute)


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
    sms = settings.sms
    spans = ((1, sms.gap_seconds), (sms.per_phone_hour, HOUR), (sms.per_phone_day, DAY))
    limits = [Limit("code-phone", phone, *span) for span in spans if span[1]]
    if address:
        limits.append(Limit(ADDRESS, address, sms.per_address_hour, HOUR))
        limits.append(Limit(ADDRESS, address, sms.per_address_day, DAY))
    return limits


def _everybody() -> Limit:
    return Limit(TOTAL, "", settings.sms.per_minute, MINUTE)


def _scaled(limits: Iterable[Limit]) -> list[Limit]:
    return scaled(limits, settings.limits.rate_multiplier)


def _hash(phone: str, uid: int | None, code: str) -> bytes:
    return seal.digest("code", phone, str(uid or ""), code)
