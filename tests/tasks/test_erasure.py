"""After an erasure nothing of a user is left, though that user did everything once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

import pytest
from sqlalchemy import LargeBinary, delete, select, text
from sqlalchemy.orm import Session

from models import Base, Outbox
from push import presence
from services import media as stores
from services.media.store import Store
from tasks.jobs import accounts, cards, exports, groups, media, ops, sms
from tasks.jobs.queued import NOBODY
from tasks.rpc import load
from tasks.rpc.context import Ctx
from tasks.shared import deletions
from tests.fixtures.calls import Answer
from tests.fixtures.databases import texts_in
from tests.services.media.callbacks import body_of, tell
from tests.tasks.active_user import (
    MARK,
    NEW_PHONE,
    NOW,
    PHONE,
    UID,
    UPLOADS,
    ActiveUser,
    Step,
    name,
    uploads,
)

WORDS = (MARK, PHONE, NEW_PHONE, "139777000")
KEPT = {
    "messages.content", "messages.picture", "uploaded_files.name", "uploaded_files.url",
    "dropped_files.name",
}  # fmt: skip
"""Receivers keep messages and their files, without the sender's name."""
KEPT_FILES = {name(8), name(21)}


def columns_with(db: Session, words: Iterable[str]) -> set[str]:
    """The columns that contain one of the words."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            binary = isinstance(column.type, LargeBinary)
            shown = f"encode(\"{column.name}\", 'escape')" if binary else f'"{column.name}"::text'
            where = " OR ".join(f"strpos({shown}, '{word}') > 0" for word in words)
            if db.scalar(text(f'SELECT EXISTS (SELECT FROM "{table.name}" WHERE {where})')):
                found.add(f"{table.name}.{column.name}")
    return found


class Recorder:
    """A store that records which files it was told to delete."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.deleted: set[str] = set()
        self.export = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def delete(self, names: list[str]) -> None:
        self.deleted |= set(names)

    def put_export(self, name: str, file: BinaryIO) -> None:
        self.export = name


class Life:
    """Calls everything, by the pipeline."""

    def __init__(self, db: Session, call: Callable[..., Answer]) -> None:
        self.db, self.call, self.user = db, call, ActiveUser(db)
        self.called: set[str] = set()

    def do(self, steps: Iterable[Step], uid: int = 0, errno: int = 0) -> list[Answer]:
        answers = []
        sid = self.user.session.sid if uid == UID else 1
        for function, parm in steps:
            answer = self.call(function, parm, uid=uid, sid=sid, now=NOW)
            assert answer.errno == errno, f"{function}: {answer.error}"
            self.called.add(function)
            answers.append(answer)
        return answers

    def upload(self) -> None:
        """A file of each kind."""
        tokens = self.do(uploads(self.user))
        for number, (kind, answer) in enumerate(zip(UPLOADS, tokens, strict=True), 20):
            known = {"key": name(number), "etag": name(number), "mimeType": "image/jpeg"}
            form = {"x:content": f"{MARK} said", "x:text": f"{MARK} said"}
            told = tell(self.call, kind, body_of(answer.result["token"], **known, **form), now=NOW)
            assert told.errno == told.result["reply"]["errno"] == 0, told.result

    def export(self) -> None:
        """A worker collects what the user asked for."""
        (row,) = self.db.scalars(select(Outbox).where(Outbox.task == exports.MAKE.job)).all()
        ctx = Ctx(self.db, NOBODY, NOW)
        exports.make(ctx, **row.args)
        assert ctx.after_commit
        ctx.after_commit.record(ctx, ctx.after_commit.ask())

    def end_groups(self) -> None:
        """A worker deletes what deleted groups have left."""
        for row in self.db.scalars(select(Outbox).where(Outbox.task == deletions.FORGET_GROUP.job)):
            groups.forget(Ctx(self.db, NOBODY, NOW), **row.args)

    def end(self) -> None:
        """The owner asks for it, and the days of grace pass."""
        asked = self.call("user.delete_account", uid=UID, now=NOW + 200)
        parm = {"code": asked.result["code"]}
        due = self.call("user.delete_account", parm, uid=UID, now=NOW + 200).result["time"]
        self.db.execute(delete(Outbox))  # by then workers have done the waiting jobs
        sms.clean_up(Ctx(self.db, NOBODY, due))
        media.clean_up(Ctx(self.db, NOBODY, due))
        assert accounts.erase(Ctx(self.db, NOBODY, due)) == 1
        self.afterwards(due)

    def end_by_operations(self) -> None:
        """Operations erase the account at once."""
        self.db.execute(delete(Outbox))
        self.do([("ops.users.delete", {"uid": UID})])
        self.afterwards(NOW)

    def afterwards(self, now: int) -> None:
        """The jobs of workers after an erasure."""
        ops.forget_user(Ctx(self.db, NOBODY, now), UID)
        cards.forget(Ctx(self.db, NOBODY, now), UID)
        media.drop_files(Ctx(self.db, NOBODY, now + 10**9))
        self.db.expire_all()


def test_nothing_is_left(
    db: Session,
    call: Callable[..., Answer],
    configure: Any,
    redis_client: Any,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure("service", debug=True)
    life = Life(db, call)
    store = Recorder(stores.store())
    monkeypatch.setattr(stores, "store", lambda: store)
    life.upload()
    life.do(life.user.before(), life.user.other.uid)
    life.do(life.user.steps(), UID)
    life.do(life.user.of_others(), life.user.other.uid)
    life.do(life.user.of_operations())
    life.do(life.user.tries(), errno=2)
    life.end_groups()
    life.export()
    redis_client.set(presence.seen_key(UID), NOW)
    public = {one.name for one in load().values() if not (one.internal or one.debug)}
    assert public - life.called == {"user.delete_account"}
    written = {"users.nick", "users.phone", "post_replies.content", "contacts.name", "reports.text"}
    assert columns_with(db, WORDS) > KEPT | written

    with db.begin_nested() as kept:
        life.end_by_operations()
        assert columns_with(db, WORDS) <= KEPT
        kept.rollback()
    db.expire_all()
    assert columns_with(db, WORDS) > KEPT | written
    store.deleted.clear()
    life.end()

    assert columns_with(db, WORDS) <= KEPT
    names = {name(number) for number in (*range(10), *range(20, 20 + len(UPLOADS)))}
    assert store.deleted == names - KEPT_FILES | {store.export}
    everything = "".join((*texts_in(redis_client), *capfd.readouterr()))
    for word in WORDS:
        assert word not in everything
    assert str(UID) not in "".join(texts_in(redis_client))
