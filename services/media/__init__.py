"""Where pictures, voices and videos are stored: Qiniu, or our own store with its protocol.

Clients upload straight to the store with a token of ours. The token's policy says who uploads what
for which purpose; the store calls this service back, signed, and gives the answer to the client.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from services.media.store import Store, StoreFailed, new_export
from settings import settings

__all__ = ["STORES", "Store", "StoreFailed", "new_export", "store"]


def _local() -> Store:
    # Both are slow to import (Qiniu's SDK), and most processes sign no uploads.
    from services.media.local import LocalStore

    return LocalStore()


def _qiniu() -> Store:
    from services.media.qiniu_store import QiniuStore

    return QiniuStore()


STORES: dict[str, Callable[[], Store]] = {"local": _local, "qiniu": _qiniu}


@cache
def store() -> Store:
    """The store of this deployment, named by MEDIA_STORE."""
    return STORES[settings.media.store]()
