"""The local store over real sockets: what it refuses, and how it serves files."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
import qiniu
import requests
from qiniu import Auth

from services.media.local import keys
from tests.fixtures.service import Person, Service
from tests.services.media import files
from tests.services.media.callbacks import policy_of
from tests.services.media.sending import ask, by_form, post_form, url_of

pytestmark = pytest.mark.e2e


@pytest.fixture
def me(service: Service) -> Person:
    return service.make_user()


@pytest.fixture
def data() -> bytes:
    """A picture with unique content."""
    return files.picture((320, 240), "PNG", f"#{secrets.token_hex(3)}")


class TestRefusedByTheStore:
    """The store refuses, and nothing happened."""

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

    def test_a_bad_part(self, service: Service, me: Person, data: bytes) -> None:
        token = ask(service, me, "HeadImg")["token"]
        form = {"token": token, "x:content": b"\xff"}
        reply = requests.post(service.store, data=form, files={"file": data}, timeout=5)
        assert (reply.status_code, reply.json()) == (400, {"error": "x:content is not UTF-8"})

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
        size = len(data)
        for spec, first, last in (
            ("0-9", 0, 9),
            ("10-", 10, size - 1),
            ("-5", size - 5, size - 1),
            ("0-0", 0, 0),
            ("0-65535", 0, size - 1),
            ("-65535", 0, size - 1),
        ):
            reply = requests.get(url, headers={"Range": f"bytes={spec}"}, timeout=5)
            assert (reply.status_code, reply.content) == (206, data[first : last + 1])
            assert reply.headers["content-range"] == f"bytes {first}-{last}/{size}"
            assert reply.headers["content-length"] == str(last - first + 1)
        for spec in (f"{size}-", "999999-", "-0"):
            reply = requests.get(url, headers={"Range": f"bytes={spec}"}, timeout=5)
            assert (reply.status_code, reply.content) == (416, b"")
            assert reply.headers["content-range"] == f"bytes */{size}"

    def test_several_parts(self, url: str, data: bytes) -> None:
        reply = requests.get(url, headers={"Range": "bytes=0-3,-2"}, timeout=5)
        assert reply.status_code == 206
        kind = reply.headers["content-type"]
        assert kind.startswith("multipart/byteranges; boundary=")
        assert reply.headers["content-length"] == str(len(reply.content))
        boundary, size = kind.partition("=")[2], len(data)
        expected = b"".join(
            f"\r\n--{boundary}\r\nContent-Type: image/png\r\n"
            f"Content-Range: bytes {first}-{last}/{size}\r\n\r\n".encode()
            + data[first : last + 1]
            for first, last in ((0, 3), (size - 2, size - 1))
        )
        assert reply.content == expected + f"\r\n--{boundary}--\r\n".encode()

    def test_parts_of_the_file_one_knows(self, url: str, data: bytes) -> None:
        tag = requests.get(url, timeout=5).headers["etag"]
        for condition, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200)):
            headers = {"Range": "bytes=0-3", "If-Range": condition}
            assert requests.get(url, headers=headers, timeout=5).status_code == status
        head = requests.head(url, headers={"Range": "bytes=0-3"}, timeout=5)
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(data)))

    def test_operations(self, url: str) -> None:
        small = requests.get(f"{url}?imageView2/1/w/50/h/40", timeout=5)
        assert (small.status_code, small.headers["content-type"]) == (200, "image/png")
        assert requests.get(f"{url}?imageInfo", timeout=5).json()["width"] == 320
        still = requests.get(f"{url}?vframe/jpg/offset/1", timeout=5)
        assert still.headers["content-type"] == "image/jpeg"
        assert requests.get(f"{url}?vframe/jpg/offset/1", timeout=5).content == still.content
        both = requests.get(f"{url}?vframe/jpg/offset/7|imageView2/1/w/150/h/200", timeout=5)
        assert (both.status_code, both.headers["content-type"]) == (200, "image/jpeg")
        for bad in ("imageView2/9", "vframe/png/offset/1/w/9999/h/9999"):
            reply = requests.get(f"{url}?{bad}", timeout=5)
            assert (reply.status_code, list(reply.json())) == (400, ["error"])

    def test_nothing_there(self, service: Service) -> None:
        for name in ("a" * 28, "..%2Fsecrets.json", "x", "%00", "F" * 28 + ".type"):
            assert requests.get(f"{service.store}{name}", timeout=5).status_code == 404

    def test_pages_from_elsewhere_may_upload(self, service: Service) -> None:
        reply = requests.options(service.store, timeout=5)
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "POST" in reply.headers["access-control-allow-methods"]
