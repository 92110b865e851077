"""Passwords as argon2 hashes. One hash takes tens of milliseconds, hence the slow queue."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_hasher = PasswordHasher()
# What is checked for people without a password, made with the same parameters as all others.
_NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$XXuGHJIGtB3sb7cFz3VQXw$"
    "N9WrNubn2Qe2ZZC34qdGdFibuqtR0MAGzBfUcS75cNs"
)


def hashed(password: str) -> str:
    return _hasher.hash(password)


def right(stored: str | None, password: str) -> bool:
    """Whether the password fits. Takes as long when nothing is stored: that must not show."""
    try:
        _hasher.verify(stored or _NOBODYS, password)
    except VerifyMismatchError:
        return False
    return stored is not None
