"""SMS codes: limits, sending, checking. Shared by the login and by the change of a number."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from log import log
from models import SmsCode, SmsSent
from models.limits import Limit, scaled, take_turns
from models.sms import Check, CodeUse
from settings import settings
from tasks.rpc.followups import FollowUp
from tasks.shared import challenges, counters
from wire import phones, seal
from wire.errors import BadRequest, CodeExpired, Forbidden, RpcError, TooFast, WrongCode

SEND_CODE = FollowUp("jobs.sms.send_code", "phone", "code", "time")


if TYPE_CHECKING:
    from tasks.rpc import Ctx

MINUTE, HOUR, DAY = 60, 3600, 86_400
ADDRESS, TOTAL = "code-address", "code-total"


def number(phone: str) -> phones.Number:
    """The number that was typed; raises BadRequest when it can be that of no phone."""
    found = phones.parse(phone)
    if found is None or phones.is_costly(found.e164):
        raise BadRequest("phone: not a possible number")
    return found


def send(ctx: Ctx, use: CodeUse, proof: str = "") -> str:
    """Send a code by SMS and return it; a recent code is sent again.

    So a stranger's request does not disturb the owner of the phone, whose code stays valid. For
    the same reason limits per phone are counted per requesting address.

    `proof`: the proof of work that an earlier refusal asked for. Raises TooFast beyond the limits
    of the settings, with a `challenge` when work would help, and Forbidden for other countries than
    those of the settings.
    """
    _require_country(use.phone)
    limits = _limits(use.phone, ctx.origin.address)
    turns = [f"{limit.kind}:{limit.key}" for limit in limits]
    take_turns(ctx.db, [*turns, f"code:{use.phone}"])
    _require_usual(ctx, use.phone, proof)
    # Not locked like the others: all logins of the whole service would wait for each other.
    if wait := SmsSent.wait(ctx.db, _scaled([*limits, _everybody()]), ctx.now):
        _alarm(ctx)
        raise TooFast(wait)
    SmsSent.note(ctx.db, limits, ctx.now)
    sealed = SmsCode.to_repeat(ctx.db, use, ctx.now)
    if sealed is None:
        return _send_new(ctx, use)
    if not SmsSent.wait(ctx.db, _scaled([_lately(use.phone)]), ctx.now):
        _queue(ctx, use.phone, sealed)
    return seal.unseal(sealed).decode()


def _send_new(ctx: Ctx, use: CodeUse) -> str:
    code = f"{secrets.randbelow(10**6):06}"
    sealed = seal.seal(code.encode())
    SmsCode.store(ctx.db, use, _hash(use, code), sealed, ctx.now)
    _queue(ctx, use.phone, sealed)
    return code


def _queue(ctx: Ctx, phone: str, sealed: str) -> None:
    SmsSent.note(ctx.db, [_lately(phone), _everybody()], ctx.now)
    ctx.later(SEND_CODE, phone=phone, code=sealed, time=ctx.now)


def _require_country(phone: str) -> None:
    allowed = settings.sms.countries
    if allowed and phones.country(phone) not in allowed:
        raise Forbidden("no codes are sent to this country")


def _require_usual(ctx: Ctx, phone: str, proof: str) -> None:
    """Ask for proof of work when one address, or all together, ask unusually often."""
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
    """Store a finding for operations when the limit of the whole service was reached."""
    if SmsSent.wait(ctx.db, _scaled([_everybody()]), ctx.now):
        counters.count("sms", "alarm", "cap")
        log.error("no more codes in this minute", most=settings.sms.per_minute)


def use(ctx: Ctx, *codes: tuple[CodeUse, str]) -> None:
    """Use codes up, all or none; raises WrongCode or CodeExpired, and the try counts.

    Blanks are ignored and digits of other scripts are read, because codes are pasted.
    """
    right = [_attempt(ctx, use, code) for use, code in codes]
    SmsCode.spend(ctx.db, right)


def _attempt(ctx: Ctx, use: CodeUse, code: str) -> int:
    code = phones.digits(unicodedata.normalize("NFKC", code))
    found, codeid = SmsCode.attempt(ctx.db, use, _hash(use, code), ctx.now)
    if codeid is not None:
        return codeid
    raise ctx.keeping(WrongCode() if found is Check.WRONG else CodeExpired())


def ask_for_confirmation(ctx: Ctx, phone: str) -> RpcError:
    """Send a code to a user's present phone; return the refusal that the caller raises."""
    code = send(ctx, CodeUse(phone, "confirm", ctx.uid))
    shown = phones.shown(phone)
    result = {"confirm": f"{shown[:3]}****{shown[-4:]}"}
    if settings.service.debug:
        result["code"] = code
    words = "a code was sent to the present phone, which must come along"
    return ctx.keeping(Forbidden(words, **result))


def _limits(phone: str, address: str) -> list[Limit]:
    sms = settings.sms
    spans = ((1, sms.gap_seconds), (sms.per_phone_hour, HOUR), (sms.per_phone_day, DAY))
    asked = f"{phone} {address}"
    limits = [Limit("code-phone", asked, *span) for span in spans if span[1]]
    if address:
        limits.append(Limit(ADDRESS, address, sms.per_address_hour, HOUR))
        limits.append(Limit(ADDRESS, address, sms.per_address_day, DAY))
    return limits


def _lately(phone: str) -> Limit:
    """The limit of one SMS per phone in a time, for all addresses."""
    return Limit("code-sms", phone, 1, settings.sms.gap_seconds)


def _everybody() -> Limit:
    return Limit(TOTAL, "", settings.sms.per_minute, MINUTE)


def _scaled(limits: Iterable[Limit]) -> list[Limit]:
    return scaled(limits, settings.limits.rate_multiplier)


def _hash(use: CodeUse, code: str) -> bytes:
    return seal.digest("code", use.phone, str(use.uid or ""), code)
