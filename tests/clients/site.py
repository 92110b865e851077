"""Web servers of apps: pages that are not the service's own, with the TypeScript client."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from tests.fixtures.servers import ROOT

HOME = ROOT / "clients" / "typescript"
IMPORTS = json.dumps({"imports": {"social-client": "/src/index.ts"}})


def scripts(node: str, *folders: Path) -> dict[str, str]:
    """The files of the client, and of `folders`, without their types, by their names."""
    strip = str(Path(__file__).with_name("strip.mjs"))
    command = [node, strip, str(HOME / "src"), *map(str, folders)]
    stripped = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(stripped.stdout)
    return found


class Site(BaseHTTPRequestHandler):
    """One page at every address, and scripts under /src."""

    page: ClassVar[str]
    """Its HTML; scripts in it may import "social-client"."""
    scripts: ClassVar[dict[str, str]]

    def do_GET(self) -> None:
        name = self.path.removeprefix("/").removeprefix("src/")
        if name in self.scripts:
            self.answer("text/javascript", self.scripts[name].encode())
        else:
            imports = f'<script type="importmap">{IMPORTS}</script><title>'
            self.answer("text/html", self.page.replace("<title>", imports).encode())

    def do_POST(self) -> None:
        self.take(self.rfile.read(int(self.headers["Content-Length"])))

    def take(self, body: bytes) -> None:
        """Answer a POST."""
        self.send_error(405)

    def answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write no log: the browser's says more."""


@contextmanager
def served(site: type[Site]) -> Iterator[int]:
    """Run it; the port on 127.0.0.1."""
    with ThreadingHTTPServer(("127.0.0.1", 0), site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
