"""Qiniu's object storage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import httpx
from qiniu import Auth, BucketManager, build_batch_delete

from services.media.store import EXPORT_TYPE, TOKEN_SECONDS, Store, StoreFailed
from settings import settings

SCHEME = "https"
UPLOAD_SECONDS = 60
"""The most seconds until the store takes a further piece of an upload, or answers."""
MISSING = 612
"""Qiniu's code for a file that does not exist."""


class QiniuStore(Store):
    """Reads QINIU_ACCESS_KEY, QINIU_SECRET_KEY, QINIU_BUCKET and QINIU_DOWNLOAD_URL."""

    def __init__(self) -> None:
        self.auth = Auth(settings.qiniu.access_key, settings.qiniu.secret_key)
        self.bucket = str(settings.media.qiniu_bucket)
        self._download = str(settings.media.qiniu_download_url).rstrip("/")

    def upload_url(self, base: str) -> str:
        return str(settings.media.qiniu_upload_url)

    def download_base(self, base: str) -> str:
        return self._download

    def put_export(self, name: str, file: BinaryIO) -> None:
        token = self.auth.upload_token(self.bucket, name, TOKEN_SECONDS)
        form, part = {"token": token, "key": name}, {"file": (name, file, EXPORT_TYPE)}
        try:
            answer = httpx.post(
                self.upload_url(""), data=form, files=part, timeout=UPLOAD_SECONDS, trust_env=False
            )
        except httpx.HTTPError as error:
            raise StoreFailed(f"an export was not uploaded: {error!r}") from error
        if answer.status_code != 200:
            raise StoreFailed(f"upload of an export answered {answer.status_code}")

    def delete(self, names: Sequence[str]) -> None:
        manager = BucketManager(self.auth, preferred_scheme=SCHEME)
        results, info = manager.batch(build_batch_delete(self.bucket, list(names)))
        if results is None:
            raise StoreFailed(f"batch delete answered {info.status_code}")
        failed = [one["code"] for one in results if one["code"] not in (200, MISSING)]
        if failed:
            raise StoreFailed(f"deletes answered {sorted(set(failed))}")
