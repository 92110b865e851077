"""Pushes to users about which of their contacts have an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models import ContactMatch
from models.phonebook import Found
from push.pushes import FromPhonebook
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from wire.objects import all_of
from wire.objects.user import PhonebookUser

MATCH_USER = FollowUp("jobs.contacts.match_user", "uid")


FRAME = 200
"""The most users in one push."""


def pushes(rows: Sequence[Found]) -> Iterator[FromPhonebook]:
    """The pushes to one uploader, as many as are needed."""
    for start in range(0, len(rows), FRAME):
        yield FromPhonebook(users=all_of(PhonebookUser, rows[start : start + FRAME]))


def push_waiting(ctx: Ctx, uid: int) -> None:
    """Push to the calling connection what was found while this user was offline.

    Part of a session start: the pushes are sent after its reply, and its commit marks them as sent.
    """
    for push in pushes(ContactMatch.take_waiting(ctx.db, [uid], ctx.now)):
        ctx.push_back(push)
