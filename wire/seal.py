"""Secrets on their way through the queue: sealed by the gateway, opened by the worker.

Queue messages are stored in Redis, where operators can read them. Passwords, codes and session ids
are therefore encrypted with a key derived from SECRET_KEY.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from settings import settings


class BrokenSeal(ValueError):
    """The text was not sealed with this deployment's SECRET_KEY."""


def key(purpose: str) -> bytes:
    """32 bytes for one purpose, so that no two uses of SECRET_KEY share a key."""
    return hmac.digest(settings.service.secret_key.encode(), purpose.encode(), "sha256")


@cache
def _cipher() -> AESGCM:
    return AESGCM(key("seal"))


def seal(secret: bytes) -> str:
    nonce = os.urandom(12)
    return urlsafe_b64encode(nonce + _cipher().encrypt(nonce, secret, None)).decode()


def unseal(text: str) -> bytes:
    """The secret; raises BrokenSeal for anything `seal` did not make."""
    try:
        raw = urlsafe_b64decode(text.encode())
        return _cipher().decrypt(raw[:12], raw[12:], None)
    except (ValueError, InvalidTag) as error:
        raise BrokenSeal("not sealed by this deployment") from error


@cache
def _digest_key(purpose: str) -> bytes:
    return key(purpose)


def digest(purpose: str, *parts: bytes | str) -> bytes:
    """A keyed 32 byte hash; without SECRET_KEY nobody can test guesses against it."""
    mac = hashlib.blake2b(key=_digest_key(purpose), digest_size=32)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        mac.update(len(raw).to_bytes(8, "big") + raw)
    return mac.digest()
