"""Codes, passwords and session ids are stored and logged nowhere, and in Redis only sealed.

The one exception: the reply that carries a session id goes to its gateway by pub/sub, which keeps
nothing.
"""

import re
import socket
import threading
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.waiting import until
from tests.fixtures.databases import texts_in
from tests.fixtures.service import NewService, Service
from wire import seal

pytestmark = pytest.mark.e2e

PHONE, NEW_PHONE = "13800000001", "13800000002"
PASSWORDS = ["correct horse", "battery staple", "a wrong guess"]
_OK = b"+OK\r\n"
_BODY = re.compile(r'"body\\*": ?\\*"([A-Za-z0-9+/=]+)')


class Monitor:
    """Every command that a Redis gets, as its command MONITOR shows it."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._socket = socket.create_connection((place.hostname, place.port), 5)
        self._data = b""
        if place.password:
            self._say(f"AUTH {place.password}")
        self._say("MONITOR")
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def _say(self, command: str) -> None:
        self._socket.sendall(f"{command}\r\n".encode())
        # What others say may follow at once.
        assert self._socket.recv(len(_OK), socket.MSG_WAITALL) == _OK

    def _listen(self) -> None:
        """Until the server ends the connection."""
        while data := self._socket.recv(65536):
            self._data += data

    def __enter__(self) -> "Monitor":
        self._socket.settimeout(None)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # It is answered after all earlier commands, and ends the connection.
        self._socket.sendall(b"QUIT\r\n")
        self._thread.join()
        self._socket.close()

    def text(self) -> str:
        """All commands but the replies to gateways, with the bodies of queue messages decoded."""
        said = map(_without_time, self._data.decode().splitlines())
        lines = [line for line in said if '"PUBLISH" "gateway:' not in line]
        bodies = [b64decode(body).decode() for line in lines for body in _BODY.findall(line)]
        return "\n".join(lines + bodies)


def _without_time(line: str) -> str:
    """MONITOR puts a time with six digits behind its point in front of each command."""
    return re.sub(r"^\+?[0-9]+\.[0-9]{6} ", "", line)


@pytest.fixture(scope="module")
def service(new_service: NewService) -> Iterator[Service]:
    made = new_service(DEBUG="0", LOG_LEVEL="DEBUG")
    yield made
    made.stop()


def kept_in_redis(service: Service) -> str:
    return "\n".join(texts_in(service.redis))


def kept_in_the_database(service: Service) -> str:
    tables = service.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [row[0] for (name,) in tables for row in service.sql(f"SELECT t::text FROM {name} t")]
    return "\n".join(rows)


def logs(service: Service) -> str:
    return "\n".join(one.log.read_text() for one in service.programs.values())


class Flow:
    """A login and all that follows, with the secrets it met on the way."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.codes: list[str] = []
        self.ids: list[str] = []

    def ask(self, path: str, **parm: str) -> dict[str, Any]:
        reply: dict[str, Any] = self.service.http.get(path, params=parm).json()
        self.ids += [reply["sessionid"]] if "sessionid" in reply else []
        return reply

    def code(self) -> str:
        """The code that waits to be sent, while the slow worker is suspended."""
        ((args,),) = self.service.sql(
            "SELECT args FROM outbox WHERE task = 'jobs.sms.send_code' ORDER BY id DESC LIMIT 1"
        )
        self.codes.append(seal.unseal(args["code"]).decode())
        return self.codes[-1]

    async def run(self) -> None:
        slow = self.service["worker-slow"]
        slow.stop()
        assert self.ask("/getcode", phone=PHONE)["code"] == "sent"
        code = self.code()
        self.service.start("worker-slow")
        self.ask("/PhoneLogin", phone=PHONE, code=code)
        self.ask("/RenewSession", sessionid=self.ids[0])
        async with self.service.open() as client:
            await client.ok("session.start2", sessionid=self.ids[0])
            self.ids.append((await client.ok("session.renew"))["sessionid"])
            await client.ok("user.set_password", psw=PASSWORDS[0])
            await client.ok("user.set_password", psw=PASSWORDS[1], old=PASSWORDS[0])
            self.ask("/login", name=PHONE, psw=PASSWORDS[2])
            self.ask("/login", name=PHONE, psw=PASSWORDS[1])
            slow.stop()
            await client.ok("tools.change_phone", newphone=NEW_PHONE)
            parm = {"newphone": NEW_PHONE, "code": self.code()}
            self.service.sql("DELETE FROM sms_sent WHERE key LIKE :phone", phone=f"%{PHONE}%")
            assert (await client.call("tools.change_phone", **parm))["errno"] == 2
            parm["confirm"] = self.code()
            self.service.start("worker-slow")
            await client.ok("tools.change_phone", **parm)
        *_, renewed, ended = self.ids  # a changed number ends the sessions of other logins
        for sessionid, errno in ((renewed, 0), (ended, 1)):
            async with self.service.open(sessionid=sessionid) as client:
                assert (await client.next())["errno"] == errno

    @property
    def secrets(self) -> list[str]:
        return [*self.codes, *self.ids, *PASSWORDS]


async def test_nothing_is_written_down(service: Service) -> None:
    flow = Flow(service)
    with Monitor(service.redis_url) as monitor:
        await flow.run()
    assert len(flow.codes) == 3
    assert len(flow.ids) == 4
    database = kept_in_the_database(service)
    places = {
        "passed through Redis": monitor.text(),
        "kept in Redis": kept_in_redis(service),
        "kept in the database": database,
        "written to logs": logs(service),
    }
    # The search looks at the right places.
    assert "newphone" in places["passed through Redis"]
    assert NEW_PHONE in database
    found = [
        (secret, place)
        for secret in flow.secrets
        for place, text in places.items()
        # a longer number may contain the six digits of a code by chance
        if re.search(rf"(?<![0-9a-zA-Z]){re.escape(secret)}(?![0-9a-zA-Z])", text)
        or secret.encode().hex() in text
    ]
    assert found == []


async def test_flower_and_logs_show_no_arguments(service: Service) -> None:
    """Celery's events say who called and how large the arguments were, never the arguments."""
    person = service.make_user()
    with Monitor(service.redis_url) as monitor:
        async with service.enter(person) as client:
            await client.ok("message.send", uid=person.uid, content="between us")

        await until(lambda: any("message.send" in line for line in events(monitor)))
    assert not any("between us" in line for line in events(monitor))
    assert "between us" not in logs(service)


def events(monitor: Monitor) -> list[str]:
    """The events of tasks that Flower gets."""
    return [line for line in monitor.text().splitlines() if re.search('"type": ?"task-', line)]
