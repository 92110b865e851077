"""A Prometheus beside a service, with the rules that ship with it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import requests

from bench.fleet import Command
from bench.systems import ROOT
from devtools.ports import free_ports

FOLDER: Final = ROOT / "deploy" / "monitoring"
TARGETS: Final = '["web:8000"]'
"""Where the configuration that ships looks for gateways."""
ANSWER_SECONDS: Final = 5.0


class NoPrometheus(SystemExit):
    """It is not installed; the text says how to install it."""


class Prometheus:
    """Starts it, and asks it which alarms fire."""

    def __init__(self, folder: Path, gateways: Sequence[int]) -> None:
        """`gateways`: the ports to look at; `folder`: for its configuration and data."""
        program = shutil.which("prometheus")
        if program is None:
            raise NoPrometheus("there is no prometheus (Debian: apt install prometheus).")
        self._url = f"http://127.0.0.1:{free_ports(1)[0]}"
        self._folder = folder / "prometheus"
        self._configure(gateways)
        self.command = Command("prometheus", self._arguments(program), {})
        self._session = requests.Session()
        self._session.trust_env = False

    def _configure(self, gateways: Sequence[int]) -> None:
        self._folder.mkdir()
        text = (FOLDER / "prometheus.yml").read_text()
        if TARGETS not in text:
            raise ValueError(f"prometheus.yml has no targets {TARGETS}")
        ours = ", ".join(f'"127.0.0.1:{port}"' for port in gateways)
        (self._folder / "prometheus.yml").write_text(text.replace(TARGETS, f"[{ours}]"))
        shutil.copy(FOLDER / "alerts.yml", self._folder)

    def _arguments(self, program: str) -> list[str]:
        return [
            program,
            f"--config.file={self._folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self._folder / 'data'}",
            f"--web.listen-address={self._url.removeprefix('http://')}",
            "--log.level=warn",
        ]

    def firing(self) -> set[str]:
        """The names of the alarms that fire now. Raises requests.RequestException."""
        answer = self._session.get(f"{self._url}/api/v1/alerts", timeout=ANSWER_SECONDS)
        alerts = answer.json()["data"]["alerts"]
        return {one["labels"]["alertname"] for one in alerts if one["state"] == "firing"}

    def wait(self, seconds: float) -> None:
        """Return when it answers; raises TimeoutError."""
        end = time.monotonic() + seconds
        while True:
            try:
                self.firing()
            except requests.RequestException as error:
                if time.monotonic() > end:
                    raise TimeoutError("prometheus does not answer") from error
                time.sleep(0.2)
            else:
                return
