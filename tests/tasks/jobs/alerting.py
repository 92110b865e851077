"""Helpers of the tests of alerts."""

from sqlalchemy import select

from models import Outbox
from push.alerts import Answer, Outcome

NOW = 1_700_000_000
FAILED = Answer(Outcome.FAILED, "TooManyRequests")


class Recorder:
    """A sender that records alerts and gives prepared answers, by token."""

    def __init__(self):
        self.sent, self.answers = [], {}

    def send(self, alerts):
        self.sent += alerts
        return [self.answers.get(one.token, Answer(Outcome.SENT)) for one in alerts]

    def take(self):
        sent, self.sent = self.sent, []
        return sent


def name_of(job):
    return f"jobs.apns.{job}"


def stored(db, name):
    return list(db.scalars(select(Outbox).where(Outbox.task == name_of(name))))
