"""A word that operations put on the list counts for messages that go over sockets."""

from __future__ import annotations

import pytest

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
