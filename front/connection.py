"""One client's websocket: its frames and calls, replies and pushes, session and dialect."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

import msgspec

from front import websocket
from front.clock import Clock
from front.close_codes import BAD_SESSION
from front.flow import Flow
from front.limits import Limits
from front.metrics import Metrics
from front.websocket import BINARY, TEXT, WebSocket
from front.work import LIGHT_WORK, REFUSED_WORK, SLICE_WORK, STRANGER, Work
from tasks.rpc import Rpc
from wire import errors, frames

IN_FLIGHT = 64
FAILED_STARTS = 5
WATCHES = 100
REMEMBERED = 256
"""The most calls answered errno 5 that a connection remembers, to recognise their resends."""

Key = tuple[str, bytes]
"""Function and cdata of a write that may be resent."""


class Gateway(Protocol):
    """What a connection needs of its process."""

    front: str
    clock: Clock
    metrics: Metrics
    limits: Limits
    work: Work
    flow: Flow
    draining: bool
    """Whether no further frame is read."""

    def function(self, name: str, cdata: bytes) -> Rpc:
        """The function of that name, if clients may know of it; raises BadFrame."""

    def begin(
        self,
        connection: Connection,
        function: Rpc,
        request: frames.Request,
        *,
        legacy: bool,
        limited: int = 0,
        by_url: bool = False,
    ) -> None:
        """Send a client's call to the workers. Raises BadRequest."""

    def reads_slowly(self, connection: Connection) -> None:
        """More bytes wait for the peer than may."""

    def reads_again(self, connection: Connection) -> None:
        """The peer has taken the waiting bytes."""

    def closing(self, connection: Connection) -> None:
        """A close frame was sent."""

    def closed(self, connection: Connection) -> None:
        """The transport is closed."""


class Connection(WebSocket):
    """A socket and its state in the gateway. An idle connection is this object and nothing else."""

    __slots__ = (
        "address",
        "allowance",
        "busy",
        "early",
        "failed_starts",
        "forgot",
        "gateway",
        "in_flight",
        "legacy",
        "lsn",
        "number",
        "online",
        "open_bytes",
        "over_since",
        "own_pushes",
        "seq",
        "sid",
        "since",
        "slow_since",
        "starting",
        "told",
        "topics",
        "uid",
        "was_started",
        "work_at",
        "work_end",
        "zlib",
    )

    def __init__(
        self,
        gateway: Gateway,
        number: int,
        transport: asyncio.Transport,
        *,
        zlib: bool,
        address: str,
    ) -> None:
        super().__init__(transport)
        self.gateway = gateway
        self.number = number
        self.zlib = zlib
        self.address = address
        self.uid = self.sid = 0
        self.legacy = False
        self.in_flight = 0
        """Calls not answered yet."""
        self.open_bytes = 0
        self.starting = False
        self.failed_starts = 0
        self.was_started = False
        self.since = 0.0
        """When the session start was submitted, unix seconds: of two starts the later one stays."""
        self.seq = 0
        """The highest number that was sent to the client."""
        self.own_pushes = False
        """Whether numbered pushes about what it did itself go to it, too."""
        self.lsn = 0
        """How far in the database's log is what the client was shown."""
        self.told: set[int] | None = None
        """All numbers that are sent to the client, while it is checked whether it missed some."""
        self.slow_since = 0
        self.allowance = STRANGER
        self.work_at = self.over_since = 0.0
        self.work_end = SLICE_WORK
        self.early: list[bytes] | None = None
        """Pushes that must not overtake the reply to the session start."""
        self.topics: dict[str, None] | None = None
        """Watched topics, the oldest first."""
        self.online: tuple[int, ...] | None = None
        """Users whose coming and going the client watches."""
        self.busy: dict[Key, int] | None = None
        """Writes in flight here or answered errno 5, with how often each is open."""
        self.forgot = False
        """Whether there were more of them than are remembered: any write may be a resend then."""

    @property
    def guid(self) -> str:
        return f"{self.gateway.front}-{self.number}"

    # ---------------------------------------------------------------- frames from the client

    @property
    def limit(self) -> int:  # type: ignore[override]
        return self.allowance.wire

    def data_received(self, data: bytes) -> None:
        clock, work = self.gateway.clock, self.gateway.work
        self.heard = clock.ticks
        light = self.work < LIGHT_WORK and self.work_at == clock.now
        before = self.work if light else work.begin(self)
        super().data_received(data)
        if self.work >= LIGHT_WORK:
            work.end(self, before)

    def full(self) -> bool:
        if self.work >= self.work_end:
            return True
        if self.close_code:
            # The peer's close frame must be read in any case.
            return False
        # Frames after a session start wait for its reply.
        busy = self.starting or self.in_flight >= IN_FLIGHT or self.gateway.draining
        return busy or self.gateway.flow.blocks(self)

    def on_message(self, data: bytes) -> None:
        self.gateway.metrics.frames_in += 1
        self.in_flight += 1
        try:
            request = self._request(data)
            function = self.gateway.function(request.func, bytes(request.cdata))
        except frames.BadFrame as error:
            self._refuse("", error.cdata, error)
        else:
            self._begin(function, request)

    def _request(self, data: bytes) -> frames.Request:
        most = self.allowance.inflated
        try:
            text = frames.unpack(data, most)
        except frames.BadFrame:
            self.work += most
            raise
        if text is not data:
            self.work += len(text)
        return frames.decode(text)

    def start_by_url(self, sessionid: str, cdata: str | None) -> None:
        """Submit the session start in the socket's address."""
        parm = msgspec.json.encode({"sessionid": sessionid})
        tag = b"" if cdata is None else msgspec.json.encode(cdata)
        request = frames.Request("session.start2", msgspec.Raw(parm), msgspec.Raw(tag))
        self.in_flight += 1
        self.starting, self.since = True, time.time()
        start = self.gateway.function("session.start2", b"")
        try:
            self.gateway.begin(self, start, request, legacy=True, by_url=True)
        except errors.BadRequest:  # longer than any session id
            nobody = errors.NoSession()
            self.gateway.metrics.refused(start.name, nobody.errno)
            self.start_answered(frames.refusal(nobody, tag), nobody.errno, by_url=True)

    def _begin(self, function: Rpc, request: frames.Request) -> None:
        if function.login and not self.uid:
            self._refuse(function.name, request.cdata, errors.NoSession())
            return
        if function.starts:
            self.starting, self.since = True, time.time()
        wait = self.gateway.limits.take(function, self.uid, self.gateway.clock.now)
        if wait and not (function.replay and request.cdata):
            self._refuse(function.name, request.cdata, _too_fast(function, request, wait))
            return
        legacy = self.legacy and not function.starts
        try:
            self.gateway.begin(self, function, request, legacy=legacy, limited=wait)
        except errors.BadRequest as error:
            self.starting = False
            self._refuse(function.name, request.cdata, error)

    def return_token(self, function: Rpc) -> None:
        """A call was not executed: it does not count against the rate."""
        self.gateway.limits.return_token(function, self.uid)

    def _refuse(self, name: str, cdata: bytes | msgspec.Raw, error: errors.RpcError) -> None:
        self.work += REFUSED_WORK
        self.gateway.metrics.refused(name, error.errno)
        self.answered(frames.refusal(error, bytes(cdata)))

    # -------------------------------------------------------------------- frames to the client

    def answered(self, frame: bytes) -> None:
        """A call of this connection has its reply."""
        self.send(frame)
        self.in_flight -= 1
        if self.in_flight == IN_FLIGHT - 1 and not self.close_code:
            self.resume()

    def start_answered(self, frame: bytes, errno: int, *, by_url: bool) -> None:
        """The session start has its reply: send the early pushes, and read the frames after it."""
        self.starting = False
        self.answered(frame)
        early, self.early = self.early, None
        for push in early or ():
            self.push(push)
        if errno == errors.NoSession.errno:
            self.failed_starts += 1
            if by_url or self.failed_starts >= FAILED_STARTS:
                self.close(BAD_SESSION)
        if not self.close_code:
            self.resume()

    def send(self, frame: bytes) -> None:
        """Send one JSON frame to this client alone."""
        self.write(self._encoded(frame))

    def _encoded(self, frame: bytes) -> bytes:
        if self.zlib:
            return websocket.encode(BINARY, frames.deflate(frame))
        return websocket.encode(TEXT, frame)

    def push(self, frame: bytes) -> None:
        """Send a push whose websocket frame was made, and counted, for many connections."""
        if self.takes(frame):
            self.transport.write(frame)

    def push_alone(self, frame: bytes) -> None:
        """Send a push that is for this client alone."""
        self.push(self._encoded(frame))

    def numbered(self, seq: int) -> None:
        """The item with this number is sent here, or was made by a call of this connection."""
        self.seq = max(seq, self.seq)
        if self.told is not None:
            self.told.add(seq)

    def takes(self, frame: bytes) -> bool:
        """Whether a push may be written now; it waits when the session start is not answered."""
        if self.early is not None:
            self.early.append(frame)
            return False
        return not self.close_code

    def write(self, frame: bytes) -> None:
        if self.close_code:
            return
        self.gateway.metrics.frames_out += 1
        self.gateway.metrics.bytes_out += len(frame)
        self.transport.write(frame)

    def pause_writing(self) -> None:
        # The transport's buffer went over its limit.
        self.slow_since = self.gateway.clock.ticks
        self.gateway.reads_slowly(self)

    def resume_writing(self) -> None:
        self.gateway.reads_again(self)

    # ------------------------------------------------------------------------------- the end

    def on_closing(self) -> None:
        self.gateway.closing(self)

    def on_closed(self) -> None:
        self.gateway.closed(self)

    # ----------------------------------------------------------------- writes that may be resent

    def opened(self, key: Key | None) -> bool:
        """Note a write; return whether the same one is, or may be, open here already."""
        if key is None:
            return False
        if self.busy is None:
            self.busy = {}
        known = self.busy.pop(key, 0)
        self.busy[key] = known + 1
        while len(self.busy) > REMEMBERED:
            self.busy.pop(next(iter(self.busy)))
            self.forgot = True
        return known > 0 or self.forgot

    def finished(self, key: Key | None) -> None:
        """The write has its true reply (not errno 5), so the same again is a new call."""
        if key is None or self.busy is None:
            return
        self.busy.pop(key, None)
        if not self.busy:
            self.busy = None


def _too_fast(function: Rpc, request: frames.Request, wait: int) -> errors.RpcError:
    """Errors of parameters are answered before the rate limit."""
    try:
        function.parameters.bind(frames.value(bytes(request.parm)))
    except errors.BadRequest as error:
        return error
    return errors.TooFast(wait)
