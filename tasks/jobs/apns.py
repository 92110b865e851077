"""Alerts for users who are offline.

A push is sent right after the commit, an alert when no connection can have received the push:

* The job reads presence right before sending. A user with a connection on a living gateway gets
  no alert now. That gateway may have ended a moment ago, so its lease is checked again later: if
  the gateway still lives, it lived when the push was made; if it has ended and the user did not
  come back, the alert is sent after all.
* Nothing is sent for a message that was read meanwhile.

The carrier is asked without a transaction. In case of a crash meanwhile a job is stored that does
it again; afterwards that job is replaced by one for the failed alerts only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from log import log
from models import Device, Outbox
from models import alert as rows
from models.alert import Due
from push import alerts as carriers
from push import deliver, presence
from push.alerts import Answer, DeviceAlert, Outcome, Platform
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx
from tasks.rpc.followups import FollowUp
from tasks.rpc.redis import servers
from tasks.shared import alerts, counters

LOOK_AGAIN = FollowUp("jobs.apns.look_again", "due")
AGAIN = FollowUp("jobs.apns.again", "due", "tries")


SERVICES = {Platform.IOS: "apns", Platform.FCM: "fcm", Platform.JPUSH: "jpush"}
"""The names of carriers in /metrics."""
MERGED = 500
"""The most stored jobs about one message that one run takes over."""
LOOK_AGAIN_SECONDS = presence.LEASE_SECONDS + 1
TRIES, BACKOFF_SECONDS = 4, 30
"""The first and three more, after 30, 60 and 120 seconds."""
HELD_SECONDS = 10
CRASH_SECONDS = 120
"""Longer than the timeout of a carrier."""


class Alert(NamedTuple):
    """An alert as it is stored in jobs: one element of their argument `due`."""

    kind: str
    id: int
    uid: int
    sid: int | None = None


class Seen(NamedTuple):
    """An alert whose user was online, on these gateways."""

    kind: str
    id: int
    uid: int
    fronts: list[str]


D = TypeVar("D", Alert, Seen)


@job(tries=8)
def alert(ctx: Ctx, due: list[tuple[str, int, int]]) -> None:
    """Alert users who are offline; `due`: [kind, id, uid] each.

    It also does what waits in other jobs of this kind.
    """
    _alert(ctx, [*due, *rows.take_waiting(ctx.db, alerts.ALERT.job, MERGED)])


@job(queue="crowd", tries=8)
def alert_crowd(ctx: Ctx, due: list[tuple[str, int, int]]) -> None:
    """Like `alert`, for the members of a circle."""
    _alert(ctx, due)


def _alert(ctx: Ctx, due: Iterable[tuple[str, int, int]]) -> None:
    waiting = _known(ctx, [Alert(*one) for one in due], alerts.CROWD)
    fronts = deliver.where(servers(), {one.uid for one in waiting})
    seen = [Seen(*one[:3], fronts[one.uid]) for one in waiting if one.uid in fronts]
    if seen:
        ctx.later_in(LOOK_AGAIN_SECONDS, LOOK_AGAIN, due=seen)
    _send(ctx, [one for one in waiting if one.uid not in fronts])


@job(queue="crowd", tries=8)
def look_again(ctx: Ctx, due: list[tuple[str, int, int, list[str]]]) -> None:
    """Alert users whose gateways have ended since the push, unless the users came back."""
    seen = _known(ctx, [Seen(*one) for one in due], LOOK_AGAIN)
    online = deliver.where(servers(), {one.uid for one in seen})
    lives = _living(seen)
    lost = [one for one in seen if one.uid not in online and lives[one.uid].isdisjoint(one.fronts)]
    _send(ctx, [Alert(*one[:3]) for one in lost])


def _known(ctx: Ctx, due: list[D], followup: FollowUp, **more: int) -> list[D]:
    """Those of whose users a Redis knows whether they are online; the others wait for theirs."""
    known: list[D] = []
    held: list[D] = []
    for one in due:  # asked once of each: a server may come back meanwhile
        (known if servers().knows(one.uid) else held).append(one)
    if held:
        ctx.later_in(HELD_SECONDS, followup, due=held, **more)
    return known


def _living(seen: Iterable[Seen]) -> dict[int, set[str]]:
    fronts: dict[int, set[str]] = defaultdict(set)
    for one in seen:
        fronts[one.uid].update(one.fronts)
    return deliver.living(servers(), fronts)


@job(queue="crowd", tries=8)
def again(ctx: Ctx, due: list[tuple[str, int, int, int]], tries: int) -> None:
    """Send failed alerts to single devices again; `tries` counts this try."""
    waiting = _known(ctx, [Alert(*one) for one in due], AGAIN, tries=tries)
    online = deliver.where(servers(), {one.uid for one in waiting})
    _send(ctx, [one for one in waiting if one.uid not in online], tries)


def _send(ctx: Ctx, due: Sequence[Alert], tries: int = 0) -> None:
    """Send the alerts that are still due. `tries`: 0 the first time, when badges count them."""
    found = _found(ctx, due, counting=tries == 0)
    if found:
        due = [one for one, _ in found]
        stored = ctx.later_in(CRASH_SECONDS, AGAIN, due=due, tries=max(tries, 1))
        ask = partial(carriers.sender().send, [one for _, one in found])
        ctx.afterwards(ask, partial(_record, stored, found, max(tries, 1)))


def _found(ctx: Ctx, due: Iterable[Alert], *, counting: bool) -> list[tuple[Alert, DeviceAlert]]:
    """The devices to alert, and the alert for each."""
    by_kind: dict[str, list[Due]] = defaultdict(list)
    for kind, id_, uid, sid in due:
        by_kind[kind].append(Due(id_, uid, sid))
    found = []
    for kind, dues in by_kind.items():
        if counting and alerts.KINDS[kind].counts:
            Device.count_up(ctx.db, [one.uid for one in dues])
        for row in alerts.KINDS[kind].find(ctx.db, dues):
            found.append((Alert(kind, row.id, row.uid, row.sid), alerts.for_device(kind, row)))
    return found


def _record(
    stored: int, sent: list[tuple[Alert, DeviceAlert]], tries: int, ctx: Ctx, answers: list[Answer]
) -> None:
    """Delete bad tokens, and store a job that tries failed alerts again."""
    told = [(*one, answer) for one, answer in zip(sent, answers, strict=True)]
    _count([(one, answer) for _, one, answer in told])
    bad = [(one, answer) for _, one, answer in told if answer.outcome is Outcome.BAD_TOKEN]
    Device.drop_bad(ctx.db, {one.token: answer.time for one, answer in bad})
    if Outbox.take_out(ctx.db, stored) is None:
        # Sending took so long that another worker has begun to do it again.
        return
    failed = [(one, answer.wait) for one, _, answer in told if answer.outcome is Outcome.FAILED]
    if failed and tries < TRIES:
        _try_again(ctx, failed, tries)
    elif failed:
        log.error("alerts dropped", number=len(failed), tries=tries)


def _try_again(ctx: Ctx, failed: Iterable[tuple[Alert, int]], tries: int) -> None:
    """Try again after the usual time, or the time the carrier asks for if that is longer."""
    usual = BACKOFF_SECONDS * 2 ** (tries - 1)
    by_wait: dict[int, list[Alert]] = defaultdict(list)
    for one, asked in failed:
        by_wait[max(usual, asked)].append(one)
    for wait, due in by_wait.items():
        ctx.later_in(wait, AGAIN, due=due, tries=tries + 1)


def _count(answers: Sequence[tuple[DeviceAlert, Answer]]) -> None:
    """Count the answers for /metrics, and log the reasons."""
    known = Counter((SERVICES[one.platform], one.type, answer.outcome) for one, answer in answers)
    for (service, kind, outcome), number in known.items():
        counters.count(service, kind, outcome.value, number)
    reasons = Counter(one.reason for _, one in answers if one.outcome is not Outcome.SENT)
    if reasons:
        log.warning("alerts not sent", reasons=dict(reasons))
