"""How we show Apple who we are: a key that signs tokens, or a certificate."""

from __future__ import annotations

import os
import tempfile
import time
from ssl import SSLContext
from typing import Any, Self

from apns2.credentials import Credentials

from push.apns.connection import Connection
from push.apns.token import provider_token
from settings import settings


class _Over(Credentials):
    """Lets apns2 use a connection of ours in place of one that it makes."""

    connection: Connection

    def over(self, connection: Connection) -> Self:
        """Be those for this connection."""
        self.connection = connection
        return self

    def create_connection(self, *_: Any) -> Connection:
        return self.connection


class Key(_Over):
    """Tokens signed by the .p8 key."""

    def get_authorization_header(self, topic: str | None) -> str:
        apns = settings.apns
        key, key_id, team = str(apns.key), str(apns.key_id), str(apns.team_id)
        return f"bearer {provider_token(key, key_id, team, time.time())}"


class Certificate(_Over):
    """The certificate is part of the connection."""


def credentials(context: SSLContext) -> _Over:
    """Those that the settings give; a certificate goes into `context`."""
    if settings.apns.certificate is None:
        return Key()
    _load(context, settings.apns.certificate)
    return Certificate()


def _load(context: SSLContext, pem: str) -> None:
    # OpenSSL takes certificates from files only.
    descriptor, path = tempfile.mkstemp(prefix="apns-")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(pem)
        context.load_cert_chain(path)
    finally:
        os.unlink(path)
