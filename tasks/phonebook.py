"""Contacts, and who of them has an account."""

from __future__ import annotations

from models import Contact
from models.phonebook import Entry
from push.events import FromPhonebook
from tasks.rpc import CREATE, Ctx, rpc
from wire import phones
from wire.errors import BadRequest
from wire.types import PhoneList

MOST_NUMBERS = 5_000
MOST_SPELLINGS = 10_000


@rpc(rate=CREATE, pushes=[FromPhonebook])
def upload(ctx: Ctx, phone_list: PhoneList) -> None:
    """Add contacts to my phone book; a given name takes the place of the old one.

    Entries without a phone are skipped. At most 5000 numbers, in at most 10000 spellings. Who of
    them has an account and is not my friend comes as a push, now or when the account is made.
    """
    entries = _merged(phone_list)
    if not entries:
        return
    Contact.merge(ctx.db, ctx.uid, entries, ctx.now)
    spellings, numbers = Contact.size(ctx.db, ctx.uid)
    if spellings > MOST_SPELLINGS or numbers > MOST_NUMBERS:
        raise BadRequest(f"phone_list: a phone book holds at most {MOST_NUMBERS} numbers")
    ctx.later("jobs.contacts.match_upload", uid=ctx.uid, time=ctx.now)


def _merged(lines: PhoneList) -> list[Entry]:
    """The lines with something to compare, once per spelling, the last name given."""
    merged: dict[str, Entry] = {}
    for line in lines:
        if line.phone and (number := phones.comparable(line.phone)):
            former = merged.get(line.phone)
            name = line.name or (former.name if former else None)
            merged[line.phone] = Entry(line.phone, number, name)
    return sorted(merged.values())
