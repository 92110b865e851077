"""A small server that speaks the envelope, for the client and the loads."""

import asyncio
import contextlib
import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bench.specs import Target


class Peer:
    """Answers at once; remembers what it was asked."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.sockets: list[ServerConnection] = []
        self.watchers: list[ServerConnection] = []
        self.zlib = False
        self.errno = 0
        self.silent = False

    async def serve(self, socket: ServerConnection) -> None:
        assert socket.request
        self.zlib = "usezlib=1" in socket.request.path
        self.sockets.append(socket)
        with contextlib.suppress(ConnectionClosed):  # the client ends without a close frame
            async for frame in socket:
                text = zlib.decompress(frame) if isinstance(frame, bytes) else frame
                await self.answer(socket, json.loads(text))

    async def answer(self, socket: ServerConnection, call: dict[str, Any]) -> None:
        self.seen.append(call)
        if self.silent:
            return
        reply = {"push": False, "errno": self.errno, "error": "", "cdata": call["cdata"]}
        await self.send(socket, {**reply, "result": await self.result(socket, call)})

    async def result(self, socket: ServerConnection, call: dict[str, Any]) -> dict[str, Any]:
        func, parm = call["func"], call["parm"]
        if func == "group.create":
            return {"gid": 7}
        if func == "group.regupdate":
            self.watchers.append(socket)
        if func == "group.addpost":
            for watcher in self.watchers:
                await self.send(watcher, {"push": True, "type": "newpost", "data": parm})
        if func == "message.send":
            receiver = self.sockets[parm["uid"] - 1]
            await self.send(receiver, {"push": True, "type": "newmsg", "data": {}})
        return parm if func == "debug.echo" else {}

    async def send(self, socket: ServerConnection, message: dict[str, Any]) -> None:
        text = json.dumps(message, separators=(",", ":"))
        await socket.send(zlib.compress(text.encode()) if self.zlib else text)


@contextlib.asynccontextmanager
async def listening(peer: Peer, *, zlib: bool = False) -> AsyncIterator[Target]:
    async with serve(peer.serve, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Target("peer", f"ws://127.0.0.1:{port}/ws", zlib=zlib, rows=10)
        for socket in peer.sockets:
            socket.transport.abort()
        await asyncio.sleep(0)
