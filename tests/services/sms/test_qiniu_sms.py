"""Qiniu SMS: the SDK against a real server on loopback that checks its signatures."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from qiniu import QiniuMacAuth

from services.sms import SmsFailed
from services.sms.qiniu_sms import Qiniu
from tests.fixtures.background import serving

PHONE, CODE = "+8613800000001", "482913"
KEYS = "an access key", "a secret key of Qiniu"


class QiniuServer(ThreadingHTTPServer):
    """Takes messages; answers with `status` and `error`, if set."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.status, self.error = [], 200, ""
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: QiniuServer

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = QiniuMacAuth(*KEYS).verify_callback(
            self.headers["Authorization"],
            self.server.url + self.path,
            body.decode(),
            self.headers["Content-Type"],
            "POST",
            dict(self.headers),
        )
        if not signed:
            return self.answer(401, {"error": "BadToken"})
        if self.server.status != 200:
            echoed = {"error": self.server.error, "message": body.decode()}
            return self.answer(self.server.status, echoed)
        self.server.taken.append((self.path, json.loads(body)))
        return self.answer(200, {"job_id": "1"})

    def answer(self, status, told):
        text = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("X-Reqid", "r")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@pytest.fixture
def carrier():
    server = QiniuServer()
    with serving(server):
        yield server


@pytest.fixture
def make(carrier, configure, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def run(secret_key=KEYS[1], **values):
        known = {
            "qiniu_code_template": "for codes",
            "qiniu_invite_template": "for invitations",
            "qiniu_url": carrier.url + "/",
        }
        configure("qiniu", access_key=KEYS[0], secret_key=secret_key)
        configure("sms", **known | values)
        return Qiniu()

    return run


def test_a_code(make, carrier):
    make().send_code(PHONE, CODE, "r")
    assert carrier.taken == [
        (
            "/v1/message",
            {
                "template_id": "for codes",
                "mobiles": ["13800000001"],
                "parameters": {"code": CODE},
            },
        )
    ]


def test_an_invitation(make, carrier):
    make().send_invite(PHONE, "小红", "r")
    ((_, message),) = carrier.taken
    assert message["template_id"] == "for invitations"
    assert message["parameters"] == {"nick": "小红"}


def test_to_another_country(make, carrier):
    make().send_code("+85251234567", CODE, "r")
    assert carrier.taken == [
        (
            "/v1/message/oversea",
            {"template_id": "for codes", "mobile": "+85251234567", "parameters": {"code": CODE}},
        )
    ]


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        (500, "ServerInternalError", "Qiniu answered 500 ServerInternalError"),
        (403, "AccountBalanceNotEnough", "Qiniu answered 403 AccountBalanceNotEnough"),
        (400, "no word: 13800000001", "Qiniu answered 400"),
    ],
)
def test_refusals_say_neither_number_nor_text(make, carrier, status, error, told):
    carrier.status, carrier.error = status, error
    with pytest.raises(SmsFailed) as failed:
        make().send_code(PHONE, CODE, "r")
    assert str(failed.value) == told


def test_a_wrong_key(make, carrier):
    with pytest.raises(SmsFailed, match="Qiniu answered 401 BadToken"):
        make(secret_key="another one").send_code(PHONE, CODE, "r")
    assert carrier.taken == []


def test_nobody_there(make, carrier):
    with pytest.raises(SmsFailed, match=r"^Qiniu cannot be reached: ConnectionError$"):
        make(qiniu_url="http://127.0.0.1:1").send_code(PHONE, CODE, "r")
