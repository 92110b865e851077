"""Logging in, over HTTP. `base` is the service's address, such as "https://example.com"."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from .client import Session
from .pending import refusal

SECONDS = 30


async def request_code(base: str, phone: str) -> str:
    """Send a code to a phone, after the work that the service may ask for.

    Gives "sent", or the code itself where the service runs with DEBUG; raises RpcError.
    """
    reply = await _ask(base, "getcode", phone=phone)
    if challenge := reply.get("challenge"):
        proof = await asyncio.to_thread(prove, challenge["text"], challenge["bits"])
        reply = await _ask(base, "getcode", phone=phone, proof=proof)
    return str(_taken(reply)["code"])


async def login_with_code(base: str, phone: str, code: str) -> Session:
    """Log in with the code that the phone got; a new number gets an account."""
    return _session(base, await _ask(base, "PhoneLogin", phone=phone, code=code))


async def login_with_password(base: str, name: str, psw: str) -> Session:
    """Log in with a password set by `user.set_password`; `name`: the phone or the nick."""
    return _session(base, await _ask(base, "login", name=name, psw=psw))


def prove(text: str, bits: int) -> str:
    """`text:number` whose SHA-256 begins with so many zero bits."""
    for number in itertools.count():
        proof = f"{text}:{number}"
        digest = hashlib.sha256(proof.encode()).digest()
        if int.from_bytes(digest) >> (256 - bits) == 0:
            return proof
    raise AssertionError


def _session(base: str, reply: dict[str, Any]) -> Session:
    found = _taken(reply)
    url = found["wss" if base.startswith("https:") else "ws"]
    return Session(found["sessionid"], url, found["timeout"])


def _taken(reply: dict[str, Any]) -> dict[str, Any]:
    if reply["errno"] != 0:
        raise refusal(reply)
    return reply


async def _ask(base: str, path: str, **form: str) -> dict[str, Any]:
    """As a form, so that no secret stands in an address."""
    request = Request(f"{base.rstrip('/')}/{path}", urlencode(form).encode())  # noqa: S310
    return await asyncio.to_thread(_answer, request)


def _answer(request: Request) -> dict[str, Any]:
    with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found
