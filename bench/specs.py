"""What the measuring process tells a load process, and what that one answers, as JSON."""

from typing import Final

from msgspec import Struct, field

SESSION_ID_LENGTH: Final = 24


FIRST_DEVICE, SECOND_DEVICE, FILLED_DEVICE = "bench", "again", "growth"
"""How session ids of a user's devices begin; the last one's are laid down by `growth/fill.sql`."""


def session_id(number: int, device: str = FIRST_DEVICE) -> str:
    """The session id of the bench user `number`; the rows are made by the same rule."""
    return f"{device}{number:0{SESSION_ID_LENGTH - len(device)}d}"


class Target(Struct, frozen=True):
    """A running system. `pids` names its processes; their children count with them."""

    name: str
    url: str
    sessions: bool = True
    pids: dict[str, list[int]] = field(default_factory=dict)
    zlib: bool = False
    rows: int = 1000


class CallSpec(Struct, frozen=True, tag="calls"):
    """Keep `in_flight` calls of `func` going on each of `sockets` connections; times in seconds."""

    target: Target
    func: str
    sockets: int
    in_flight: int
    seconds: float
    warmup: float = 0.5
    drain: float = 10.0


class CallFigures(Struct, tag="calls"):
    """Times in milliseconds, CPU in microseconds per call; `errnos` counts the replies but 0."""

    func: str
    sockets: int
    in_flight: int
    done: int
    seconds: float
    rate: float
    p50: float
    p95: float
    p99: float
    cpu: dict[str, float]
    client_cpu: float
    cores_busy: float
    errnos: dict[str, int]
    lost: int
    pushes_missing: int
    sample: str = ""

    @property
    def faults(self) -> int:
        return sum(self.errnos.values()) + self.lost + self.pushes_missing + (not self.done)


class IdleSpec(Struct, frozen=True, tag="idle"):
    """Open `connections`, wait `rest` seconds, read the memory, hold them `hold` seconds."""

    target: Target
    connections: int
    rest: float = 3.0
    hold: float = 5.0
    addresses: int = 8
    parallel: int = 64


class IdleFigures(Struct, tag="idle"):
    """Memory in KB (1024 bytes of RSS) per connection, CPU in microseconds per opening."""

    connections: int
    connect_rate: float
    kb: dict[str, float]
    connect_cpu: dict[str, float]
    idle_cores: float
    lost: int

    @property
    def faults(self) -> int:
        return self.lost


class FanoutSpec(Struct, frozen=True, tag="fanout"):
    """Publish to `watchers` connections: one post at a time, then `window` of them."""

    target: Target
    watchers: int
    posts: int
    window: int
    size: int = 100
    warmup: int = 5
    addresses: int = 8
    parallel: int = 32
    timeout: float = 60.0


class FanoutFigures(Struct, tag="fanout"):
    """Deliveries per second and CPU with `window` posts on their way; milliseconds with one.

    `all_p50` is the time from the publish until the last watcher had it.
    """

    watchers: int
    posts: int
    window: int
    rate: float
    cpu: dict[str, float]
    client_cpu: float
    missing: int
    lost: int
    errnos: dict[str, int]
    p50: float = 0.0
    p99: float = 0.0
    all_p50: float = 0.0

    @property
    def faults(self) -> int:
        return self.missing + self.lost + sum(self.errnos.values())


class HoldSpec(Struct, frozen=True, tag="hold"):
    """Open `connections` for the bench users from `first` on, watch `gid`, and wait for commands.

    `publisher` is the user who posts to all when this process is told to.
    """

    target: Target
    connections: int
    first: int
    gid: int
    publisher: int
    source: str
    parallel: int = 24


class HoldFigures(Struct):
    """One step's outcome in one load process; times on the machine's monotonic clock, seconds."""

    open: int = 0
    failed: int = 0
    seconds: float = 0.0
    received: int = 0
    first_at: float = 0.0
    last_at: float = 0.0
    codes: dict[str, int] = field(default_factory=dict)
    sample: str = ""


class MixedSpec(Struct, frozen=True, tag="mixed"):
    """Offer `rate` calls a second by the users of `sockets` connections, however slow the replies.

    The target's `rows` are the users of a database filled as for `growth`.
    """

    target: Target
    rate: float
    seconds: float = 15.0
    warmup: float = 3.0
    sockets: int = 500
    seed: int = 0


class MixedFigures(Struct, tag="mixed"):
    """Pairs are p50 and p99 in milliseconds of answers without an error; CPU in us per call.

    `errnos` counts errors of the whole time, its beginning included.
    """

    rate: float
    offered: int
    answered: int
    cpu: dict[str, float]
    cores_busy: float
    ms: dict[str, tuple[float, float]]
    all_ms: tuple[float, float]
    errnos: dict[str, int]
    lost: int
    sample: str = ""

    @property
    def faults(self) -> int:
        return sum(self.errnos.values()) + self.lost + (not self.answered)


Spec = CallSpec | IdleSpec | FanoutSpec | HoldSpec | MixedSpec
Figures = CallFigures | IdleFigures | FanoutFigures
"""Of the works that are measured beside the stock peer."""
