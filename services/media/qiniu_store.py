"""Qiniu's object storage."""

from __future__ import annotations

from collections.abc import Sequence

from qiniu import Auth, BucketManager, build_batch_delete

from services.media.store import Store, StoreFailed
from settings import settings

SCHEME = "https"
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

    def delete(self, names: Sequence[str]) -> None:
        manager = BucketManager(self.auth, preferred_scheme=SCHEME)
        results, info = manager.batch(build_batch_delete(self.bucket, list(names)))
        if results is None:
            raise StoreFailed(f"batch delete answered {info.status_code}")
        failed = [one["code"] for one in results if one["code"] not in (200, MISSING)]
        if failed:
            raise StoreFailed(f"deletes answered {sorted(set(failed))}")
