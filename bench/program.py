"""What a measuring program does around its work."""

import resource
import signal
import sys
import time
from types import FrameType


def allow_open_files() -> None:
    """Raise the soft limit of open files to the hard one, for this and all started processes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def end_in_time(seconds: int) -> None:
    """Raise an exception at SIGTERM, SIGHUP and the end of the time, so that all is stopped."""

    def leave(number: int, frame: FrameType | None) -> None:
        for one in _ENDINGS:
            signal.signal(one, signal.SIG_IGN)
        raise SystemExit(f"bench: ended by {signal.Signals(number).name}")

    for one in _ENDINGS:
        signal.signal(one, leave)
    signal.alarm(seconds)


_ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)


def say(text: str) -> None:
    """Print progress on standard error; standard output has only the tables."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)
