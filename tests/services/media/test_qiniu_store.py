"""Qiniu's store, against a server that speaks its protocol."""

import io
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
import qiniu
import qiniu.config
from qiniu import Auth, QiniuMacAuth

from services.media import StoreFailed, qiniu_store
from services.media.qiniu_store import QiniuStore
from tests.fixtures.background import serving
from tests.services.media.callbacks import JSON

KEYS = ("access", "secret")


class Batches(BaseHTTPRequestHandler):
    """Answers /batch with the codes it was given, and keeps the requests."""

    codes: dict[str, int]
    asked: list[str]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        operations = parse_qs(body)["op"]
        type(self).asked += operations
        answer = [{"code": self.codes.get(one, 200)} for one in operations]
        self.send_response(self.status if self._signed(body) else 401)
        self.send_header("Content-Type", JSON)
        self.send_header("X-Reqid", "r")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def _signed(self, body: str) -> bool:
        mac, kind = QiniuMacAuth(*KEYS), self.headers["Content-Type"]
        date = f"X-Qiniu-Date: {self.headers['X-Qiniu-Date']}"
        token = mac.token_of_request("POST", self.headers["Host"], self.path, date, kind, body)
        old = f"QBox {Auth(*KEYS).token_of_request(self.path, body, kind)}"
        return self.headers["Authorization"] in (f"Qiniu {token}", old)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Batches]]:
    handler = type("Own", (Batches,), {"codes": {}, "asked": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    host = f"127.0.0.1:{server.server_port}"
    zone = qiniu.Zone(up_host=host, rs_host=host, rsf_host=host, io_host=host, api_host=host)
    monkeypatch.setitem(qiniu.config._config, "default_zone", zone)
    monkeypatch.setitem(qiniu.config._is_customized_default, "default_zone", True)
    monkeypatch.setattr(qiniu_store, "SCHEME", "http")
    with serving(server):
        yield handler


@pytest.fixture
def store(configure) -> QiniuStore:
    configure("qiniu", access_key="access", secret_key="secret")
    configure("media", qiniu_bucket="pictures", qiniu_download_url="https://img.example/")
    return QiniuStore()


class Uploads(BaseHTTPRequestHandler):
    """Takes forms, and keeps what was posted."""

    posted: list[bytes]
    status = 200

    def do_POST(self) -> None:
        type(self).posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def uploads(store, configure) -> Iterator[type[Uploads]]:
    handler = type("Own", (Uploads,), {"posted": []})
    with serving(HTTPServer(("127.0.0.1", 0), handler)) as url:
        configure("media", qiniu_upload_url=url, qiniu_bucket="pictures")
        yield handler


def operation(name: str) -> str:
    return f"delete/{qiniu.utils.entry('pictures', name)}"


def test_addresses(store):
    assert store.upload_url("http://we.example") == "https://up.qiniup.com"
    assert store.download_base("http://we.example") == "https://img.example"
    assert store.callback_base("http://we.example") == "http://we.example"


def test_tokens(store):
    access, _, policy = Auth.up_token_decode(store.token({"returnBody": "x"}))
    assert (access, policy["scope"], policy["returnBody"]) == ("access", "pictures", "x")
    assert (policy["saveKey"], policy["forceSaveKey"]) == ("$(etag)", True)
    assert (policy["detectMime"], policy["mimeLimit"]) == (1, "image/*;audio/*;video/*")


def test_callbacks(store):
    url, body = "http://we.example/upload/PostDone", '{"a":"好"}'
    mac = QiniuMacAuth(*KEYS)
    signed = mac.token_of_request("POST", None, url, "X-Qiniu-Date: now", JSON, body)
    headers = {"X-Qiniu-Date": "now"}
    assert store.signed(f"Qiniu {signed}", url, body, JSON, headers)
    assert not store.signed(f"Qiniu {signed}", url, body, JSON, {})
    assert not store.signed(f"Qiniu {signed}", url, body + " ", JSON, headers)


def test_deletes(store, batches):
    batches.codes = {operation("gone"): 612}
    store.delete(["one", "gone"])
    assert batches.asked == [operation("one"), operation("gone")]


def test_a_delete_that_fails(store, batches):
    batches.codes = {operation("one"): 599}
    with pytest.raises(StoreFailed, match="599"):
        store.delete(["one", "two"])


def test_nobody_answers(store, batches):
    batches.status = 400
    with pytest.raises(StoreFailed, match="400"):
        store.delete(["one"])


def test_an_export_is_uploaded_under_its_name_alone(store, uploads):
    store.put_export("export-x", io.BytesIO(b"a ZIP file"))
    (form,) = uploads.posted
    token = form.partition(b'name="token"')[2].split(b"\r\n")[2].decode()
    access, _, policy = Auth.up_token_decode(token)
    assert (access, policy["scope"]) == ("access", "pictures:export-x")
    assert b'name="key"\r\n\r\nexport-x\r\n' in form
    assert b"application/zip\r\n\r\na ZIP file\r\n" in form


def test_an_export_that_is_not_taken(store, uploads, configure):
    uploads.status = 579
    with pytest.raises(StoreFailed, match="579"):
        store.put_export("export-x", io.BytesIO(b"a ZIP file"))


def test_an_upload_that_nobody_answers(store, configure):
    configure("media", qiniu_upload_url="http://127.0.0.1:9")
    with pytest.raises(StoreFailed, match="ConnectError"):
        store.put_export("export-x", io.BytesIO(b"a ZIP file"))


def test_the_address_of_an_export_is_that_of_a_private_bucket(store):
    until = int(time.time()) + 3600
    made = store.export_url("http://we.example", "export-x", until)
    theirs = Auth(*KEYS).private_download_url("https://img.example/export-x", 3600)
    assert made.partition("?e=")[0] == theirs.partition("?e=")[0]
    base, _, token = made.partition("&token=")
    assert token == Auth(*KEYS).token(base)
