"""Headers of every answer: no framing, no guessing of types, no referrer."""

from __future__ import annotations

from collections.abc import MutableMapping

from settings import settings

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""The policy of an answer that has none of its own: it loads, runs and sends nothing."""
NO_FRAMES = "frame-ancestors 'none'"
YEAR = 31_536_000
POLICY = "Content-Security-Policy"


def complete(headers: MutableMapping[str, str], *, otherwise: str = NOTHING) -> None:
    """Add what is missing. `otherwise`: the policy of an answer that has none of its own."""
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cache-Control", "no-store")
    policy = headers.setdefault(POLICY, otherwise)
    if "frame-ancestors" not in policy:
        headers[POLICY] = f"{policy}; {NO_FRAMES}"
    if (settings.service.public_url or "").startswith("https:"):
        # Browsers obey it only when it came over https.
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
