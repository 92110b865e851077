"""Forged callbacks, and repeated ones."""

import json
import time

import pytest
from qiniu import Auth

from models import AlbumMedia, Post, UploadCallback, User
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import upload_tokens
from tests.factories import enter, make_group, make_user
from tests.services.media.callbacks import (
    BASE,
    body_of,
    old_signature,
    reply,
    signature,
    tell,
)


class TestForged:
    """Not sent by the store: errno 2, which the endpoint answers as status 403; no effect."""

    @pytest.fixture(autouse=True)
    def nothing_happened(self, db, me):
        yield
        db.expire_all()
        assert User.get(db, me.uid).headpic is None
        assert [db.query(table).count() for table in (AlbumMedia, UploadCallback)] == [0, 0]

    @pytest.mark.parametrize(
        "sign",
        [
            lambda url, body: "",
            lambda url, body: "Qiniu",
            lambda url, body: "QBox local:x",
            lambda url, body: signature(url, body) + "x",
            lambda url, body: signature(url, body + " "),
            lambda url, body: signature(url.replace("HeadImg", "Post"), body),
            lambda url, body: signature(url, body, Auth("local", "other")),
            lambda url, body: signature(url, body, content_type="text/plain"),
            lambda url, body: old_signature(f"{url}?a=1", body),
        ],
    )
    def test_signature(self, upload, sign):
        assert upload("HeadImg", sign=sign).errno == 2

    @pytest.mark.parametrize("sign", [signature, old_signature])
    @pytest.mark.parametrize(
        "change",
        [{"uid": 7}, {"target": 7}, {"until": 2**40}, {"base": "http://other"}, {"seal": "é"}],
    )
    def test_seal(self, call, ask, sign, change):
        body = json.loads(body_of(ask("HeadImg").result["token"])) | change
        assert tell(call, "HeadImg", json.dumps(body), sign=sign).errno == 2

    def test_kind(self, call, ask):
        body = body_of(ask("UserExMedia").result["token"])
        assert tell(call, "HeadImg", body).errno == 2
        moved = json.dumps(json.loads(body) | {"kind": "HeadImg"})
        assert tell(call, "HeadImg", moved).errno == 2

    def test_late(self, call, ask):
        body = body_of(ask("HeadImg").result["token"])
        late = int(time.time()) + 3600 + 660
        assert tell(call, "HeadImg", body, now=late).errno == 2

    @pytest.mark.parametrize("body", ["", "[]", "{}", "no JSON", '{"uid":"x"}', "[" * 200])
    def test_no_body(self, call, body):
        assert reply(tell(call, "HeadImg", body))["errno"] == 6


class TestRepeated:
    def test_the_older_signature_is_good_too(self, db, upload, me):
        assert reply(upload("HeadImg", sign=old_signature))["errno"] == 0

    def test_gets_the_first_reply(self, db, call, ask, me):
        body = body_of(ask("UserExMedia").result["token"])
        first = tell(call, "UserExMedia", body, reqid="one")
        for reqid in ("one", "two", "one", "two", ""):
            again = tell(call, "UserExMedia", body, reqid=reqid)
            assert reply(again) == reply(first)
            assert again.pushes == []
        assert db.query(AlbumMedia).count() == 1

    def test_by_the_request_id_alone(self, db, call, ask):
        token = ask("UserExMedia").result["token"]
        first = tell(call, "UserExMedia", body_of(token), reqid="one")
        assert reply(tell(call, "UserExMedia", body_of(token), reqid="one")) == reply(first)
        assert db.query(AlbumMedia).count() == 1

    def test_a_refusal_too(self, db, call, ask, me):
        group = make_group(db, make_user(db), only_member_speak=1)
        body = body_of(ask("Post", group.gid).result["token"])
        assert reply(tell(call, "Post", body, reqid="one"))["errno"] == 2
        enter(db, group, me)
        assert reply(tell(call, "Post", body, reqid="one"))["errno"] == 2
        assert db.query(Post).count() == 0

    def test_also_when_it_comes_late(self, call, ask):
        body = body_of(ask("UserExMedia").result["token"])
        first = tell(call, "UserExMedia", body, reqid="one")
        late = int(time.time()) + 10_000
        assert reply(tell(call, "UserExMedia", body, reqid="one", now=late)) == reply(first)

    def test_a_token_is_good_for_any_number_of_files(self, db, call, ask):
        token = ask("UserExMedia").result["token"]
        dids = {reply(tell(call, "UserExMedia", body_of(token)))["result"]["did"] for _ in range(3)}
        assert len(dids) == db.query(AlbumMedia).count() == 3


def test_repeats_at_once_have_one_effect(parallel):
    with parallel.database() as db:
        me = make_user(db)
        now = Ctx(db, NOBODY, int(time.time()))
        body = body_of(upload_tokens.token(now, me.uid, "UserExMedia", base=BASE).token)
    url = f"{BASE}/upload/UserExMediaDone"
    same = {"kind": "UserExMedia", "url": url, "body": body, "content_type": "application/json"}
    same |= {"authorization": signature(url, body), "headers": {"Host": "service.example"}}
    parms = [same | {"reqid": f"r{number % 5}"} for number in range(40)]
    replies = [one["result"]["reply"] for one in parallel.calls("http.uploads.uploaded", parms)]
    assert all(one == replies[0] for one in replies)
    with parallel.database() as db:
        assert db.query(AlbumMedia).count() == 1
