"""The image, by buildah, on a root file system of Debian's packages, without image registry."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench.program import say
from bench.systems import ROOT

PROGRAMS: Final = ("buildah", "mmdebstrap", "crun")
RELEASE: Final = "bookworm"
BASE, IMAGE = "localhost/base", "localhost/social-backend"
OF_THIS_MACHINE: Final = ("/etc/pip.conf", "/usr/local/share/ca-certificates")
"""Where packages come from on this machine: a mirror, or a proxy with its own certificate."""


class NotBuilt(SystemExit):
    """The text says why."""


class Builder:
    """Images in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
            raise NotBuilt(
                f"there is no {', '.join(missing)} (Debian has packages of these names)."
            )
        self._base = folder / "base.tar"
        self._buildah = ["buildah", f"--root={folder / 'storage'}", f"--runroot={folder / 'run'}"]

    def build(self) -> None:
        """Make the image, and the base below it when it is not there. Raises NotBuilt."""
        if not self._base.exists():
            self._make_base()
        say("building the image")
        volumes = [f"--volume={path}:{path}:ro" for path in OF_THIS_MACHINE if Path(path).exists()]
        self._call(
            "build", "--layers", "--isolation=chroot", "--format=docker", *volumes,
            f"--build-arg=BASE={BASE}", f"--tag={IMAGE}", str(ROOT),
        )  # fmt: skip

    def _make_base(self) -> None:
        say(f"making a root file system of Debian {RELEASE}")
        made = self._base.with_suffix(".new.tar")
        _run(["mmdebstrap", "--quiet", "--variant=minbase", RELEASE, str(made)])
        container = self._call("from", "scratch")
        self._call("add", "--quiet", container, str(made), "/")
        self._call("commit", "--quiet", "--rm", container, BASE)
        made.rename(self._base)

    def size(self, image: str) -> str:
        """The size of an unpacked image, with its unit."""
        found: list[dict[str, Any]] = json.loads(self._call("images", "--json", image))
        return str(found[0]["size"])

    @contextlib.contextmanager
    def mounted(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The root file system of the image, and its configuration."""
        container = self._call("from", "--pull=never", IMAGE)
        try:
            docker = json.loads(self._call("inspect", "--type=image", IMAGE))["Docker"]
            yield Path(self._call("mount", container)), docker["config"]
        finally:
            self._call("rm", container)

    def _call(self, *arguments: str) -> str:
        return _run([*self._buildah, *arguments])


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotBuilt(f"{' '.join(command)}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout.strip()
