"""Deleting files that nothing names, and replies to callbacks that are not repeated any more."""

import re

import pytest
from sqlalchemy import select, text

from models import (
    Base,
    DroppedFile,
    UploadCallback,
    UploadedFile,
    erasure,
    forgetting,
)
from models.media import MAY_NAME, NAMING
from models.upload_callback import KEPT_SECONDS
from services import media as stores
from tasks.jobs import media
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import (
    make_group,
    make_message,
    make_post,
    make_user,
)
from tests.services.media.callbacks import BASE
from tests.tasks.jobs.media.uses import NAMES, USES, noted, url


def show_and_hide(call, uid, address):
    """Add an address to an album and delete the entry."""
    did = call("album.add", {"url": address, "filetype": 1}, uid=uid).result["did"]
    assert call("album.delete", {"did": did}, uid=uid).errno == 0


def test_of_a_deleted_post_with_all_it_had(db, call, drop, me):
    post = make_post(
        db, me, make_group(db, me), pictures=[url(0), url(1)], voice=f"{url(2)}?imageView2/1"
    )
    assert call("post.delete", {"postid": post.postid}, uid=me.uid).errno == 0
    assert drop(after=media.GRACE_SECONDS - 1) == [0, 1, 2, 3]
    assert drop() == [3]
    assert noted(db) == set()
    assert set(db.scalars(select(UploadedFile.name))) == {NAMES[3]}


def test_of_an_account_that_is_gone_as_long_as_receivers_have_the_message(db, drop, me):
    message = make_message(db, me.uid, make_user(db).uid, type="pic", content=None, picture=url(0))
    erasure.erase(db, me.uid)
    assert drop() == [0]
    assert drop() == [0]
    assert noted(db) == {NAMES[0]}
    db.delete(message)
    db.flush()
    assert drop() == []
    assert noted(db) == set()


def test_of_a_further_medium(db, drop, me):
    post = make_post(db, me, make_group(db, me))
    post.add_medium(db, type="vic", voice=url(1), time=1)
    post.delete(db)
    assert drop() == [0, 2, 3]


def test_of_a_deleted_album_entry(call, drop, me):
    show_and_hide(call, me.uid, url())
    assert drop() == [1, 2, 3]


def test_of_posts_that_went_with_their_group(db, call, drop, me):
    group = make_group(db, make_user(db))
    make_post(db, me, group, video=url(2))
    assert call("group.delete", {"gid": group.gid}, uid=group.creator).errno == 0
    while forgetting.group(db, group.gid, 100):
        pass
    assert drop() == [0, 1, 3]


def test_of_a_deleted_account_but_what_others_have(db, drop, me):
    other = make_user(db)
    make_post(db, me, make_group(db, other), pictures=[url(0), url(1)])
    make_message(db, me.uid, other.uid, type="pic", picture=url(2), content=None)
    erasure.erase(db, me.uid)
    assert drop() == [2]


class TestFilesOfOthers:
    """Naming a file in a post or an album does not make it one's own."""

    def test_stay(self, db, call, drop, me):
        other = make_user(db)
        show_and_hide(call, other.uid, url())
        make_post(db, other, make_group(db, other), pictures=[url(0), url(1)]).delete(db)
        erasure.erase(db, other.uid)
        assert noted(db) == set()
        assert drop() == [0, 1, 2, 3]

    @pytest.mark.parametrize(
        "address",
        [
            f"http://other.example/{NAMES[0]}",
            f"{BASE}:8080/a/{NAMES[0]}",
            f"https://service.example:8080/{NAMES[0]}",
            f"{BASE}/{NAMES[0]}",
            f"{BASE}:8080/{NAMES[0]}.jpg",
        ],
    )
    def test_another_address_is_another_file(self, db, call, drop, me, address):
        show_and_hide(call, me.uid, address)
        assert noted(db) == set()
        assert drop() == [0, 1, 2, 3]

    def test_of_two_uploaders_stay(self, db, call, drop, me):
        UploadedFile.record(db, make_user(db).uid, url(), NAMES[0], 1)
        show_and_hide(call, me.uid, url())
        assert noted(db) == {NAMES[0]}
        assert drop() == [0, 1, 2, 3]


def test_what_was_uploaded_again_stays(db, call, drop, me):
    show_and_hide(call, me.uid, url())
    UploadedFile.record(db, me.uid, url(), NAMES[0], 2)
    assert drop() == [0, 1, 2, 3]


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_what_is_named_elsewhere_stays(db, drop, me, use):
    make_post(db, me, make_group(db, me), picture=url()).delete(db)
    use(db, me)
    db.flush()
    assert drop() == [0, 1, 2, 3]
    assert noted(db) == set()


HARMLESS = {
    "audit_log.who audit_log.address audit_log.action audit_log.params audit_log.result": "a log",
    "contacts.phone contacts.number contacts.name": "shown to nobody",
    "dropped_files.name uploaded_files.name uploaded_files.url upload_callbacks.reply"
    " upload_callbacks.reqid upload_callbacks.kind": "tell of uploads, show none",
    "users.tags": "shorter than a name",
    "users.nick_key users.nick_look": "follow from the nick",
    "endorsements.type": "words of operations",
    "orders.orderid orders.hardwareid orders.provider orders.cardid orders.tradeid paylogs.orderid"
    " payment_notices.provider payment_notices.noticeid payment_notices.orderid"
    " payment_notices.outcome": "ids of payments",
    "events.type events.data outbox.task outbox.args replies.conn replies.error": "ids only",
    "failures.kind failures.key uses.kind uses.key sms_sent.kind sms_sent.key": "limits",
    "sms_codes.sealed ops_sessions.csrf ops_sessions.address users.psw activation_codes.active_code"
    " circle_codes.vcode devices.device_token": "secrets",
    "sessions.login_address": "an address of the network",
    "users.phone users.phone_national invites.phone sms_codes.phone": "numbers",
    "messages.type album_media.type post_media.type sessions.method sms_codes.purpose"
    " group_members.state group_requests.state devices.platform": "one of a few words",
    "reports.kind reports.reason reports.state": "the same",
    "reports.text reports.shown": "seen by operations only, who may have taken the file away",
    "sessions.address": "an address on the network",
    "moderation_words.word moderation_words.level": "words of operations",
    "operators.name operators.role operators.psw operators.totp operators.totp_new"
    " recovery_codes.operator ops_sessions.operator": "tell of operators",
}
"""Columns of texts in which no file is looked for, and why."""


def test_every_text_is_looked_at_or_harmless():
    harmless = {name for names in HARMLESS for name in names.split()}
    forgotten = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(word in str(column.type) for word in ("TEXT", "JSON", "ARRAY"))
        and f"{table.name}.{column.name}" not in harmless
        and not re.search(rf"\b{column.name}\b", NAMING.get(table.name, ""))
    ]
    assert forgotten == [], "a file may be named there: models.media.names_files, or say why not"


@pytest.mark.parametrize("table", NAMING)
def test_an_index_finds_who_names_a_file(db, table):
    db.execute(text("SET LOCAL enable_seqscan = off"))
    words = NAMING[table]
    condition = f"({words}) {MAY_NAME} AND media_names({words}) @> ARRAY['{NAMES[0]}']"
    plan = "\n".join(db.scalars(text(f"EXPLAIN SELECT FROM {table} WHERE {condition}")))
    assert f"ix_{table}_files" in plan, plan


def test_a_long_text_has_few_names(db):
    """A text written to fill the index: one name for each sequence of letters."""
    count = text("SELECT cardinality(media_names(:words))")
    assert db.scalar(count, {"words": "a" * 65_536}) == 1
    assert db.scalar(count, {"words": f"{'b' * 27} " * 1000}) == 0


def test_a_store_that_fails_is_asked_again(db, store, drop, me, monkeypatch):
    def fail(names):
        raise stores.StoreFailed("away")

    make_post(db, me, make_group(db, me), picture=url()).delete(db)
    monkeypatch.setattr(store, "delete", fail)
    assert drop() == [0, 1, 2, 3]
    monkeypatch.undo()
    again = db.scalar(select(DroppedFile.time))
    assert again > 0
    assert noted(db) == {NAMES[0]}
    assert UploadedFile.of_several(db, [NAMES[0]]) == set()


def test_old_replies_are_forgotten(db):
    for name, age in (("old", KEPT_SECONDS + 1), ("new", 10)):
        db.add(UploadCallback(reqid=name, kind="Post", reply={}, create_time=10**9 - age))
    db.flush()
    assert media.clean_up(Ctx(db, NOBODY, 10**9)) == 1
    assert db.scalars(select(UploadCallback.reqid)).all() == ["new"]
