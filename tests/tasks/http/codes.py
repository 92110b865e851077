"""Codes by SMS: the sent one, and a wrong one."""

from sqlalchemy import select

from models import Outbox
from wire import seal

PHONE, E164 = "138-0000-0001", "+8613800000001"
NOW = 1_700_000_000


def sent_code(db, phone=E164):
    """The code that was last sent to a phone."""
    jobs = db.scalars(select(Outbox).where(Outbox.task == "jobs.sms.send_code"))
    sealed = [job.args["code"] for job in jobs if job.args["phone"] == phone]
    return seal.unseal(sealed[-1]).decode()


def other(code):
    """A code that is wrong."""
    return f"{(int(code) + 1) % 10**6:06}"
