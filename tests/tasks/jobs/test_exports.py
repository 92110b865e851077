"""user.export: the limit, the job, what is in the file, and its end."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from models import Base, DroppedFile, Event, Outbox, UploadedFile, Use, User
from models import export as rows
from services import media as stores
from services.media.store import EXPORT, StoreFailed
from tasks.jobs import accounts, exports, media
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import (
    make_contact,
    make_device,
    make_friend,
    make_group,
    make_message,
    make_post,
    make_session,
    make_user,
)
from tests.fixtures.calls import Answer, pushed
from tests.fixtures.parallel import Parallel
from tests.fixtures.statements import nodes
from tests.tasks.http.codes import sent_code

NOW, DAY = 1_700_000_000, 86_400
Call = Callable[..., Answer]
Files = dict[str, list[dict[str, Any]]]

# Tables that name users but have no data that an export must contain.
LEFT_OUT = {
    "closures": "a closed account has no session to ask with",
    "contact_matches": "follows from the phone book and who has an account",
    "deliveries": "numbers of what is there",
    "delivery_counters": "numbers of what is there",
    "found_strangers": "a count for a limit",
    "sms_codes": "secrets, for a minute",
    "unread_messages": "follows from the messages",
}
NAMES_USERS = {"uid", "owner", "by_uid", "fromid", "toid", "fromuid", "touid", "creator"}


class Kept(stores.Store):
    """A store that keeps exports in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.fails = False

    def upload_url(self, base: str) -> str:
        return base

    def download_base(self, base: str) -> str:
        return "https://img.example.com"

    def export_url(self, base: str, name: str, until: int) -> str:
        return f"{self.download_base(base)}/{name}?e={until}"

    def put_export(self, name: str, file: BinaryIO) -> None:
        if self.fails:
            raise StoreFailed("away")
        self.files[name] = file.read()

    def delete(self, names: Any) -> None:
        for name in names:
            self.files.pop(name, None)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Kept:
    kept = Kept()
    monkeypatch.setattr(stores, "store", lambda: kept)
    return kept


@pytest.fixture
def me(db: Session) -> User:
    return make_user(db, nick="小明")


def ask(call: Call, me: User, now: int = NOW) -> Answer:
    return call("user.export", uid=me.uid, now=now)


def work(db: Session, now: int = NOW) -> list[Any]:
    """Do the stored jobs as workers do; what was pushed."""
    told: list[Any] = []
    for row in db.scalars(select(Outbox).where(Outbox.task == exports.MAKE.job)).all():
        ctx = Ctx(db, NOBODY, now)
        db.delete(row)
        exports.make(ctx, **row.args)
        db.flush()
        told += _finish(db, ctx, now)
    db.expire_all()
    return told


def _finish(db: Session, ctx: Ctx, now: int) -> list[Any]:
    if ctx.after_commit is None:
        return []
    try:
        answer = ctx.after_commit.ask()
    except StoreFailed:
        return []
    second = Ctx(db, NOBODY, now)
    ctx.after_commit.record(second, answer)
    db.flush()
    return [pushed(item) for item in second.items]


def read(store: Kept) -> Files:
    (data,) = store.files.values()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name.removesuffix(".json"): json.loads(archive.read(name))
                for name in archive.namelist()}  # fmt: skip


class TestAsking:
    @pytest.fixture(autouse=True)
    def limited(self, call: Call, configure: Any) -> None:
        configure("limits", rate_multiplier=1)

    def test_a_job_is_left(self, db: Session, call: Call, me: User) -> None:
        answer = ask(call, me)
        assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert answer.jobs == ["jobs.exports.make"]
        (row,) = db.scalars(select(Outbox)).all()
        assert re.fullmatch(r"export-[A-Za-z0-9_-]{32}", row.args["name"])

    def test_once_a_day(self, db: Session, call: Call, me: User) -> None:
        assert ask(call, me).errno == 0
        late = ask(call, me, NOW + DAY - 7)
        assert (late.errno, late.result) == (4, {"retry_after": 7})
        assert len(db.scalars(select(Outbox)).all()) == 1
        assert ask(call, make_user(db)).errno == 0
        assert ask(call, me, NOW + DAY).errno == 0

    def test_from_several_devices_at_once(self, parallel: Parallel, configure: Any) -> None:
        with parallel.database() as db:
            uid = make_user(db).uid
        replies = parallel.calls("user.export", [{}] * 5, uid=uid)
        assert sorted(reply["errno"] for reply in replies) == [0, 4, 4, 4, 4]
        with parallel.database() as db:
            assert len(db.scalars(select(Outbox)).all()) == 1


class TestFile:
    @pytest.fixture
    def files(self, db: Session, call: Call, me: User, store: Kept) -> Files:
        other = make_user(db, nick="小红")
        group = make_group(db, me, name="茶")
        make_post(db, me, group, content="我的")
        make_post(db, other, group, content="她的").reply_by(db, me.uid, "回复", NOW)
        make_friend(db, me, other)
        make_friend(db, other, me)
        make_message(db, me.uid, other.uid, content="去")
        make_message(db, other.uid, me.uid, content="来")
        make_message(db, other.uid, make_user(db).uid, content="别人的")
        make_contact(db, me, "13977700078", name="妈妈")
        make_session(db, me, "s" * 24)
        make_device(db, me, "f" * 64)
        me.psw = "hash-of-a-password"
        UploadedFile.record(db, me.uid, "https://img.example.com/mine", "mine", NOW)
        assert ask(call, me).errno == 0
        work(db)
        return read(store)

    def test_has_what_is_mine(self, files: Files, me: User) -> None:
        (profile,) = files["profile"]
        assert (profile["uid"], profile["nick"], profile["phone"]) == (me.uid, "小明", me.phone)
        assert [post["content"] for post in files["posts"]] == ["我的"]
        assert [reply["content"] for reply in files["replies"]] == ["回复"]
        assert [message["content"] for message in files["messages"]] == ["去", "来"]
        assert len(files["friends"]) == 1
        assert [one["name"] for one in files["phone_book"]] == ["妈妈"]
        assert [one["name"] for one in files["own_groups"]] == ["茶"]
        assert [one["url"] for one in files["files"]] == ["https://img.example.com/mine"]
        assert (len(files["sessions"]), len(files["devices"])) == (2, 1)
        assert "orders" not in files

    def test_has_nothing_else(self, files: Files, store: Kept) -> None:
        said = json.dumps(files, ensure_ascii=False)
        for secret in ("hash-of-a-password", "f" * 64, "别人的", "她的", EXPORT):
            assert secret not in said

    def test_in_portions(
        self, db: Session, call: Call, me: User, store: Kept, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rows, "PORTION", 2)
        for number in range(5):
            make_message(db, me.uid, me.uid, content=f'"{number}"\n')
        ask(call, me)
        work(db)
        texts = [message["content"] for message in read(store)["messages"]]
        assert texts == [f'"{number}"\n' for number in range(5)]


def test_every_table_that_names_users_is_in_it_or_left_out_on_purpose() -> None:
    named = {
        table.name
        for table in Base.metadata.sorted_tables
        if NAMES_USERS & {column.name for column in table.columns}
    }
    taken = {table for query in rows.KINDS.values()
             for table in re.findall(r"(?:FROM|JOIN) (\w+)", query)}  # fmt: skip
    assert taken | LEFT_OUT.keys() == named
    assert not taken & LEFT_OUT.keys()


@pytest.mark.parametrize("kind", rows.KINDS)
def test_no_kind_reads_the_rows_of_others(db: Session, kind: str) -> None:
    db.execute(text("SET LOCAL enable_seqscan = off"))
    plan = db.execute(text(f"EXPLAIN (FORMAT JSON) {rows.KINDS[kind] % {'uid': 1}}")).scalar_one()
    for node in nodes(plan[0]["Plan"]):
        if "Scan" in node["Node Type"] and node["Node Type"] != "Bitmap Heap Scan":
            assert "Index Cond" in node, node


class TestTelling:
    def test_the_event_has_the_address(
        self, db: Session, call: Call, me: User, store: Kept
    ) -> None:
        ask(call, me)
        (push,) = work(db, NOW + 9)
        (name,) = store.files
        until = NOW + 9 + DAY
        said = {"url": f"https://img.example.com/{name}?e={until}", "until": until}
        event = push.data["event"]
        assert (push.uids, event["type"]) == ([me.uid], "export_ready")
        assert said.items() <= event.items()
        assert db.scalars(select(Outbox)).all() == []
        (listed,) = call("event.read", uid=me.uid).result["events"]
        assert listed == event

    def test_a_store_that_is_away_is_asked_again(
        self, db: Session, call: Call, me: User, store: Kept
    ) -> None:
        ask(call, me)
        store.fails = True
        assert work(db) == []
        (again,) = db.scalars(select(Outbox)).all()
        assert (again.args["tries"], again.due) == (2, NOW + exports.BACKOFF_SECONDS)
        store.fails = False
        assert len(work(db, again.due)) == 1
        assert list(store.files) == [again.args["name"]]
        assert db.scalars(select(Outbox)).all() == []

    def test_given_up_it_may_be_asked_for_again(
        self, db: Session, call: Call, me: User, store: Kept, configure: Any
    ) -> None:
        configure("limits", rate_multiplier=1)
        ask(call, me)
        store.fails = True
        for _ in range(exports.TRIES + 1):
            assert work(db) == []
        assert db.scalars(select(Outbox)).all() == []
        assert db.scalars(select(Use)).all() == []
        assert ask(call, me).errno == 0

    def test_a_crash_after_the_upload_leaves_one_file_and_one_event(
        self, db: Session, call: Call, me: User, store: Kept
    ) -> None:
        ask(call, me)
        (row,) = db.scalars(select(Outbox)).all()
        ctx = Ctx(db, NOBODY, NOW)
        db.delete(row)
        exports.make(ctx, **row.args)
        assert ctx.after_commit
        ctx.after_commit.ask()
        db.flush()
        assert len(work(db, NOW + 200)) == 1
        assert len(store.files) == 1
        assert len(db.scalars(select(Event)).all()) == 1

    def test_another_worker_took_over(self, db: Session, call: Call, me: User, store: Kept) -> None:
        ask(call, me)
        (row,) = db.scalars(select(Outbox)).all()
        ctx = Ctx(db, NOBODY, NOW)
        db.delete(row)
        exports.make(ctx, **row.args)
        db.execute(delete(Outbox))
        assert _finish(db, ctx, NOW) == []
        assert db.scalars(select(Event)).all() == []


class TestEnd:
    @pytest.fixture
    def made(self, db: Session, call: Call, me: User, store: Kept) -> Iterator[str]:
        ask(call, me)
        work(db)
        (name,) = store.files
        yield name
        assert store.files == {}
        assert name not in db.scalars(select(UploadedFile.name)).all()

    def test_after_a_day_also_when_somebody_names_it(
        self, db: Session, call: Call, me: User, store: Kept, made: str
    ) -> None:
        make_message(db, me.uid, me.uid, content=f"https://img.example.com/{made}")
        media.drop_files(Ctx(db, NOBODY, NOW + DAY))
        assert list(store.files) == [made]
        media.drop_files(Ctx(db, NOBODY, NOW + DAY + 1))

    def test_with_the_account(
        self, db: Session, call: Call, me: User, store: Kept, made: str, configure: Any
    ) -> None:
        configure("retention", delete_account_days=0)
        call("user.delete_account", uid=me.uid, now=NOW)
        code = {"code": sent_code(db, me.phone)}
        assert call("user.delete_account", code, uid=me.uid, now=NOW).errno == 0
        accounts.erase(Ctx(db, NOBODY, NOW))
        last = db.scalar(select(DroppedFile.time))
        media.drop_files(Ctx(db, NOBODY, (last or 0) + media.GRACE_SECONDS + 1))

    def test_of_an_account_that_is_erased_meanwhile(
        self, db: Session, call: Call, me: User, store: Kept, made: str
    ) -> None:
        db.execute(delete(User).where(User.uid == me.uid))
        db.expunge_all()
        exports.make(Ctx(db, NOBODY, NOW), me.uid, made, 2)
        media.drop_files(Ctx(db, NOBODY, NOW + media.GRACE_SECONDS + 1))
