"""The hook, against a small server: its requests, and what happens without an answer."""

from __future__ import annotations

import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from services.moderation import hook
from services.moderation.hook import Question
from tests.fixtures.background import serving
from tests.fixtures.settings import Setter

KEY = "a key of the hook"
ASKED = Question(7, "post.add", {"content": "你好"}, ["https://img.example.com/a"])


class Hook(BaseHTTPRequestHandler):
    """Checks the signature and answers what it was told to."""

    protocol_version = "HTTP/1.1"
    answer: bytes
    status = 200
    asked: list[dict[str, object]]
    silent: threading.Event | None = None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.silent:
            self.silent.wait(30)
        signed = self.headers["X-Timestamp"].encode() + b"." + body
        right = hmac.digest(KEY.encode(), signed, "sha256").hex()
        good = hmac.compare_digest(right, self.headers["X-Signature"])
        assert abs(time.time() - int(self.headers["X-Timestamp"])) < 60
        type(self).asked.append(json.loads(body))
        self.send_response(self.status if good else 401)
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget hooks that did not answer, before and after; slow machines get time."""
    monkeypatch.setattr(hook, "SECONDS", 60)
    hook.forget()
    yield
    hook.forget()


@pytest.fixture
def there(configure: Setter) -> Iterator[type[Hook]]:
    own = type("Own", (Hook,), {"asked": [], "answer": b'{"level": "pass"}'})
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), own)) as url:
        configure("moderation", url=f"{url}/judge", key=KEY, fails="closed")
        yield own


def test_without_a_hook_everything_passes() -> None:
    assert hook.judge(ASKED) == "pass"


@pytest.mark.parametrize("level", ["pass", "review", "refuse"])
def test_its_word_counts(there: type[Hook], level: str) -> None:
    there.answer = json.dumps({"level": level, "more": "is ignored"}).encode()
    assert hook.judge(ASKED) == level
    assert there.asked == [
        {
            "uid": 7, "func": "post.add", "texts": {"content": "你好"},
            "pictures": ["https://img.example.com/a"],
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b"{}"), (302, b'{"level": "pass"}'), (200, b"no JSON"), (200, b"{}"),
        (200, b'{"level": "mask"}'), (200, b'{"level": null}'), (200, b"[]"), (200, b""),
        (200, b'{"level": "pass"}'.ljust(hook.LONGEST_ANSWER + 1)),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("fails", "level"), [("open", "pass"), ("closed", "refuse")])
def test_what_is_no_answer(
    there: type[Hook], configure: Setter, status: int, answer: bytes, fails: str, level: str
) -> None:
    configure("moderation", fails=fails)
    there.status, there.answer = status, answer
    assert hook.judge(ASKED) == level


@pytest.mark.parametrize(("fails", "level"), [("open", "pass"), ("closed", "refuse")])
def test_nobody_there(configure: Setter, fails: str, level: str) -> None:
    configure("moderation", url="http://127.0.0.1:9/", key=KEY, fails=fails)
    assert hook.judge(ASKED) == level


def test_a_silent_one_is_not_waited_for_and_not_asked_again_for_a_while(
    there: type[Hook], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "SECONDS", 0.1)
    there.silent = threading.Event()
    try:
        assert hook.judge(ASKED) == "refuse"
        assert hook.judge(ASKED) == "refuse"
    finally:
        there.silent.set()
    there.silent = None
    assert len(there.asked) <= 1
    monkeypatch.setattr(hook, "SECONDS", 60)
    hook.forget()
    assert hook.judge(ASKED) == "pass"


def test_of_another_key_it_wants_nothing(there: type[Hook], configure: Setter) -> None:
    configure("moderation", key="guessed")
    assert hook.judge(ASKED) == "refuse"
