"""The kinds of test card. No real card number is asked for or kept anywhere."""

from __future__ import annotations

from typing import NamedTuple

from services.payment.interface import Card, Status
from services.payment.sandbox.ledger import BoundCard

DELAY_SECONDS = 30
SILENT_SECONDS = 10


class Kind(NamedTuple):
    """The digits of a card, and the outcome of charging it."""

    card_name: str
    card_top: str
    card_last: str
    meaning: str
    status: Status = Status.PAID
    after: float = 0
    """Seconds until that outcome."""
    reason: str = ""
    answers: bool = True
    """False: the charge is carried out, but its answer never comes."""


KINDS = {
    "pays": Kind("储蓄卡", "622202", "1111", "pays at once"),
    "refuses": Kind("储蓄卡", "622848", "2222", "is refused", Status.FAILED, reason="余额不足"),
    "delays": Kind(
        "信用卡", "621700", "3333", f"pays after {DELAY_SECONDS} s", after=DELAY_SECONDS
    ),
    "silent": Kind(
        "信用卡",
        "436742",
        "4444",
        "pays, but the answer gets lost",
        after=SILENT_SECONDS,
        answers=False,
    ),
}


def card(cardid: str, bound: BoundCard) -> Card:
    """A bound card as its owner sees it; test cards never expire."""
    kind = KINDS[bound.kind]
    return Card(cardid, kind.card_name, kind.card_top, kind.card_last, None)
