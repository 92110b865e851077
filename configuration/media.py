"""Where files are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from configuration import kinds
from configuration.base import Environment, Group, need, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Media(Group):
    title = "Media"

    store: str = setting(
        "MEDIA_STORE",
        kinds.one_of("local", "qiniu"),
        "local",
        "local (files on this machine) or qiniu",
    )
    dir: str = setting("MEDIA_DIR", kinds.text, ".data/media", "folder of the local store")
    port: int = setting("MEDIA_PORT", kinds.port, 8080, "where the local store listens")
    url: str | None = setting(
        "MEDIA_URL",
        kinds.url("http", "https"),
        None,
        "address of the local store; default: our host, MEDIA_PORT",
    )
    upload_max_mib: int = setting("UPLOAD_MAX_MIB", kinds.positive, 50, "largest upload")
    results_max_mib: int = setting(
        "MEDIA_RESULTS_MAX_MIB",
        kinds.whole_number,
        512,
        "room of the local store for thumbnails and stills it has made; 0 keeps none",
    )
    qiniu_bucket: str | None = setting("QINIU_BUCKET", kinds.text, None, "Qiniu: bucket for media")
    qiniu_download_url: str | None = setting(
        "QINIU_DOWNLOAD_URL",
        kinds.url("http", "https"),
        None,
        "Qiniu: domain of the bucket, with http:// or https://",
    )
    qiniu_upload_url: str = setting(
        "QINIU_UPLOAD_URL",
        kinds.url("http", "https"),
        "https://up.qiniup.com",
        "Qiniu: upload address of the region",
    )

    def completed(self, environment: Environment) -> Self:
        """Qiniu needs its account, a bucket, and an address for its callbacks."""
        if self.store == "qiniu":
            account = ("QINIU_ACCESS_KEY", "QINIU_SECRET_KEY")
            bucket = ("QINIU_BUCKET", "QINIU_DOWNLOAD_URL", "PUBLIC_URL")
            need(environment, "MEDIA_STORE=qiniu", *account, *bucket)
        return self
