"""Contacts, and which of them have an account."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from models import Contact
from models.phonebook import Entry
from push.pushes import FromPhonebook
from tasks.rpc import CREATE, Ctx, rpc
from tasks.rpc.followups import FollowUp
from wire import phones
from wire.errors import BadRequest
from wire.types import PhoneList

MATCH_UPLOAD = FollowUp("jobs.contacts.match_upload", "uid", "time")


MOST_NUMBERS = 5_000
MOST_SPELLINGS = 10_000
NAME, SPELLING = 64, 256
"""The most characters stored of a name and of a spelling."""


class Uploaded(msgspec.Struct):
    """`skipped`: the phones in which no number was found, as they were uploaded."""

    skipped: list[str] | UnsetType = UNSET


@rpc(rate=CREATE, pushes=[FromPhonebook])
def upload(ctx: Ctx, phone_list: PhoneList) -> Uploaded:
    """Add contacts to my phone book; a given name takes the place of the old one.

    Numbers are found between other words and beside each other; lines without any are skipped,
    names are cut at 64 characters. At most 5000 numbers, in at most 10000 spellings. Contacts with
    an account who are not my friends are pushed, now or when the account is made.
    """
    entries, skipped = _read(phone_list)
    if entries:
        Contact.merge(ctx.db, ctx.uid, entries, ctx.now)
        spellings, numbers = Contact.size(ctx.db, ctx.uid)
        if spellings > MOST_SPELLINGS or numbers > MOST_NUMBERS:
            raise BadRequest(f"phone_list: a phone book holds at most {MOST_NUMBERS} numbers")
        ctx.later(MATCH_UPLOAD, uid=ctx.uid, time=ctx.now)
    return Uploaded(skipped or UNSET)


def _read(lines: PhoneList) -> tuple[list[Entry], list[str]]:
    """The numbers, once per spelling and with the last given name; and the phones without any."""
    entries: dict[tuple[str, str], Entry] = {}
    skipped: dict[str, None] = {}
    for line in lines:
        if not line.phone:
            continue
        phone = line.phone[:SPELLING]
        for number in (found := phones.numbers_in(phone)):
            former = entries.get((phone, number))
            name = line.name[:NAME] if line.name else (former.name if former else None)
            entries[phone, number] = Entry(phone, number, name)
        if not found:
            skipped[phone] = None
    return sorted(entries.values()), list(skipped)
