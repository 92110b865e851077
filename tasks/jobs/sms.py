"""Sending SMS, and deleting old codes and counts.

A code is of no use after a minute, an invitation is not urgent. Numbers and texts are not logged,
only the outcome, which is also counted for /metrics: hash `outcomes:sms`, field "<kind> <outcome>".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from redis.exceptions import RedisError

from log import log
from models import Failure, FoundStranger, Outbox, SmsCode, SmsSent, Use
from services import sms
from tasks.jobs.periodic import BATCH, periodic
from tasks.jobs.queued import GiveUp, job
from tasks.rpc.context import Ctx
from tasks.rpc.followups import FollowUp
from tasks.rpc.redis import client
from tasks.shared import counters
from tasks.shared.sms_codes import SEND_CODE
from wire import seal

SEND_BEHIND_CODES = FollowUp("jobs.sms.send_invite", "phone", "nick", "time", "gave_way")


CODE_SECONDS, INVITE_SECONDS = 60, 3600
"""How long after its order a message is still sent."""
OUTCOMES = counters.key("sms")


@job(tries=3, backoff=15)
def send_code(ctx: Ctx, phone: str, code: str, time: int) -> None:
    """Send a code, which is given sealed; tries at once, after 15 s and after 45 s."""
    clear = seal.unseal(code).decode()
    request = seal.digest("sms", phone, code).hex()
    if ctx.now - time > CODE_SECONDS:
        _count("code", "dropped")
        raise GiveUp("too late for a code")
    _send("code", request, partial(sms.provider().send_code, phone, clear, request))


@job(tries=8, backoff=28)
def send_invite(ctx: Ctx, phone: str, nick: str, time: int, gave_way: bool = False) -> None:
    """Send an invitation of the user called `nick`, after waiting codes; tries for up to 1 h."""
    if ctx.now - time > INVITE_SECONDS:
        _count("invite", "dropped")
        raise GiveUp("too late for an invitation")
    if not gave_way and Outbox.untried(ctx.db, SEND_CODE.job):
        # It goes to the end of the queue once, so that it cannot wait for ever.
        ctx.later(SEND_BEHIND_CODES, phone=phone, nick=nick, time=time, gave_way=True)
        return
    request = seal.digest("sms", phone, nick, str(time)).hex()
    _send("invite", request, partial(sms.provider().send_invite, phone, nick, request))


def _send(kind: str, request: str, send: Callable[[], None]) -> None:
    """Send, unless a worker did so that ended before it could commit."""
    if _was_sent(request):
        return
    try:
        send()
    except sms.SmsFailed:
        _count(kind, "failed")
        raise
    _count(kind, "sent")
    _note_sent(request)
    log.info("sms sent", kind=kind)


def _was_sent(request: str) -> bool:
    try:
        return bool(client().exists(f"sms:{request}"))
    except RedisError as error:
        log.warning("sms not looked up", error=error)
        return False


def _note_sent(request: str) -> None:
    """Note the sending, for carriers that do not compare request ids."""
    try:
        client().set(f"sms:{request}", 1, ex=INVITE_SECONDS)
    except RedisError as error:
        log.warning("sms not noted", error=error)


_count = partial(counters.count, "sms")


@periodic
def clean_up(ctx: Ctx) -> int:
    """Delete codes older than 5 minutes and counts older than 24 hours."""
    tables = (SmsCode, SmsSent, Failure, FoundStranger, Use)
    return max(len(table.drop(ctx.db, table.is_old(ctx.now), BATCH)) for table in tables)
