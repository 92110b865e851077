"""Qiniu's object storage."""

from __future__ import annotations

from collections.abc import Sequence

from qiniu import Auth, BucketManager, build_batch_delete

from services.media.store import Store, StoreFailed
from settings import SettingsError, settings

MISSING = 612
"""Qiniu's code for a file that does not exist."""


def _required(name: str) -> str:
    value = getattr(settings, name)
    if not value:
        raise SettingsError(f"{name.upper()} is not set: MEDIA_STORE is qiniu.")
    return str(value)


class QiniuStore(Store):
    """Reads QINIU_ACCESS_KEY, QINIU_SECRET_KEY, QINIU_BUCKET and QINIU_DOWNLOAD_URL."""

    def __init__(self) -> None:
        self.auth = Auth(_required("qiniu_access_key"), _required("qiniu_secret_key"))
        self.bucket = _required("qiniu_bucket")
        self._download = _required("qiniu_download_url").rstrip("/")

    def upload_url(self, base: str) -> str:
        return str(settings.qiniu_upload_url)

    def download_base(self, base: str) -> str:
        return self._download

    def delete(self, names: Sequence[str]) -> None:
        manager = BucketManager(self.auth)
        results, info = manager.batch(build_batch_delete(self.bucket, list(names)))
        if results is None:
            raise StoreFailed(f"batch delete answered {info.status_code}")
        failed = [one["code"] for one in results if one["code"] not in (200, MISSING)]
        if failed:
            raise StoreFailed(f"deletes answered {sorted(set(failed))}")
