"""The provider for development: with DEBUG on a message appears in the worker's output."""

from __future__ import annotations

import sys

from services.sms import texts
from settings import settings


class Console:
    """Sends nothing. Without DEBUG it does not even show what it would send."""

    def send_code(self, phone: str, code: str, request_id: str) -> None:
        self._show(phone, texts.code(code))

    def send_invite(self, phone: str, nick: str, request_id: str) -> None:
        self._show(phone, texts.invite(nick))

    def _show(self, phone: str, text: str) -> None:
        if settings.service.debug:
            # Not through the log: what is written there may be kept.
            sys.stdout.write(f"SMS to {phone}: {text}\n")
