"""The token by which Apple knows this service: every process makes the same, without sharing it.

Apple refuses a provider that shows many tokens, and one that is younger than 20 minutes when it
changes or older than an hour. So the time in it is the beginning of a span of 40 minutes, and the
signature is deterministic (RFC 6979): every process that has the key makes the same token.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

SPAN_SECONDS = 40 * 60
_BYTES = 32
"""Bytes of each half of an ES256 signature."""


def provider_token(key: str, key_id: str, team_id: str, now: float) -> str:
    """The token for a time (unix seconds); `key` is the text of the .p8 file."""
    return _signed(key, key_id, team_id, int(now) // SPAN_SECONDS * SPAN_SECONDS)


@lru_cache(maxsize=2)
def _signed(key: str, key_id: str, team_id: str, issued: int) -> str:
    head = {"alg": "ES256", "kid": key_id, "typ": "JWT"}
    signing = f"{_json(head)}.{_json({'iss': team_id, 'iat': issued})}"
    private = serialization.load_pem_private_key(key.encode(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    halves = decode_dss_signature(private.sign(signing.encode(), algorithm))
    signature = b"".join(half.to_bytes(_BYTES, "big") for half in halves)
    return f"{signing}.{_text(signature)}"


def _json(values: Mapping[str, str | int]) -> str:
    return _text(msgspec.json.encode(values))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
