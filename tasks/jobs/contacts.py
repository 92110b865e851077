"""Pushing to users which of their contacts have an account."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from models import ContactMatch
from models.phonebook import Contact, Found, Waiting
from push import deliver
from tasks.jobs.periodic import BATCH, periodic
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx
from tasks.rpc.redis import servers
from tasks.shared.contacts import pushes

RECENT_SECONDS = 900
"""An uploader who came online while a match was stored gets it by one of the next sweeps."""


@job()
def match_upload(ctx: Ctx, uid: int, time: int) -> None:
    """Push to an uploader the users found by the numbers that were uploaded at `time`."""
    _tell(ctx, Contact.found_by_upload(ctx.db, uid, time))


@job()
def match_user(ctx: Ctx, uid: int) -> None:
    """Push a user to every uploader who has the user's number, once per pair.

    It is queued at a user's first session start and after a change of phone.
    """
    known = ContactMatch.known(ctx.db, uid)
    _tell(ctx, [row for row in Contact.who_has(ctx.db, uid) if row.owner not in known])


def _tell(ctx: Ctx, rows: Sequence[Found]) -> None:
    online = set(deliver.online(servers(), sorted({row.owner for row in rows})))
    ContactMatch.record(ctx.db, [(row.owner, row.uid) for row in rows], online, ctx.now)
    _push(ctx, [row for row in rows if row.owner in online])


def _push(ctx: Ctx, rows: Sequence[Found]) -> None:
    for owner, found in groupby(rows, key=lambda row: row.owner):
        for push in pushes(list(found)):
            ctx.push(owner, push)


@periodic
def sweep(ctx: Ctx) -> int:
    """Delete what waited too long, and push to uploaders who came online meanwhile."""
    online = _came_online(ctx)
    if online:
        _push(ctx, ContactMatch.take_waiting(ctx.db, online, ctx.now))
    return max(len(online), ContactMatch.drop_expired(ctx.db, ctx.now, BATCH))


def _came_online(ctx: Ctx) -> list[int]:
    """Some of the waiting uploaders who are online; all are checked, even if many are offline."""
    found: set[int] = set()
    after = Waiting(ctx.now - RECENT_SECONDS, 0)
    while len(found) < BATCH and (page := ContactMatch.waiting(ctx.db, after, BATCH)):
        owners = sorted({one.owner for one in page if servers().knows(one.owner)})
        found.update(deliver.online(servers(), owners))
        after = page[-1]
    return sorted(found)
