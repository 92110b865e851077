"""Uploads in parts over real sockets, by Qiniu's own code."""

from __future__ import annotations

import io
import secrets
from typing import Any

import pytest
import qiniu
import requests

from services.media.local import keys
from tests.fixtures.service import Person, Service
from tests.services.media import files
from tests.services.media.callbacks import policy_of
from tests.services.media.sending import SUCCESS, ask, url_of

pytestmark = pytest.mark.e2e

PART = 1024 * 1024


@pytest.fixture
def me(service: Service) -> Person:
    return service.make_user()


@pytest.fixture
def film() -> bytes:
    """A film with unique content, of more than two parts."""
    free = 2 * PART + secrets.randbelow(PART)
    return files.clip("mp4", "libx264") + files._box(b"free", secrets.token_bytes(free))


def by_parts(token: dict[str, Any], data: bytes, **fields: object) -> tuple[Any, Any]:
    zone = qiniu.Zone(up_host=token["upload_url"].removeprefix("http://"), scheme="http")
    reply, info = qiniu.put_stream_v2(
        token["token"],
        None,
        io.BytesIO(data),
        "film.mp4",
        len(data),
        params={f"x:{name}": str(text) for name, text in fields.items()},
        part_size=PART,
        version="v2",
        regions=[zone],
    )
    return reply, info


async def test_a_film_becomes_a_message(service: Service, me: Person, film: bytes) -> None:
    hong = service.make_user()
    async with service.enter(hong) as theirs:
        reply, info = by_parts(ask(service, me, "Message", toid=hong.uid), film, content="看")
        assert info.status_code == 200, info
        message = (await theirs.push("newmsg"))["message"]
        assert reply == SUCCESS | {
            "result": {"url": url_of(service, film), "msgid": message["msgid"]}
        }
        assert (message["type"], message["length"], message["content"]) == ("vdo", 2000, "看")
    assert _download(message["video"]) == film


def _download(url: str) -> bytes:
    return requests.get(url, timeout=5).content


class TestRefused:
    """Requests made one by one, without the SDK."""

    @pytest.fixture
    def token(self, service: Service, me: Person) -> str:
        return str(ask(service, me, "Image")["token"])

    def step(
        self, service: Service, method: str, path: str, token: str, **more: Any
    ) -> requests.Response:
        headers = {"Authorization": f"UpToken {token}"} | more.pop("headers", {})
        url = f"{service.store}buckets/{path}"
        return requests.request(method, url, headers=headers, timeout=10, **more)

    def begin(self, service: Service, token: str) -> str:
        reply = self.step(service, "POST", "media/objects/~/uploads", token)
        assert reply.status_code == 200, reply.text
        assert reply.json()["expireAt"] > 10**9
        return f"media/objects/~/uploads/{reply.json()['uploadId']}"

    def test_tokens(self, service: Service, token: str) -> None:
        upload = self.begin(service, token)
        old = keys().upload_token("media", None, -1, policy_of(token))
        for bad in ("", "x", old):
            for method, path in (
                ("POST", "media/objects/~/uploads"),
                ("PUT", f"{upload}/1"),
                ("POST", upload),
                ("DELETE", upload),
            ):
                reply = self.step(service, method, path, bad, data=b"x" * 300_000)
                assert (reply.status_code, reply.json().keys()) == (401, {"error"})
        assert self.step(service, "POST", "x/objects/~/uploads", token).status_code == 631

    def test_too_large(self, service: Service, token: str) -> None:
        small = keys().upload_token("media", None, 60, policy_of(token) | {"fsizeLimit": 100})
        upload = self.begin(service, small)
        assert self.step(service, "PUT", f"{upload}/1", small, data=b"x" * 100).status_code == 200
        reply = self.step(service, "PUT", f"{upload}/2", small, data=b"x")
        assert (reply.status_code, reply.json()) == (413, {"error": "file too large"})

    def test_neither_picture_nor_sound_nor_film(self, service: Service, token: str) -> None:
        upload = self.begin(service, token)
        part = self.step(service, "PUT", f"{upload}/1", token, data=b"hello").json()
        assert part.keys() == {"etag", "md5"}
        wish = {"parts": [{"etag": part["etag"], "partNumber": 1}]}
        assert self.step(service, "POST", upload, token, json=wish).status_code == 403
        assert self.step(service, "DELETE", upload, token).status_code == 200
        assert self.step(service, "POST", upload, token, json=wish).status_code == 612

    def test_a_repeated_end(self, service: Service, token: str) -> None:
        """The answer was lost: the upload is finished, and a new one gives the same address."""
        data = files.picture(color=f"#{secrets.token_hex(3)}")
        urls = []
        for _ in range(2):
            upload = self.begin(service, token)
            part = self.step(service, "PUT", f"{upload}/1", token, data=data).json()
            wish = {"parts": [{"etag": part["etag"], "partNumber": 1}], "fname": "a.jpg"}
            urls.append(self.step(service, "POST", upload, token, json=wish).json()["url"])
            assert self.step(service, "POST", upload, token, json=wish).status_code == 612
        assert urls == [url_of(service, data)] * 2

    def test_pages_from_elsewhere_may_upload(self, service: Service) -> None:
        reply = requests.options(f"{service.store}buckets/media/objects/~/uploads/x/1", timeout=5)
        assert "PUT" in reply.headers["access-control-allow-methods"]
