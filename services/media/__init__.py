"""Where pictures, voices and videos lie: Qiniu, or a store of our own that speaks its protocol.

Clients upload straight to the store with a token of ours. The token's policy says who uploads what
for which purpose; the store calls us back, signed, and hands our answer to the client.
"""

from __future__ import annotations

from functools import cache

from services.media.local import LocalStore
from services.media.qiniu_store import QiniuStore
from services.media.store import Store, StoreFailed, new_export
from settings import settings

__all__ = ["STORES", "Store", "StoreFailed", "new_export", "store"]

STORES: dict[str, type[Store]] = {"local": LocalStore, "qiniu": QiniuStore}


@cache
def store() -> Store:
    """The store of this deployment, named by MEDIA_STORE."""
    return STORES[settings.media.store]()
