"""Upload tokens: `<access key>:<signature>:<policy>`, as Qiniu's SDK makes them."""

from __future__ import annotations

import fnmatch
import time
from hmac import compare_digest
from typing import Any

import msgspec
from qiniu import Auth

from services.media.local import ACCESS_KEY, BUCKET


class Refused(Exception):
    """The upload is refused; `status` is what Qiniu answers in that case."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Policy(msgspec.Struct, rename="camel"):
    """What the token allows and what happens after the upload."""

    scope: str
    deadline: int
    save_key: str = ""
    force_save_key: bool = False
    fsize_limit: int = 0
    mime_limit: str = ""
    return_body: str = ""
    callback_url: str = ""
    callback_body: str = ""
    callback_body_type: str = "application/x-www-form-urlencoded"

    def check_size(self, size: int) -> None:
        if self.fsize_limit and size > self.fsize_limit:
            raise Refused(413, "file too large")

    def check_type(self, mime: str) -> None:
        if not self.mime_limit:
            return
        patterns = self.mime_limit.removeprefix("!").split(";")
        matches = any(fnmatch.fnmatchcase(mime, pattern) for pattern in patterns)
        if matches == self.mime_limit.startswith("!"):
            raise Refused(403, f"type {mime} not allowed")


def read(auth: Auth, token: str) -> Policy:
    """The policy of a token of ours that is still good; raises Refused."""
    policy = _decoded(token)
    _, _, encoded = token.split(":")
    right: str = auth.token(encoded)
    if not compare_digest(right.encode(), token.rpartition(":")[0].encode()):
        raise Refused(401, "bad token")
    if policy.deadline < time.time():
        raise Refused(401, "expired token")
    if policy.scope.partition(":")[0] != BUCKET:
        raise Refused(631, "no such bucket")
    return policy


def _decoded(token: str) -> Policy:
    try:
        access, _, values = _parts(token)
        policy = msgspec.convert(values, Policy)
    except (ValueError, msgspec.MsgspecError):
        raise Refused(401, "bad token") from None
    if access != ACCESS_KEY:
        raise Refused(401, "bad token")
    return policy


def _parts(token: str) -> tuple[str, Any, dict[str, Any]]:
    if token.count(":") != 2:
        raise ValueError(token)
    parts: tuple[str, Any, dict[str, Any]] = Auth.up_token_decode(token)
    return parts
