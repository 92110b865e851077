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
    """Post a notice until it is taken, with growing pauses; `once`: whatever the answer is."""
    import requests  # slow to import, and nobody who takes real money needs it

    with requests.Session() as http:
        # The merchant is ourselves, perhaps on this very machine: no way through a proxy.
        http.trust_env = False
        answer = http.post(addresses.back(), data=data, timeout=SECONDS, allow_redirects=False)
    if answer.text != "success" and not once:
        raise NotTaken(f"status {answer.status_code}")
