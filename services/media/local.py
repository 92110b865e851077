"""The store on this machine: services/media/server serves it, in a process of its own."""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from qiniu import Auth

from services.media.store import Store
from settings import settings

BUCKET = "media"
ACCESS_KEY = "local"


def folder() -> Path:
    """Where the files are stored."""
    return Path(settings.media.dir).absolute()


def keys() -> Auth:
    """The store's keys; whoever knows SECRET_KEY can derive them."""
    secret = hmac.digest(settings.service.secret_key.encode(), b"media store", "sha256").hex()
    return Auth(ACCESS_KEY, secret)


def path_of(name: str) -> Path:
    """A file's place: spread over folders by the end of its name, whose start says its size."""
    return folder() / name[-2:] / name


def type_path_of(name: str) -> Path:
    """Where the file's content type is stored."""
    return path_of(name).with_suffix(".type")


def results_folder() -> Path:
    """Where the store's server keeps thumbnails and the like; all of it may be deleted."""
    return folder() / "results"


def results_of(name: str) -> Path:
    """Where those of one file lie."""
    return results_folder() / name[-2:] / name


class LocalStore(Store):
    """Shares a folder with the store's server."""

    def __init__(self) -> None:
        self.auth = keys()
        self.bucket = BUCKET

    def upload_url(self, base: str) -> str:
        return f"{self.download_base(base)}/"

    def download_base(self, base: str) -> str:
        if settings.media.url:
            return str(settings.media.url).rstrip("/")
        parts = urlsplit(base)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}:{settings.media.port}"

    def callback_base(self, base: str) -> str:
        """Ourselves: a Host header that somebody made up must not send the store elsewhere."""
        if settings.service.public_url:
            return str(settings.service.public_url).rstrip("/")
        gateway = settings.gateway
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(gateway.host, gateway.host)  # noqa: S104
        return f"http://{host}:{gateway.port}"

    def delete(self, names: Sequence[str]) -> None:
        for name in names:
            path_of(name).unlink(missing_ok=True)
            type_path_of(name).unlink(missing_ok=True)
            shutil.rmtree(results_of(name), ignore_errors=True)
