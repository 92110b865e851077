"""The account at Qiniu, which stores media and carries SMS."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Qiniu(Group):
    title = "Qiniu's account"

    access_key: str | None = setting("QINIU_ACCESS_KEY", kinds.text, None, "Qiniu: access key")
    secret_key: str | None = setting("QINIU_SECRET_KEY", kinds.text, None, "Qiniu: secret key")
