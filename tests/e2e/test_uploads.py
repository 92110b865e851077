"""Uploads over real sockets: client, store, callback, effect, answer, pushes."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
import requests
from qiniu import Auth

from services.media.local import keys
from tests.e2e.shapes import as_read
from tests.fixtures.service import Person, Service
from tests.services.media import files
from tests.services.media.callbacks import JSON, body_of, policy_of, signature
from tests.services.media.sending import (
    SUCCESS,
    Send,
    ask,
    by_form,
    by_sdk,
    make_group,
    post_form,
    url_of,
)
from wire.uploads import KINDS

pytestmark = pytest.mark.e2e


@pytest.fixture
def me(service: Service) -> Person:
    return service.make_user()


@pytest.fixture
def data() -> bytes:
    """A picture with unique content."""
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
            assert listed == as_read(post)

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


class TestCallbacks:
    """Sent to the service by somebody else than the store."""

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
