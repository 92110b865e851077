"""One process of the image as a container, by crun, with the restrictions of compose.yml."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import psutil
from msgspec import Struct

USER: Final = 10001
STOP_SECONDS: Final = 30.0
"""What compose.yml allows from SIGTERM to SIGKILL."""
_MASKED: Final = ("/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware")
_READ_ONLY: Final = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")


class Image(Struct, frozen=True):
    """Where its root file system is, and what its configuration says."""

    root: Path
    config: Mapping[str, Any]


class Container:
    """It has no rights and a read-only root file system, and shares only the network."""

    def __init__(
        self,
        image: Image,
        name: str,
        environment: Mapping[str, str],
        folder: Path,
        sockets: Path,
    ) -> None:
        """`name`: of the Procfile; `folder`: for bundle and volume; `sockets`: PostgreSQL's."""
        self.name = name
        self._id = f"{folder.name}-{name}"
        self._bundle = folder / name
        self._data = folder / "data"
        self._sockets = sockets
        self._workdir = image.config["WorkingDir"]
        self._bundle.mkdir()
        self._data.mkdir(exist_ok=True)
        self._data.chmod(0o777)
        self._environment = environment
        self._started = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        text = json.dumps(self._specification(image))
        (self._bundle / "config.json").write_text(text)

    def _specification(self, image: Image) -> dict[str, Any]:
        config = image.config
        ours = [f"{key}={value}" for key, value in self._environment.items()]
        return {
            "ociVersion": "1.0.0",
            "hostname": self.name,
            "root": {"path": str(image.root), "readonly": True},
            "process": {
                "user": {"uid": USER, "gid": USER},
                "args": [*config["Entrypoint"], self.name],
                "env": [*config["Env"], *ours],
                "cwd": self._workdir,
                "noNewPrivileges": True,
                "capabilities": {},
            },
            "mounts": self._mounts(),
            "linux": {
                "namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount")],
                "maskedPaths": _MASKED,
                "readonlyPaths": _READ_ONLY,
            },
        }

    def _mounts(self) -> list[dict[str, Any]]:
        secure = ["nosuid", "nodev"]
        return [
            _mount("proc", "/proc", [*secure, "noexec"]),
            _mount("tmpfs", "/dev", ["nosuid", "mode=755", "size=64k"]),
            _mount("tmpfs", "/dev/shm", [*secure, "mode=1777", "size=64m"]),  # noqa: S108
            _mount("tmpfs", "/tmp", [*secure, "mode=1777"]),  # noqa: S108 - the container's own
            _bound(self._data, "/data"),
            _bound(self._sockets, str(self._sockets)),
        ]

    @property
    def log(self) -> str:
        """All its output."""
        return (self._bundle / "log").read_text(errors="replace")

    def start(self) -> None:
        """Start it."""
        self._started = time.monotonic()
        with (self._bundle / "log").open("ab") as log:
            command = self._crun("run", f"--bundle={self._bundle}", self._id)
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def wait(self, seconds: float) -> int:
        """Its exit status; raises subprocess.TimeoutExpired."""
        assert self._process
        return self._process.wait(seconds)

    def well_after(self, seconds: float) -> float:
        """Seconds from its start until its health check passes; raises TimeoutError."""
        end = time.monotonic() + seconds
        while (check := self.execute(*CHECK)).returncode:
            if time.monotonic() > end or self._ended():
                raise TimeoutError(f"{self.name} is not well: {check.stderr}\n{self.log}")
            time.sleep(0.5)
        return time.monotonic() - self._started

    def _ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def processes(self) -> list[psutil.Process]:
        """The processes inside."""
        assert self._process
        return psutil.Process(self._process.pid).children(recursive=True)

    def execute(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it, as its user."""
        where = (f"--cwd={self._workdir}", f"--user={USER}:{USER}")
        return subprocess.run(
            self._crun("exec", *where, self._id, *command),
            capture_output=True,
            text=True,
            check=False,
        )

    def send(self, signal_name: str) -> None:
        """Send a signal to its first process."""
        subprocess.run(self._crun("kill", self._id, signal_name), check=False, capture_output=True)

    def remove(self) -> None:
        """End it, if it runs, and delete it."""
        command = self._crun("delete", "--force", self._id)
        subprocess.run(command, capture_output=True, check=False)
        if self._process is not None:
            self._process.wait()

    @staticmethod
    def _crun(*arguments: str) -> Sequence[str]:
        return ["crun", "--cgroup-manager=disabled", *arguments]


CHECK: Final = ("python", "-m", "deploy.container.health")


def _mount(kind: str, destination: str, options: Sequence[str]) -> dict[str, Any]:
    return {"type": kind, "source": kind, "destination": destination, "options": options}


def _bound(source: Path, destination: str) -> dict[str, Any]:
    return {
        "source": str(source),
        "destination": destination,
        "options": ["bind", "nosuid", "nodev"],
    }
