"""The credentials of this service at Apple: a key that signs tokens, or a certificate."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from ssl import SSLContext
from typing import Any, Self

from apns2.credentials import Credentials

from push.alerts.apple.token import provider_token
from push.alerts.line import Request
from settings import settings


class _Collecting(Credentials):
    """Takes the place of apns2's connection: it returns the requests, and a line sends them."""

    def create_connection(self, *_: Any) -> Self:
        return self

    def request(self, _method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Request:
        """What apns2 calls to send a request."""
        return Request(url, headers, body)


class Key(_Collecting):
    """Tokens signed by the .p8 key."""

    def get_authorization_header(self, topic: str | None) -> str:
        apns = settings.apns
        key, key_id, team = str(apns.key), str(apns.key_id), str(apns.team_id)
        return f"bearer {provider_token(key, key_id, team, time.time())}"


class Certificate(_Collecting):
    """The certificate is part of the connection."""


def credentials(context: SSLContext) -> _Collecting:
    """The credentials of the settings; a certificate is loaded into `context`."""
    if settings.apns.certificate is None:
        return Key()
    _load(context, settings.apns.certificate)
    return Certificate()


def _load(context: SSLContext, pem: str) -> None:
    # OpenSSL reads certificates from files only.
    descriptor, path = tempfile.mkstemp(prefix="apns-")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(pem)
        context.load_cert_chain(path)
    finally:
        os.unlink(path)
