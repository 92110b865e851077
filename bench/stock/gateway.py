"""The stock peer's gateway: ``python -m bench.stock.gateway`` (PORT, REDIS_URL, DATABASE_URL).

Speaks the service's envelope, so that one client measures both. Group posts go straight to Redis
pub/sub and to every watcher's `send`: the shortest way in Sanic.
"""

import asyncio
import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from redis.asyncio import Redis
from sanic import Request, Sanic, Websocket

from bench.stock.worker import TASKS

THREADS = 4
CHANNEL = "stock-posts"

App = Sanic[Any, Any]
app: App = Sanic("stock")
app.config.ACCESS_LOG = False
watchers: set[Websocket] = set()


@app.before_server_start
async def start(app: App) -> None:
    app.ctx.threads = ThreadPoolExecutor(THREADS)
    app.ctx.redis = Redis.from_url(os.environ["REDIS_URL"], socket_timeout=None)
    app.add_task(spread_posts(app), name="posts")


async def spread_posts(app: App) -> None:
    """Send every post to all watchers."""
    channel = app.ctx.redis.pubsub(ignore_subscribe_messages=True)
    await channel.subscribe(CHANNEL)
    async for message in channel.listen():
        text = message["data"].decode()
        for socket in tuple(watchers):
            await socket.send(text)


def run_task(func: str, parm: dict[str, Any]) -> Any:
    return TASKS[func].delay(parm).get(timeout=8)


async def answer(call: dict[str, Any], socket: Websocket) -> Any:
    """The result of one call."""
    func, parm = call["func"], call["parm"]
    if func == "group.create":
        return {"gid": 1}
    if func == "group.regupdate":
        return watchers.add(socket)
    if func == "group.addpost":
        post = {"push": True, "type": "newpost", "data": {"post": parm}}
        return await app.ctx.redis.publish(CHANNEL, encode(post))
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(app.ctx.threads, run_task, func, parm)


async def serve(call: dict[str, Any], socket: Websocket) -> None:
    errno, error, result = 0, "no error", None
    try:
        result = await answer(call, socket)
    except Exception as failure:  # noqa: BLE001 - any failure is a reply
        errno, error = 7, repr(failure)
    reply = {"push": False, "errno": errno, "error": error, "result": result}
    await socket.send(encode({**reply, "cdata": call["cdata"]}))


def encode(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"))


@app.websocket("/ws")
async def converse(request: Request, socket: Websocket) -> None:
    running: set[asyncio.Task[None]] = set()
    try:
        async for text in socket:
            task = asyncio.create_task(serve(json.loads(text), socket))
            running.add(task)
            task.add_done_callback(running.discard)
    finally:
        watchers.discard(socket)


if __name__ == "__main__":
    logging.disable(logging.INFO)
    app.run("127.0.0.1", int(os.environ["PORT"]), single_process=True, motd=False)
