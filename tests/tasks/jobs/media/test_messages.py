"""Files of messages that are deleted: by retention, by recall, with the receiver's account."""

import pytest
from sqlalchemy import update

from models import (
    Conversation,
    Message,
    erasure,
)
from models.base import unix_now
from tasks.jobs import media, retention
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import (
    make_message,
    make_user,
)
from tests.tasks.jobs.media.uses import NAMES, USES, noted, url

OLD = 1_700_000_000


class TestFilesOfMessages:
    """Messages that retention deletes, that are recalled, or whose receiver's account is erased."""

    @pytest.fixture
    def send(self, db, me):
        other = make_user(db)

        def send(fromid=me.uid, toid=other.uid, **columns):
            return make_message(db, fromid, toid, content=None, **columns)

        return send

    @pytest.fixture
    def retain(self, db, configure):
        configure("retention", messages_days=1)
        return lambda: retention.drop_messages(Ctx(db, NOBODY, OLD + 86_401))

    def test_that_are_old(self, db, drop, send, retain):
        send(type="pic", picture=f"{url(0)}?imageView2/1", time=OLD)
        send(type="vdo", video=url(1), time=OLD)
        send(type="vic", voice=url(2), time=OLD)
        send(type="pic", picture=url(3), time=OLD + 9)
        assert retain() == 3
        assert drop(after=media.GRACE_SECONDS - 1) == [0, 1, 2, 3]
        assert drop() == [3]
        assert noted(db) == set()

    def test_that_several_had(self, drop, send, retain):
        for _ in range(3):
            send(type="pic", picture=url(), time=OLD)
        assert retain() == 3
        assert drop() == [1, 2, 3]

    def test_until_the_last_is_old(self, db, drop, send, retain):
        send(type="pic", picture=url(), time=OLD)
        last = send(type="pic", picture=url(), time=OLD + 9)
        assert retain() == 1
        assert noted(db) == {NAMES[0]}
        assert drop() == [0, 1, 2, 3]
        db.execute(update(Message).where(Message.msgid == last.msgid).values(time=OLD))
        assert retain() == 1
        assert drop() == [1, 2, 3]

    @pytest.mark.parametrize("use", ["another post", "an album", "client data", "a group's board"])
    def test_that_is_named_elsewhere_stays(self, db, drop, me, send, retain, use):
        send(type="pic", picture=url(), time=OLD)
        USES[use](db, me)
        db.flush()
        assert retain() == 1
        assert noted(db) == {NAMES[0]}
        assert drop() == [0, 1, 2, 3]

    def test_of_another_stays(self, db, drop, me, send, retain):
        send(make_user(db).uid, me.uid, type="pic", picture=url(), time=OLD)
        assert retain() == 1
        assert noted(db) == set()
        assert drop() == [0, 1, 2, 3]

    def test_that_is_recalled(self, call, drop, me, send):
        message = send(type="pic", picture=url(), time=unix_now())
        assert call("message.recall", {"msgid": message.msgid}, uid=me.uid).errno == 0
        assert drop() == [1, 2, 3]

    def test_to_an_erased_account(self, db, drop, send):
        erasure.erase(db, send(type="vic", voice=url()).toid)
        assert drop() == [1, 2, 3]

    def test_to_an_erased_account_and_to_another(self, db, drop, me, send):
        send(toid=make_user(db).uid, type="vic", voice=url())
        erasure.erase(db, send(type="vic", voice=url()).toid)
        assert noted(db) == {NAMES[0]}
        assert drop() == [0, 1, 2, 3]

    def test_that_came_while_the_account_was_erased(self, db, drop, send):
        Conversation.forget(db, send(type="vic", voice=url()).toid)
        assert drop() == [1, 2, 3]
