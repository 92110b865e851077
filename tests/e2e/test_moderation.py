"""The list of words and the hook apply to messages that are sent over sockets."""

from __future__ import annotations

import asyncio
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.fixtures.background import serving
from tests.fixtures.service import NewService

pytestmark = pytest.mark.e2e

PUT = "INSERT INTO moderation_words (word, level, time) VALUES (:word, :level, 1)"


async def test_texts_of_messages(new_service: NewService) -> None:
    own = new_service(slow=False, RATE_MULTIPLIER="0")
    for word, level in (("bad", "refuse"), ("odd", "review"), ("rude", "mask")):
        own.sql(PUT, word=word, level=level)
    sender, receiver = own.make_user(), own.make_user()
    async with own.enter(sender) as mine, own.enter(receiver) as theirs:
        refused = await mine.call("message.send", uid=receiver.uid, content="B A D")
        assert (refused["errno"], refused["error"]) == (8, "content refused")
        await mine.ok("message.send", uid=receiver.uid, content="how rude")
        assert (await theirs.push("newmsg"))["message"]["content"] == "how ****"
        sent = await mine.ok("message.send", uid=receiver.uid, content="how odd")
        assert (await theirs.push("newmsg"))["message"]["content"] == "how odd"
    reports = own.sql("SELECT kind, target, uid, owner FROM reports")
    assert reports == [("message", sent["msgid"], None, sender.uid)]


class Hook(BaseHTTPRequestHandler):
    """Refuses texts with "no" in them."""

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        level = "refuse" if "no" in question["texts"].get("content", "") else "pass"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"level": level}).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


async def test_a_hook_that_goes_away(new_service: NewService) -> None:
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Hook)) as url:
        asked = {"MODERATION_URL": url, "MODERATION_KEY": "a key of the hook"}
        own = new_service(slow=False, RATE_MULTIPLIER="0", MODERATION_FAILS="closed", **asked)
        sender, receiver = own.make_user(), own.make_user()
        async with own.enter(sender) as mine:
            refused = await mine.call("message.send", uid=receiver.uid, content="say no")
            assert (refused["errno"], refused["error"]) == (8, "content refused")
            # On a slow machine the hook may be late at first, which counts as no answer.
            while (await mine.call("message.send", uid=receiver.uid, content="yes"))["errno"]:
                await asyncio.sleep(0.2)
    async with own.enter(sender) as mine:
        refused = await mine.call("message.send", uid=receiver.uid, content="yes")
        assert refused["errno"] == 8
    own.stop()
    ((stored,),) = own.sql("SELECT count(*) FROM messages")
    assert stored == 1
