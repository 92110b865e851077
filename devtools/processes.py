"""Processes by pid: telling one of ours from another one with a reused pid, and ending it."""

import os
import signal
import time
from collections.abc import Callable, Iterable

import psutil


def started_at(pid: int) -> float | None:
    """When the process started (unix seconds), or None when there is none or only its zombie."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return process.create_time()
    except psutil.NoSuchProcess:
        return None


def is_same(pid: int, since: float) -> bool:
    """Whether `pid` is still the process that started at `since`."""
    now = started_at(pid)
    return now is not None and abs(now - since) < 2.0


def runs_with(pid: int, *words: str) -> bool:
    """Whether `pid` lives and its command line contains every one of `words`."""
    try:
        line = " ".join(psutil.Process(pid).cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return all(word in line for word in words)


def signal_group(pid: int, number: int) -> None:
    """Signal the process group led by `pid`; it may have ended already."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
    except PermissionError:
        # macOS says so for a group of zombies
        return


def signal_process(pid: int, number: int) -> None:
    """Signal one process; it may have ended already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_until(done: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    """Poll until `done()` or until `seconds` have passed; returns the last answer."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() >= end:
            return done()
        time.sleep(step)
    return True


def end_groups(leaders: Iterable[tuple[int, int]], seconds: float) -> None:
    """Ask each group (leader pid, signal) to end, then kill what is left after `seconds`."""
    wanted = list(leaders)
    for pid, number in wanted:
        signal_process(pid, number)
    wait_until(lambda: not any(group_lives(pid) for pid, _ in wanted), seconds)
    for pid, _ in wanted:
        signal_group(pid, signal.SIGKILL)


def group_lives(leader: int) -> bool:
    """Whether the process group of `leader` has any process that is not a zombie."""
    if started_at(leader) is not None:
        return True
    try:
        os.killpg(leader, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return any(_in_group(process.pid, leader) for process in psutil.process_iter())


def _in_group(pid: int, leader: int) -> bool:
    try:
        return os.getpgid(pid) == leader and started_at(pid) is not None
    except ProcessLookupError:
        return False
