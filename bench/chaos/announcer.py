"""Operations that make announcements, as a script would by HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any, Final
from urllib.parse import urlsplit

import requests

from bench.chaos.items import Kind, code
from bench.chaos.ledger import Ledger
from bench.chaos.phone import Call
from bench.specs import Target
from bench.systems import OPS_PASSWORD

CIRCLE: Final = 1
PAUSE_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 12.0
_PREFIX: Final = "operational_background"


class Refused(Exception):
    """A page of operations answered another errno than 0."""


class Announcer:
    """Announces to the circle of all bench users.

    What was not answered is not repeated: nobody can tell whether it was done, so it is neither
    lost nor doubled.
    """

    def __init__(self, targets: Sequence[Target], tag: str, ledger: Ledger) -> None:
        hosts = [urlsplit(target.url).netloc for target in targets]
        self._hosts, self._tag, self._ledger = cycle(hosts), tag, ledger
        self._session: requests.Session | None = None
        self._host = self._csrf = ""
        self.unknown = 0
        """How many were not answered."""

    async def announce(self) -> None:
        """Announce again and again, for ever."""
        number = 0
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            number += 1
            call = Call("ops", {}, f"{self._tag}-board-{number}")
            try:
                bid = await asyncio.to_thread(self._once, call.cdata)
            except (requests.RequestException, Refused, ValueError):
                self._session = None
                self.unknown += 1
                continue
            call.ended = time.monotonic()
            self._ledger.note(call.cdata, call)
            self._ledger.answered(call.cdata, call, code(Kind.BOARD, bid))

    def _once(self, text: str) -> int:
        if self._session is None:
            self._log_in()
        values = {"cid": CIRCLE, "board": text, "csrf": self._csrf}
        return int(self._post("UpdateCircleBoard", values)["bid"])

    def _log_in(self) -> None:
        self._session, self._host = requests.Session(), next(self._hosts)
        self._session.trust_env = False
        self._csrf = self._post("Login", {"psw": OPS_PASSWORD})["csrf"]

    def _post(self, page: str, values: dict[str, Any]) -> dict[str, Any]:
        assert self._session
        reply = self._session.post(
            f"http://{self._host}/{_PREFIX}/{page}",
            json=values,
            headers={"Accept": "application/json"},
            timeout=ANSWER_SECONDS,
        ).json()
        if reply["errno"]:
            raise Refused(str(reply))
        result: dict[str, Any] = reply["result"]
        return result
