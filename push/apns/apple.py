"""Apple's push service, by apns2: many requests at once on one kept connection."""

from __future__ import annotations

import ssl
import time
from collections import deque
from collections.abc import Sequence
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import msgspec
from apns2.client import APNsClient
from h2.exceptions import H2Error
from hyper.http20.exceptions import HTTP20Error, StreamResetError
from hyper.http20.response import HTTP20Response

from log import log
from push.apns.connection import Connection
from push.apns.credentials import credentials
from push.apns.notice import Answer, Notice, Outcome
from push.apns.payload import payload
from settings import settings

BATCH_SECONDS = 45
WAIT_SECONDS = 30
"""How long other threads wait for the connection."""
REST_SECONDS = 5
"""After a connection on which nothing was answered, the next ones are not tried at once."""

# LookupError: what hyper raises for a frame of a request it has forgotten.
BROKEN = (OSError, HTTP20Error, H2Error, LookupError)
BAD_TOKENS = {"BadDeviceToken", "Unregistered", "ExpiredToken"}


class Apple:
    """Sends to both environments, over one connection each that stays open."""

    def __init__(self) -> None:
        self._lines = {False: Line(settings.apns.url), True: Line(settings.apns.sandbox_url)}

    def send(self, notices: Sequence[Notice]) -> list[Answer]:
        answers: dict[int, Answer] = {}
        for sandbox, line in self._lines.items():
            mine = [number for number, one in enumerate(notices) if one.sandbox is sandbox]
            if mine:
                found = line.send([notices[number] for number in mine])
                answers |= zip(mine, found, strict=True)
        return [answers[number] for number in range(len(notices))]


class Line:
    """One environment."""

    def __init__(self, url: str) -> None:
        self._address, self._lock = urlsplit(url), Lock()
        self._context = ssl.create_default_context()
        self._context.set_alpn_protocols(["h2"])
        self._credentials = credentials(self._context)
        self._connection: Connection | None = None
        self._rests_until = 0.0

    def send(self, notices: Sequence[Notice]) -> list[Answer]:
        """Send each once; what a dropped connection left open, once more on a new one."""
        answers: dict[int, Answer] = {}
        if self._lock.acquire(timeout=WAIT_SECONDS):
            try:
                self._send(notices, answers, time.monotonic() + BATCH_SECONDS)
            finally:
                self._lock.release()
        lost = Answer(Outcome.FAILED, "no answer")
        return [answers.get(number, lost) for number in range(len(notices))]

    def _send(self, notices: Sequence[Notice], answers: dict[int, Answer], deadline: float) -> None:
        while len(answers) < len(notices) and self._rests_until < time.monotonic() < deadline:
            fresh, known = self._connection is None, len(answers)
            try:
                _Exchange(self._connected(), self._credentials, deadline).run(notices, answers)
            except BROKEN as error:
                self._give_up(error)
                if fresh and len(answers) == known:
                    self._rests_until = time.monotonic() + REST_SECONDS

    def _connected(self) -> Connection:
        if self._connection is None:
            host, port = self._address.hostname or "", self._address.port or 443
            self._connection = Connection(host, port, self._context)
        self._connection.connect()
        return self._connection

    def _give_up(self, error: Exception) -> None:
        log.warning("apns connection lost", error=error)
        if self._connection is not None:
            self._connection.drop()
        self._connection = None


class _Exchange:
    """What is sent and answered on one connection in one batch."""

    def __init__(self, connection: Connection, who: Any, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline
        self._client = APNsClient(who.over(connection))
        self._since = int(time.time())

    def run(self, notices: Sequence[Notice], answers: dict[int, Answer]) -> None:
        """Fill in the missing answers. Raises one of BROKEN, with those in that came before."""
        todo = deque(number for number in range(len(notices)) if number not in answers)
        sent: deque[tuple[int, Any]] = deque()
        try:
            while todo or sent:
                if todo and len(sent) < self._connection.room():
                    number = todo.popleft()
                    sent.append((number, self._start(notices[number])))
                else:
                    number, stream = sent[0]
                    answers[number] = self._answer(stream)
                    sent.popleft()
        finally:
            complete = ((number, one) for number, one in sent if _is_complete(one))
            answers.update((number, self._answer(one)) for number, one in complete)

    def _start(self, notice: Notice) -> Any:
        stream_id = self._client.send_notification_async(
            notice.token,
            payload(notice),
            topic=settings.apns.topic,
            expiration=self._since + settings.apns.expire_hours * 3600,
            collapse_id=notice.collapse,
        )
        return self._connection.stream(stream_id)

    def _answer(self, stream: Any) -> Answer:
        if time.monotonic() > self._deadline:
            raise TimeoutError("this batch takes too long")
        try:
            headers = stream.getheaders()
            status = int(headers[b":status"][0])
            # The response takes the status out of what it is given.
            body = HTTP20Response(type(headers)(headers), stream).read()
        except StreamResetError:
            return Answer(Outcome.FAILED, "reset")
        return _read(status, body, self._since)


def _is_complete(stream: Any) -> bool:
    return stream.response_headers is not None and stream.remote_closed


class _Told(msgspec.Struct):
    """The body of a refusal."""

    reason: str = ""
    timestamp: int = 0
    """Milliseconds."""


def _read(status: int, body: bytes, since: int) -> Answer:
    if status == 200:
        return Answer(Outcome.SENT)
    try:
        told = msgspec.json.decode(body, type=_Told)
    except msgspec.DecodeError:
        told = _Told()
    reason = told.reason or f"status {status}"
    if status == 410 or reason in BAD_TOKENS:
        return Answer(Outcome.BAD_TOKEN, reason, told.timestamp // 1000 or since)
    return Answer(Outcome.FAILED, reason)
