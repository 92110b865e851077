"""Who owns a file: the store's callback decides, not who names its address."""

import pytest
from sqlalchemy import select

from models import DroppedFile, UploadedFile
from services import media as stores
from services.media.qiniu_store import QiniuStore
from tasks.jobs import media
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import make_group, make_session, make_user
from tests.services.media.callbacks import BASE, HASH, URL, body_of, policy_of, reply, tell

LATER = 2**33


class Kept(QiniuStore):
    """Qiniu's store, which records the names that it is asked to delete."""

    def __init__(self):
        super().__init__()
        self.deleted = []

    def delete(self, names):
        self.deleted += names


def noted(db):
    return set(db.scalars(select(DroppedFile.name)))


def test_every_kind_with_a_user_tells_it(db, upload, me):
    group = make_group(db, me)
    for kind, target in (("HeadImg", 0), ("Message", make_user(db).uid), ("Post", group.gid)):
        assert reply(upload(kind, target))["errno"] == 0
        db.expire_all()
        (row,) = db.scalars(select(UploadedFile)).all()
        assert (row.uid, row.url, row.name) == (me.uid, URL, HASH)
        db.delete(row)
        db.flush()


def test_a_refused_upload_is_nobodys(db, upload, me):
    group = make_group(db, make_user(db), only_member_speak=1)
    assert reply(upload("Post", group.gid))["errno"] == 2
    assert db.query(UploadedFile).count() == 0


def test_an_upload_without_a_callback_is_nobodys(db, call, ask, me):
    assert "callbackUrl" not in policy_of(ask("Image").result["token"])
    did = call("album.add", {"url": URL, "filetype": 1}, uid=me.uid).result["did"]
    call("album.delete", {"did": did}, uid=me.uid)
    assert noted(db) == set()


def test_the_entry_of_an_upload_takes_its_file_along(db, call, upload, me):
    did = reply(upload("UserExMedia"))["result"]["did"]
    assert call("album.delete", {"did": did}, uid=me.uid).errno == 0
    assert noted(db) == {HASH}


def test_an_entry_with_somebody_elses_address_does_not(db, call, upload):
    assert reply(upload("UserExMedia"))["errno"] == 0
    other = make_user(db)
    did = call("album.add", {"url": URL, "filetype": 1}, uid=other.uid).result["did"]
    assert call("album.delete", {"did": did}, uid=other.uid).errno == 0
    assert noted(db) == set()


def test_what_is_uploaded_again_is_wanted_again(db, call, upload, me):
    did = reply(upload("UserExMedia"))["result"]["did"]
    call("album.delete", {"did": did}, uid=me.uid)
    assert reply(upload("HeadImg"))["errno"] == 0
    assert noted(db) == set()


@pytest.fixture
def qiniu(configure, monkeypatch):
    configure("qiniu", access_key="access", secret_key="secret")
    configure("media", qiniu_bucket="pictures", qiniu_download_url="https://img.example/")
    store = Kept()
    monkeypatch.setattr(stores, "store", lambda: store)
    monkeypatch.setattr(QiniuStore, "signed", lambda *args: True)
    return store


def test_with_qiniu(db, call, qiniu, me):
    """The same rules; Qiniu is asked to delete files by name."""
    other = make_user(db)
    make_session(db, other, "B" * 24)
    parm = {"sessionid": "A" * 24, "kind": "UserExMedia", "base": BASE, "target": 0}
    token = call("http.uploads.token", parm).result["token"]
    did = reply(tell(call, "UserExMedia", body_of(token)))["result"]["did"]
    address = f"https://img.example/{HASH}"
    for thief in (address, f"https://evil.example/{HASH}"):
        theirs = call("album.add", {"url": thief, "filetype": 1}, uid=other.uid).result["did"]
        call("album.delete", {"did": theirs}, uid=other.uid)
    assert media.drop_files(Ctx(db, NOBODY, LATER)) == 0
    call("album.delete", {"did": did}, uid=me.uid)
    assert media.drop_files(Ctx(db, NOBODY, LATER)) == 1
    assert qiniu.deleted == [HASH]
