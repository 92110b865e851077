"""Figures that the start page of operations shows as they were in the last hours.

Redis list `figures`, the newest first: sums over all processes. Counts of outcomes only
grow, until Redis forgets them.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from redis import Redis

from models import Order, PayState, Report
from models.counting import up_to
from push import deliver
from tasks.jobs.periodic import periodic
from tasks.rpc.context import Ctx
from tasks.rpc.redis import client, servers
from tasks.shared import counters

KEY = "figures"
KEPT = 240
"""The number of lines; with one every 30 s they cover two hours."""
COUNTED = 10_000
HOUR, DAY = 3600, 86_400
ALERTS = ("apns", "fcm", "jpush")
SERVICES = ("sms", "payment", *ALERTS)


class Line(msgspec.Struct):
    """The figures of one time."""

    time: int
    users: int
    """Online."""
    orders: int
    """To be paid; no more than 10,000 are counted, nor of reports."""
    hour: int
    """Open reports of the last hour."""
    day: int
    """Open reports of the last 24 hours before that."""
    older: int
    """Open reports that are older."""
    sms: int
    """Failed since counting began."""
    alerts: int
    """Failed since counting began."""
    alarms: int
    """Raised since counting began: payments that contradict their order, SMS_PER_MINUTE reached."""


@periodic
def keep(ctx: Ctx) -> int:
    """Add a line, and drop what is older than the others that are kept."""
    redis = client()
    with redis.pipeline(transaction=False) as pipeline:
        pipeline.lpush(KEY, msgspec.json.encode(_line(ctx, redis)))
        pipeline.ltrim(KEY, 0, KEPT - 1)
        pipeline.execute()
    return 0


def _line(ctx: Ctx, redis: Redis) -> Line:
    with redis.pipeline(transaction=False) as pipeline:
        for service in SERVICES:
            pipeline.hgetall(counters.key(service))
        counts = pipeline.execute()
    outcomes = dict(zip(SERVICES, counts, strict=True))
    hour, day, reports = Report.ages(ctx.db, (HOUR, DAY), ctx.now, COUNTED)
    return Line(
        time=ctx.now,
        users=deliver.count_online(servers()),
        orders=up_to(ctx.db, COUNTED, Order.paystate == PayState.UNPAID),
        hour=hour,
        day=day - hour,
        older=reports - day,
        sms=_ended(outcomes["sms"], "failed"),
        alerts=sum(_ended(outcomes[service], "failed") for service in ALERTS),
        alarms=sum(_begun(one, "alarm") for one in outcomes.values()),
    )


def _ended(counts: Mapping[bytes, bytes], outcome: str) -> int:
    return sum(int(n) for what, n in counts.items() if what.decode().rpartition(" ")[2] == outcome)


def _begun(counts: Mapping[bytes, bytes], kind: str) -> int:
    return sum(int(n) for what, n in counts.items() if what.decode().partition(" ")[0] == kind)
