"""The store on this machine: services/media/server serves it, in a process of its own."""

from __future__ import annotations

import hmac
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from qiniu import Auth

from services.media.store import EXPORT_TYPE, Store, StoreFailed
from settings import settings

BUCKET = "media"
ACCESS_KEY = "local"
ARRIVING = "arriving"
"""The folder of files that are still being written."""


def folder() -> Path:
    """Where the files are stored."""
    return Path(settings.media.dir).absolute()


def keys() -> Auth:
    """The store's keys, derived from SECRET_KEY."""
    secret = hmac.digest(settings.service.secret_key.encode(), b"media store", "sha256").hex()
    return Auth(ACCESS_KEY, secret)


def path_of(name: str) -> Path:
    """A file's path: folders by the end of its name, because the start depends on the size."""
    return folder() / name[-2:] / name


def type_path_of(name: str) -> Path:
    """Where the file's content type is stored."""
    return path_of(name).with_suffix(".type")


def new_path() -> Path:
    """Where an arriving file is written first; in the same file system as the stored ones."""
    path = folder() / ARRIVING / secrets.token_hex(16)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def keep(name: str, arrived: Path, mime: str) -> None:
    """Store a file at once, never half of it, and its type before it."""
    path, kind, new = path_of(name), type_path_of(name), new_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    new.write_text(mime)
    os.replace(new, kind)
    os.replace(arrived, path)


def results_folder() -> Path:
    """Where the store's server keeps thumbnails and other results; all may be deleted."""
    return folder() / "results"


def results_of(name: str) -> Path:
    """The folder of the results of one file."""
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
        """The service's own address: a forged Host header must not lead the store elsewhere."""
        if settings.service.public_url:
            return str(settings.service.public_url).rstrip("/")
        gateway = settings.gateway
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(gateway.host, gateway.host)  # noqa: S104
        return f"http://{host}:{gateway.port}"

    def put_export(self, name: str, file: BinaryIO) -> None:
        arrived = new_path()
        try:
            with arrived.open("wb") as new:
                shutil.copyfileobj(file, new)
            keep(name, arrived, EXPORT_TYPE)
        except OSError as error:
            arrived.unlink(missing_ok=True)
            raise StoreFailed(f"an export was not written: {error.strerror}") from error

    def _signed_part(self, url: str) -> str:
        """From the name on: the part before it may differ between clients and the store."""
        return url.rpartition("/")[2]

    def delete(self, names: Sequence[str]) -> None:
        for name in names:
            path_of(name).unlink(missing_ok=True)
            type_path_of(name).unlink(missing_ok=True)
            shutil.rmtree(results_of(name), ignore_errors=True)
