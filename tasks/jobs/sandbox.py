"""The payment sandbox's notices, delivered by HTTP as another company would."""

from __future__ import annotations

from services.payment import addresses
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx

SECONDS = 8


class NotTaken(Exception):
    """The merchant did not say "success"; the notice is due again."""


@job(tries=7, backoff=4)
def notify(ctx: Ctx, data: dict[str, str], once: bool = False) -> None:
    """Post a notice until it is accepted, with growing pauses; `once`: try only once."""
    import requests  # slow to import, and not needed with a real payment provider

    with requests.Session() as http:
        # The merchant is this service, perhaps on this machine: no proxy may be used.
        http.trust_env = False
        answer = http.post(addresses.back(), data=data, timeout=SECONDS, allow_redirects=False)
    if answer.text != "success" and not once:
        raise NotTaken(f"status {answer.status_code}")
