"""What both stores share: tokens and callback signatures are Qiniu's, made by its SDK."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from settings import settings

if TYPE_CHECKING:
    from qiniu import Auth

TOKEN_SECONDS = 3600
TYPES = "image/*;audio/*;video/*"
EXPORT = "export-"
"""The prefix of names of exports. They are longer than hashes: no text names one as media.
"""
EXPORT_TYPE = "application/zip"


class StoreFailed(Exception):
    """The store did not do what it was asked; it may be asked again."""


def new_export() -> str:
    """A new name of an export, which cannot be guessed."""
    return EXPORT + secrets.token_urlsafe(24)


class Store(ABC):
    """A store for media, known by an access key and a secret key."""

    bucket: str
    auth: Auth

    @abstractmethod
    def upload_url(self, base: str) -> str:
        """Where clients post their files; `base` is our own public address."""

    @abstractmethod
    def download_base(self, base: str) -> str:
        """The part before `/<file name>` of a file's public address."""

    def callback_base(self, base: str) -> str:
        """Where the store reaches us; `base` is our own public address."""
        return base

    @abstractmethod
    def delete(self, names: Sequence[str]) -> None:
        """Delete files; a missing one is no error. Raises StoreFailed."""

    @abstractmethod
    def put_export(self, name: str, file: BinaryIO) -> None:
        """Store an export under a name made by `new_export`. Raises StoreFailed."""

    def export_url(self, base: str, name: str, until: int) -> str:
        """The address of an export, good until a time (unix seconds)."""
        timed = f"{self.download_base(base)}/{name}?e={until}"
        return f"{timed}&token={self.auth.token(self._signed_part(timed))}"

    def _signed_part(self, url: str) -> str:
        """The part of an address that the token covers; for Qiniu's private buckets all of it."""
        return url

    def token(self, policy: dict[str, Any]) -> str:
        """An upload token: one hour, any number of files, named by their content's hash."""
        common = {
            "saveKey": "$(etag)",
            "forceSaveKey": True,  # a name chosen by the client does not count
            "fsizeLimit": settings.media.upload_max_mib * 1024 * 1024,
            "mimeLimit": TYPES,
            "detectMime": 1,  # by content, not by what the client says
        }
        made: str = self.auth.upload_token(self.bucket, None, TOKEN_SECONDS, common | policy)
        return made

    def signed(
        self, authorization: str, url: str, body: str, content_type: str, headers: dict[str, str]
    ) -> bool:
        """Whether a callback to `url` was signed by the store, by either of Qiniu's ways.

        `headers`: the callback's own X-Qiniu-..., which the newer way covers beside the body.
        """
        right: bool = self.auth.verify_callback(
            authorization, url, body, content_type, "POST", headers
        )
        return right
