"""The sender for development: with DEBUG an alert appears in the worker's output."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from push.alerts.notice import Answer, Notice, Outcome, Platform
from settings import settings


class Console:
    """Sends nothing. Without DEBUG it does not even show what it would send."""

    def send(self, notices: Sequence[Notice]) -> list[Answer]:
        for notice in notices if settings.service.debug else ():
            # Not through the log: what is written there may be kept.
            sys.stdout.write(f"alert to {_device(notice)}: {notice.alert} ({notice.badge})\n")
        return [Answer(Outcome.SENT)] * len(notices)


def _device(notice: Notice) -> str:
    where = " in the sandbox" if notice.sandbox else ""
    by = "" if notice.platform is Platform.IOS else f" by {notice.platform}"
    return f"{notice.token[:8]}...{where}{by}"
