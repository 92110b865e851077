"""Bank cards that a payment provider keeps for deleted accounts."""

from __future__ import annotations

from contextlib import suppress

from services import payment
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx


@job(tries=8, backoff=60)
def forget(_: Ctx, uid: int) -> None:
    """Unbind the cards of an account; a provider that does not answer is asked again."""
    if (provider := payment.with_cards()) is None:
        return
    for card in provider.cards(uid):
        with suppress(payment.NoSuchCard):
            provider.unbind(uid, card.cardid)
