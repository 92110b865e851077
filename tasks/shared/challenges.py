"""Proof of work before a request that costs money: cheap for one request, expensive for thousands.

The client gets a text and a number of bits, and looks for a number whose SHA-256 behind that text
begins with so many zero bits: `sha256("<text>:<number>")`. Nothing is stored: the text has its own
time and the service's signature.
"""

from __future__ import annotations

import hashlib
from hmac import compare_digest

import msgspec

from wire import seal

GOOD_SECONDS = 600
LONGEST = 128
"""The most characters of a proof."""


class Challenge(msgspec.Struct):
    """Find a number such that SHA-256 of `text:number` begins with `bits` zero bits."""

    text: str
    bits: int


def make(what: str, bits: int, now: int) -> Challenge:
    """A challenge for one purpose, e.g. a code for one phone."""
    return Challenge(f"{now}.{_signature(what, now)}", bits)


def is_solved(what: str, proof: str, bits: int, now: int) -> bool:
    """Whether `proof`, "<text>:<number>", solves a challenge that was made for this purpose."""
    time, _, rest = proof.partition(".")
    signature, _, number = rest.partition(":")
    if len(proof) > LONGEST or not (time.isascii() and time.isdigit() and number):
        return False
    if not 0 <= now - int(time) <= GOOD_SECONDS:
        return False
    if not compare_digest(signature.encode(), _signature(what, int(time)).encode()):
        return False
    return zero_bits(hashlib.sha256(proof.encode()).digest()) >= bits


def zero_bits(digest: bytes) -> int:
    """How many bits at the beginning are zero."""
    return 8 * len(digest) - int.from_bytes(digest, "big").bit_length()


def _signature(what: str, time: int) -> str:
    return seal.digest("challenge", what, str(time)).hex()[:32]
