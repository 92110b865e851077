"""Uploads over real sockets: client, store, callback, effect, answer, pushes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest
import qiniu
import requests
from qiniu import Auth
from sqlalchemy import orm

from models import Group
from services.media.local import keys
from services.media.server.files import etag
from tests.fixtures.service import Person, Service
from tests.media import files
from tests.media.callbacks import JSON, body_of, policy_of, signature
from wire.uploads import KINDS

pytestmark = pytest.mark.e2e

Send = Callable[..., Any]
SUCCESS = {"errno": 0, "error": "Success"}


def by_sdk(token: dict[str, Any], data: bytes, **fields: object) -> Any:
    """As apps upload: Qiniu's own code, told that the store is a zone."""
    zone = qiniu.Zone(up_host=token["upload_url"].removeprefix("http://"), scheme="http")
    params = {f"x:{name}": str(text) for name, text in fields.items()}
    reply, info = qiniu.put_data(token["token"], None, data, params=params, regions=[zone])
    assert info.status_code == 200, info
    return reply


def by_form(token: dict[str, Any], data: bytes, **fields: object) -> Any:
    """As a page uploads: one multipart form."""
    reply = post_form(token, data, **fields)
    assert reply.status_code == 200, reply.text
    return reply.json()


def post_form(token: dict[str, Any], data: bytes, **fields: object) -> requests.Response:
    form = {"token": token["token"]} | {f"x:{name}": str(text) for name, text in fields.items()}
    file = {"file": ("图 1.jpg", data, "text/html")}
    return requests.post(token["upload_url"], data=form, files=file, timeout=15)


def ask(service: Service, person: Person, kind: str, **query: object) -> dict[str, Any]:
    """What the token address of a kind replies."""
    params: Any = {"sessionid": person.sessionid} | query
    reply: dict[str, Any] = service.http.get(KINDS[kind].path, params=params).json()
    return reply


def make_group(service: Service, creator: Person, **columns: object) -> int:
    with orm.Session(service.engine) as db:
        group = Group(creator=creator.uid, name="读书会", time=1, **columns)
        db.add(group)
        db.flush()
        gid = group.gid
        db.commit()
    return gid


def url_of(service: Service, data: bytes) -> str:
    return f"{service.store}{etag(data)}"


@pytest.fixture
def me(service: Service) -> Person:
    return service.make_user()


@pytest.fixture
def data() -> bytes:
    """A picture like no other."""
    return files.picture((320, 240), "PNG", f"#{secrets.token_hex(3)}")


@pytest.mark.parametrize("send", [by_sdk, by_form])
class TestEveryKind:
    def test_image(self, service: Service, me: Person, data: bytes, send: Send) -> None:
        reply = send(ask(service, me, "Image"), data)
        assert reply == SUCCESS | {"url": url_of(service, data)}
        assert requests.get(reply["url"], timeout=5).content == data

    @pytest.mark.parametrize(
        ("kind", "column"), [("HeadImg", "headpic"), ("BackgroundImg", "background_image")]
    )
    async def test_pictures_of_the_user(
        self, service: Service, me: Person, data: bytes, send: Send, kind: str, column: str
    ) -> None:
        assert send(ask(service, me, kind), data) == SUCCESS | {"url": url_of(service, data)}
        async with service.enter(me) as client:
            profile = await client.ok("user.info2", uid=me.uid)
        assert profile["user"][column] == url_of(service, data)

    async def test_message(self, service: Service, me: Person, data: bytes, send: Send) -> None:
        hong = service.make_user()
        async with service.enter(hong) as theirs, service.enter(me) as mine:
            reply = send(ask(service, me, "Message", toid=hong.uid), data, content="看", toid=1)
            msgid = reply["result"]["msgid"]
            assert reply == SUCCESS | {"result": {"url": url_of(service, data), "msgid": msgid}}
            message = (await theirs.push("newmsg"))["message"]
            assert (await mine.push("newmsg"))["message"] == message
            assert (message["msgid"], message["toid"], message["type"]) == (msgid, hong.uid, "pic")
            assert (message["picture"], message["content"]) == (url_of(service, data), "看")
            assert (message["width"], message["height"]) == (320, 240)
            read = await theirs.ok("message.read", afterid=0)
            assert read["message"] == [message]

    @pytest.mark.parametrize("kind", ["Post", "PostWithFile"])
    async def test_post(
        self, service: Service, me: Person, data: bytes, send: Send, kind: str
    ) -> None:
        hong = service.make_user()
        gid = make_group(service, hong)
        async with service.enter(hong) as watcher:
            await watcher.ok("group.regupdate", gid=gid)
            reply = send(ask(service, me, kind), data, gid=gid, content="大家好", sessionid="x")
            postid = reply["result"]["postid"]
            assert reply == SUCCESS | {"result": {"url": url_of(service, data), "postid": postid}}
            post = (await watcher.push("newpost"))["post"]
            assert (post["postid"], post["uid"], post["gid"]) == (postid, me.uid, gid)
            assert (post["content"], post["type"]) == ("大家好", "pic")
            assert (post["picture"], post["width"]) == (url_of(service, data), 320)
            (listed,) = (await watcher.ok("group.post_list", gid=gid))["posts"]
            assert listed == post

    async def test_further_files_of_a_post(
        self, service: Service, me: Person, data: bytes, send: Send
    ) -> None:
        gid = make_group(service, me)
        async with service.enter(me) as client:
            postid = (await client.ok("post.add", gid=gid, content=""))["postid"]
            token = ask(service, me, "PostEx", postid=postid)
            dids = [
                send(token, file, length=999)["result"]["did"] for file in (data, files.sound(0.5))
            ]
            exdata = (await client.ok("post.readex", postid=postid))["exdata"]
            assert [one["did"] for one in exdata] == dids
            assert exdata[1] == {
                "did": dids[1], "postid": postid, "type": "vic",
                "voice": url_of(service, files.sound(0.5)), "length": 500,
            }  # fmt: skip
            (post,) = (await client.ok("post.get", postid=postid))["posts"]
            assert post["excount"] == 2

    async def test_album(self, service: Service, me: Person, data: bytes, send: Send) -> None:
        reply = send(ask(service, me, "UserExMedia", userid=1), data, text="海")
        async with service.enter(me) as client:
            (entry,) = (await client.ok("album.read", uid=me.uid))["medias"]
        assert reply["result"] == {"url": url_of(service, data), "did": entry["did"]}
        assert (entry["text"], entry["picture"]) == ("海", url_of(service, data))


async def test_a_token_by_websocket(service: Service, me: Person, data: bytes) -> None:
    async with service.enter(me) as client:
        token = await client.ok("tools.qiniu_uploadtoken")
    assert by_sdk(token, data)["url"].endswith(url_of(service, data).rpartition("/")[2])


class TestTokens:
    @pytest.mark.parametrize("kind", [one for one in KINDS.values() if not one.internal])
    def test_need_a_session(self, service: Service, kind: Any) -> None:
        queries: list[Any] = [{}, {"sessionid": "A" * 24}, {"sessionid": ""}]
        for query in queries:
            reply = service.http.get(kind.path, params=query)
            assert (reply.status_code, reply.json()["errno"]) == (200, 1)
            assert "token" not in reply.json()

    def test_are_given_to_posts_too(self, service: Service, me: Person) -> None:
        reply = service.http.post("/upload/Image", data={"sessionid": me.sessionid}).json()
        assert reply.keys() == {"errno", "error", "token", "upload_url"}

    def test_only_for_posts_of_mine(self, service: Service, me: Person) -> None:
        other = service.make_user()
        gid = make_group(service, me)
        (row,) = service.sql(
            "INSERT INTO posts (uid, gid, time) VALUES (:uid, :gid, 1) RETURNING postid",
            uid=other.uid,
            gid=gid,
        )
        assert ask(service, me, "PostEx", postid=row.postid)["errno"] == 2
        assert ask(service, me, "PostEx", postid=2**40)["errno"] == 3
        assert "token" not in ask(service, me, "PostEx", postid="x")

    def test_there_is_none_for_operations(self, service: Service, me: Person) -> None:
        query: Any = {"sessionid": me.sessionid, "cid": 1}
        assert service.http.get("/upload/CircleIcon", params=query).status_code in (404, 405)

    def test_a_page_to_upload_by(self, service: Service, me: Person) -> None:
        query: Any = {"sessionid": me.sessionid, "usepage": 1, "toid": 5}
        reply = service.http.get("/upload/Message", params=query)
        assert reply.headers["content-type"].startswith("text/html")
        assert f'action="{service.store}"' in reply.text
        assert 'enctype="multipart/form-data"' in reply.text
        assert 'name="token"' in reply.text
        assert 'name="x:toid"' not in reply.text
        policy = reply.headers["content-security-policy"]
        assert f"form-action 'self' {service.store.rstrip('/')};" in policy


class TestRefusedByTheStore:
    """And nothing happened."""

    @pytest.fixture(autouse=True)
    def nothing_happened(self, service: Service, me: Person) -> Any:
        yield
        (row,) = service.sql("SELECT headpic FROM users WHERE uid = :uid", uid=me.uid)
        assert row.headpic is None

    def refused(self, token: str, service: Service, data: bytes) -> int:
        reply = post_form({"token": token, "upload_url": service.store}, data)
        assert reply.headers["access-control-allow-origin"] == "*"
        assert reply.json().keys() == {"error"}
        return reply.status_code

    def test_no_token(self, service: Service, me: Person, data: bytes) -> None:
        assert self.refused("", service, data) == 401
        assert requests.post(service.store, files={"file": data}, timeout=5).status_code == 401

    def test_no_file(self, service: Service, me: Person) -> None:
        form = {"token": ask(service, me, "HeadImg")["token"]}
        assert requests.post(service.store, data=form, timeout=5).status_code == 400

    def test_a_token_that_was_made_another_s(
        self, service: Service, me: Person, data: bytes
    ) -> None:
        other = service.make_user()
        access, mark, policy = ask(service, other, "HeadImg")["token"].split(":")
        text = json.dumps(Auth.up_token_decode(f"{access}:{mark}:{policy}")[2])
        moved = text.replace(str(other.uid), str(me.uid))
        assert moved != text
        forged = qiniu.urlsafe_base64_encode(moved)
        assert self.refused(f"{access}:{mark}:{forged}", service, data) == 401

    def test_a_token_of_other_keys(self, service: Service, me: Person, data: bytes) -> None:
        policy = policy_of(ask(service, me, "HeadImg")["token"])
        token = Auth("local", "guessed").upload_token("media", None, 3600, policy)
        assert self.refused(token, service, data) == 401

    def test_expired(self, service: Service, me: Person, data: bytes) -> None:
        policy = policy_of(ask(service, me, "HeadImg")["token"])
        token = keys().upload_token("media", None, -1, policy)
        assert self.refused(token, service, data) == 401

    @pytest.mark.parametrize("data", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
    def test_neither_picture_nor_sound_nor_film(
        self, service: Service, me: Person, data: bytes
    ) -> None:
        assert self.refused(ask(service, me, "HeadImg")["token"], service, data) == 403


def test_a_name_chosen_by_the_client_does_not_count(
    service: Service, me: Person, data: bytes
) -> None:
    token = ask(service, me, "HeadImg")
    zone = qiniu.Zone(up_host=service.store.removeprefix("http://"), scheme="http")
    reply, _ = qiniu.put_data(token["token"], "mine.png", data, regions=[zone])
    assert reply["url"] == url_of(service, data)
    assert requests.get(f"{service.store}mine.png", timeout=5).status_code == 404


def test_too_large(service: Service, me: Person) -> None:
    policy = policy_of(ask(service, me, "Image")["token"]) | {"fsizeLimit": 100}
    token = {
        "token": keys().upload_token("media", None, 60, policy),
        "upload_url": service.store,
    }
    assert post_form(token, files.picture()).status_code == 413


class TestCallbacks:
    """Straight to the service, as somebody else than the store would."""

    def post(self, service: Service, kind: str, body: str, **headers: str) -> requests.Response:
        url = f"{service.url}{KINDS[kind].done}"
        usual = {"Content-Type": JSON, "Authorization": signature(url, body), "X-Reqid": "r"}
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        return service.http.post(
            KINDS[kind].done, data=body.encode(), headers=usual | given, allow_redirects=False
        )

    def test_forged(self, service: Service, me: Person) -> None:
        body = body_of(ask(service, me, "HeadImg")["token"])
        other = Auth("local", "guessed")
        url = f"{service.url}/upload/HeadImgDone"
        for forged in ("", "Qiniu local:x", signature(url, body, other)):
            assert self.post(service, "HeadImg", body, Authorization=forged).status_code == 403
        good = signature(url, body)
        changed = body.replace(str(me.uid), "1")
        for text in (changed, body + " ", "é", "{}"):
            refused = self.post(service, "HeadImg", text, Authorization=good)
            assert (refused.status_code, refused.json()["errno"]) == (403, 2)
        raw = service.http.post(
            "/upload/HeadImgDone", data=b"\xff", headers={"Authorization": good}
        )
        assert raw.status_code == 403
        assert self.post(service, "HeadImg", "x" * 70_000).status_code == 413
        (row,) = service.sql("SELECT headpic FROM users WHERE uid = :uid", uid=me.uid)
        assert row.headpic is None

    def test_moved_to_another_kind_or_host(self, service: Service, me: Person) -> None:
        body = body_of(ask(service, me, "UserExMedia")["token"])
        assert self.post(service, "HeadImg", body).status_code == 403
        elsewhere = signature("http://other.example/upload/UserExMediaDone", body)
        moved = self.post(service, "UserExMedia", body, Authorization=elsewhere)
        assert moved.status_code == 403

    async def test_replayed(self, service: Service, me: Person) -> None:
        gid = make_group(service, me)
        body = body_of(ask(service, me, "Post", gid=gid)["token"])
        reqid = secrets.token_hex(8)
        async with service.enter(me) as watcher:
            await watcher.ok("group.regupdate", gid=gid)
            first = self.post(service, "Post", body, X_Reqid=reqid)
            assert first.status_code == 200
            assert first.json()["errno"] == 0
            await watcher.push("newpost")
            for again in (reqid, reqid, "another"):
                assert self.post(service, "Post", body, X_Reqid=again).json() == first.json()
            posts = (await watcher.ok("group.post_list", gid=gid))["posts"]
            assert [post["postid"] for post in posts] == [first.json()["result"]["postid"]]

    def test_the_client_hears_of_a_refusal(self, service: Service, me: Person, data: bytes) -> None:
        gid = make_group(service, service.make_user(), only_member_speak=1)
        reply = by_form(ask(service, me, "Post", gid=gid), data)
        assert (reply["errno"], reply["result"]) == (2, {})
        assert service.sql("SELECT FROM posts WHERE gid = :gid", gid=gid) == []

    def test_nobody_answers(self, service: Service, me: Person, data: bytes) -> None:
        policy = policy_of(ask(service, me, "HeadImg")["token"])
        policy["callbackUrl"] = "http://127.0.0.1:1/upload/HeadImgDone"
        token = {
            "token": keys().upload_token("media", None, 60, policy),
            "upload_url": service.store,
        }
        reply = post_form(token, data)
        assert reply.status_code == 579
        assert "callback failed" in reply.json()["error"]

    def test_a_callback_that_we_do_not_take(
        self, service: Service, me: Person, data: bytes
    ) -> None:
        policy = policy_of(ask(service, me, "HeadImg")["token"])
        policy["callbackBody"] = policy["callbackBody"].replace(str(me.uid), "1")
        token = {
            "token": keys().upload_token("media", None, 60, policy),
            "upload_url": service.store,
        }
        assert post_form(token, data).json() == {"error": "callback failed: status 403"}


class TestDownloads:
    @pytest.fixture
    def url(self, service: Service, me: Person, data: bytes) -> str:
        return str(by_form(ask(service, me, "Image"), data)["url"])

    def test_whole(self, url: str, data: bytes) -> None:
        reply = requests.get(url, timeout=5)
        assert reply.content == data
        assert reply.headers["content-type"] == "image/png"
        assert "immutable" in reply.headers["cache-control"]
        assert "sandbox" in reply.headers["content-security-policy"]
        assert requests.get(f"{url}?attname=a&x=1", timeout=5).content == data
        head = requests.head(url, timeout=5)
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(data)))
        tag = {"If-None-Match": reply.headers["etag"]}
        assert requests.get(url, headers=tag, timeout=5).status_code == 304

    def test_parts(self, url: str, data: bytes) -> None:
        for spec, expected in {
            "0-9": data[:10], "10-": data[10:], "-5": data[-5:], "0-0": data[:1],
        }.items():  # fmt: skip
            reply = requests.get(url, headers={"Range": f"bytes={spec}"}, timeout=5)
            assert (reply.status_code, reply.content) == (206, expected)
            assert reply.headers["content-range"].endswith(f"/{len(data)}")
        reply = requests.get(url, headers={"Range": "bytes=999999-"}, timeout=5)
        assert reply.status_code == 416

    def test_operations(self, url: str) -> None:
        small = requests.get(f"{url}?imageView2/1/w/50/h/40", timeout=5)
        assert (small.status_code, small.headers["content-type"]) == (200, "image/png")
        assert requests.get(f"{url}?imageInfo", timeout=5).json()["width"] == 320
        still = requests.get(f"{url}?vframe/jpg/offset/1", timeout=5)
        assert still.headers["content-type"] == "image/jpeg"
        assert requests.get(f"{url}?imageView2/9", timeout=5).status_code == 400

    def test_nothing_there(self, service: Service) -> None:
        for name in ("a" * 28, "..%2Fsecrets.json", "x", "%00", "F" * 28 + ".type"):
            assert requests.get(f"{service.store}{name}", timeout=5).status_code == 404

    def test_pages_from_elsewhere_may_upload(self, service: Service) -> None:
        reply = requests.options(service.store, timeout=5)
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "POST" in reply.headers["access-control-allow-methods"]
