"""A connection that lasts: it reconnects, sends again what has no answer, and misses nothing."""

from __future__ import annotations

import asyncio
import json
import random
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from .errors import RpcError, Stopped
from .generated.errors import Errno
from .generated.functions import Api
from .pending import Pending, encode
from .stream import Push, Stream

FINAL = {
    1008: "fault", 1009: "fault", 4001: "logged out", 4002: "replaced", 4004: "logged out",
}  # fmt: skip
"""Close codes after which connecting again is of no use."""
BROKEN, RESTARTS = 1006, (1001, 1012)
SPREAD, LONGEST = 5.0, 60.0
LASTING = 10.0
"""A connection that lasted so many seconds was a good one."""
WEEK = 7 * 86_400
GROUPS = 100


@dataclass(frozen=True)
class Session:
    """What a login gives. Keep it: it is good for months."""

    sessionid: str
    url: str
    """The address of the socket."""
    timeout: int | None = None
    """When it ends, in unix seconds; without it the session is not exchanged before its end."""


class Client:
    """`async with Client(session) as client: await client.api.message.send(uid=30, content="hi")`.

    seq: the number up to which the app has everything, as `client.seq` said last time; None: the
    stream begins with what comes from now on. patience: seconds without a reply after which the
    connection counts as dead.
    """

    def __init__(
        self,
        session: Session,
        *,
        seq: int | None = None,
        compressed: bool = True,
        patience: float = 12.0,
        on_session: Callable[[Session], object] = lambda session: None,
        on_state: Callable[[str, str | None], object] = lambda state, reason: None,
    ) -> None:
        self.api = Api(self.call)
        self.session = session
        self.started: dict[str, Any] | None = None
        self.state: str = "waiting"
        """connecting, online, waiting or stopped."""
        self.reason: str | None = None
        """Why it stopped: closed, logged out, replaced or fault."""
        self._compressed, self._patience = compressed, patience
        self._on_session, self._on_state = on_session, on_state
        self._pending, self._stream = Pending(self, patience), Stream(self._sync, seq)
        self._due = session.timeout - WEEK if session.timeout else float("inf")
        self._groups: dict[int, None] = {}
        self._online: dict[str, Any] | None = None
        self._socket: ClientConnection | None = None
        self._heard = 0.0
        self._failures = 0
        self._awake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._spawn(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def seq(self) -> int:
        """Everything up to this number was taken from `pushes`; keep it for the next Client."""
        return self._stream.seq

    @property
    def online(self) -> bool:
        return self.state == "online"

    def pushes(self) -> Stream:
        """What arrives, in the order in which all devices of the user see it."""
        return self._stream

    async def call(self, func: str, parm: dict[str, Any], deadline: float = 60.0) -> Any:
        """Any function by its name; RpcError, CallTimeout, Stopped, ValueError."""
        if self.reason:
            raise Stopped(self.reason)
        result = await self._pending.call(func, parm, deadline)
        self._watched(func, parm)
        return result

    def wake(self) -> None:
        """Connect now if it waits."""
        self._failures = 0
        self._awake.set()

    def close(self) -> None:
        self._stop("closed")

    # ------------------------------------------------------------------------- connections

    async def _run(self) -> None:
        while not self.reason:
            self._enter("connecting")
            begun = time.monotonic()
            code = await self._connection()
            lasted = self.online and time.monotonic() - begun > LASTING
            self._socket = None
            self._pending.pause()
            if code in FINAL:
                self._stop(FINAL[code])
            if not self.reason:
                self._enter("waiting")
                self._failures = 0 if lasted else self._failures
                await self._rest(code)

    async def _rest(self, code: int) -> None:
        """A random time, so that the clients of a service that comes back do not come at once."""
        longest = min(LONGEST, 2.0 ** min(self._failures, 10))
        self._failures += 1
        pause = random.random() * (max(SPREAD, longest) if code in RESTARTS else longest)
        self._awake.clear()
        try:
            await asyncio.wait_for(self._awake.wait(), pause)
        except TimeoutError:
            return

    async def _connection(self) -> int:
        """One connection from its beginning to its end; the code it was closed with."""
        url = f"{self.session.url}?own_pushes=1{'&usezlib=1' if self._compressed else ''}"
        renewing: asyncio.Task[None] | None = None
        try:
            async with connect(
                url, compression=None, max_size=None, open_timeout=self._patience
            ) as socket:
                self._socket, self._heard = socket, time.monotonic()
                start = {"sessionid": self.session.sessionid}
                await socket.send(encode({"func": "session.start2", "parm": start, "cdata": ""}))
                async with asyncio.timeout(self._patience):
                    reply = self._frame(await socket.recv())
                if reply["errno"] != 0:
                    return 4001 if reply["errno"] == Errno.NoSession else BROKEN
                renewing = self._begun(reply["result"])
                async for data in socket:
                    self._take(self._frame(data))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else BROKEN
        except (OSError, InvalidHandshake, TimeoutError, ValueError, zlib.error):
            return BROKEN
        finally:
            if renewing is not None:
                renewing.cancel()
        return socket.close_code or BROKEN

    def _frame(self, data: str | bytes) -> dict[str, Any]:
        self._heard = time.monotonic()
        text = zlib.decompress(data) if isinstance(data, bytes) else data
        found: dict[str, Any] = json.loads(text)
        return found

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["push"]:
            kept = {"type": frame["type"], "data": frame["data"]}
            self._stream.take(kept | ({"seq": frame["seq"]} if "seq" in frame else {}))
        else:
            self._pending.reply(frame)

    def _begun(self, started: dict[str, Any]) -> asyncio.Task[None]:
        again, self.started = self.started is not None, started
        self._enter("online")
        self._stream.online(started.get("seq", 0))
        self._pending.resend()
        if again:
            self._spawn(self._watch_again(started.get("seq", 0)))
        return self._spawn(self._exchange())

    async def _exchange(self) -> None:
        """Exchange the session when it is time."""
        while True:
            await asyncio.sleep(min(max(0.0, self._due - time.time()), 43_200.0))
            if self._due > time.time():
                continue
            try:
                fresh = await self._pending.call("session.renew", {})
            except Exception:  # noqa: BLE001 - whatever it was: the next start or hour tries again
                await asyncio.sleep(3600)
                continue
            self.session = replace(self.session, **fresh)
            self._due = max(fresh["timeout"] - WEEK, (time.time() + fresh["timeout"]) / 2)
            self._on_session(self.session)

    # ------------------------------------------------------------------------------ watches

    def _watched(self, func: str, parm: dict[str, Any]) -> None:
        if func == "group.regupdate":
            self._groups.pop(parm["gid"], None)
            self._groups[parm["gid"]] = None
            for oldest in list(self._groups)[:-GROUPS]:
                del self._groups[oldest]
        elif func == "group.unregupdate":
            self._groups.pop(parm["gid"], None)
        elif func == "user.watch_online":
            self._online = parm

    async def _watch_again(self, seq: int) -> None:
        """Pushes without numbers may have been missed: the app is told, once watches stand."""
        watches = [("group.regupdate", {"gid": gid}) for gid in self._groups]
        watches += [("user.watch_online", self._online)] if self._online else []
        calls = [self._pending.call(func, parm) for func, parm in watches]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        for (func, parm), answer in zip(watches, answers, strict=True):
            if func == "group.regupdate" and not isinstance(answer, BaseException):
                self._stream.take({"type": "resync", "seq": seq, "data": parm})
        self._stream.take({"type": "resync", "seq": seq, "data": {}})

    async def _sync(self, seq: int, count: int) -> Any:
        """Waits until it is answered: the stream cannot go on without it."""
        while True:
            try:
                return await self._pending.call("event.sync", {"seq": seq, "count": count})
            except Exception as error:
                if self.reason:
                    raise
                wait = error.retry_after if isinstance(error, RpcError) else 0
                await asyncio.sleep(wait or 5)

    # ------------------------------------------------------------- what Pending asks for

    def send(self, text: str) -> None:
        if self._socket:
            self._spawn(self._send(self._socket, text))

    async def _send(self, socket: ClientConnection, text: str) -> None:
        try:
            await socket.send(text)
        except ConnectionClosed:
            return

    def check(self, seconds: float) -> None:
        if self._socket and time.monotonic() - self._heard >= seconds:
            self._socket.transport.abort()

    # ----------------------------------------------------------------------------- the end

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _enter(self, state: str) -> None:
        self.state = state
        self._on_state(state, self.reason)

    def _stop(self, reason: str) -> None:
        if self.reason:
            return
        self.reason = reason
        self._pending.stop(reason)
        self._stream.end()
        if self._socket:
            self._spawn(self._socket.close())
        self._awake.set()
        self._enter("stopped")


__all__ = ["Client", "Push", "Session"]
