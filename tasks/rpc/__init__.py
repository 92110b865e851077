"""What makes a function an RPC: the decorator, the registry and the pipeline behind them.

    @rpc(rate=CREATE, errors=[NotFound])
    def add_friend(ctx: Ctx, uid: Ids, type: FriendType = 0) -> None:
        \"\"\"Put users on my friend list.\"\"\"

in `tasks/user.py` is the function `user.add_friend` of the protocol and a Celery task of that name.
"""

from tasks.rpc.context import Asked, Ctx
from tasks.rpc.registry import Rate, Rpc, load, registry, rpc

CREATE, MESSAGE, LIGHT, READ, NONE = Rate

__all__ = [
    "CREATE",
    "LIGHT",
    "MESSAGE",
    "NONE",
    "READ",
    "Asked",
    "Ctx",
    "Rate",
    "Rpc",
    "load",
    "registry",
    "rpc",
]
