"""Pushes that tell somebody which of their contacts have an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models import ContactMatch
from models.phonebook import Found
from push.events import FromPhonebook
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from wire.objects import all_of
from wire.objects.user import PhonebookUser

MATCH_USER = FollowUp("jobs.contacts.match_user", "uid")


FRAME = 200
"""Users in one push, at most."""


def pushes(rows: Sequence[Found]) -> Iterator[FromPhonebook]:
    """What one uploader is told, in as many pushes as it takes."""
    for start in range(0, len(rows), FRAME):
        yield FromPhonebook(users=all_of(PhonebookUser, rows[start : start + FRAME]))


def push_waiting(ctx: Ctx, uid: int) -> None:
    """Push to the calling connection what was found while this user was offline.

    Part of a session start: the pushes go out after its reply, and count as told with its commit.
    """
    for push in pushes(ContactMatch.take_waiting(ctx.db, [uid], ctx.now)):
        ctx.push_back(push)
