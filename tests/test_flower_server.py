"""Flower as a process of its own: nothing in it is served without the password."""

import base64
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

import flower_server
from devtools.ports import free_ports

ROOT = Path(__file__).parent.parent
PASSWORD = "a password of flower"
OPEN_IN_FLOWER_ITSELF = ["/metrics", "/healthcheck", "/static/css/flower.css", "/nothing-here"]
addresses = (f"198.51.100.{number}" for number in range(250))
PAGES = ["/", "/workers", "/tasks", "/broker", "/api/workers", "/api/tasks", "/login", "/logout"]


def ask(
    base: str,
    path: str,
    credentials: str | None = None,
    *,
    method: str = "GET",
    whose: str | None = None,
) -> tuple[int, Message, bytes]:
    """Status, headers and body. Each has an address of its own, as guesses are counted."""
    request = urllib.request.Request(base + path, method=method)
    request.add_header("X-Forwarded-For", whose or next(addresses))
    if credentials is not None:
        encoded = base64.b64encode(credentials.encode()).decode()
        request.add_header("Authorization", f"Basic {encoded}")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def get(base: str, path: str, credentials: str | None = None) -> tuple[int, bytes]:
    status, _, body = ask(base, path, credentials)
    return status, body


def start(**extra: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "flower_server.py"],
        cwd=ROOT,
        env=os.environ | {"HOST": "127.0.0.1"} | extra,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture(scope="module")
def flower() -> Iterator[str]:
    (port,) = free_ports(1)
    login = {"FLOWER_USER": "ops", "FLOWER_PASSWORD": PASSWORD}
    public = {"TRUSTED_PROXIES": "1", "PUBLIC_URL": "https://example.com"}
    process = start(FLOWER_PORT=str(port), **login, **public)
    base = f"http://127.0.0.1:{port}"
    wait_until_listening(process, base)
    yield base
    process.terminate()
    assert process.wait(10) == 0
    assert process.stdout is not None
    process.stdout.close()


def wait_until_listening(process: "subprocess.Popen[bytes]", base: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()[0].decode()
        try:
            get(base, "/healthcheck")
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("Flower does not listen")


@pytest.mark.parametrize("path", PAGES + OPEN_IN_FLOWER_ITSELF)
@pytest.mark.parametrize(
    "credentials", [None, "ops:wrong", "somebody:" + PASSWORD, "ops:", ":", "no colon"]
)
def test_without_the_password_nothing_is_served(
    flower: str, path: str, credentials: str | None
) -> None:
    status, body = get(flower, path, credentials)

    assert status == 401
    assert body == b"Access denied"


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused_too(flower: str, method: str) -> None:
    assert ask(flower, "/api/worker/shutdown/any", method=method)[0] == 401


@pytest.mark.parametrize(
    "header", ["Basic", "Basic %%%", "Basic " + "A" * 5, "Bearer b3BzOg==", "basic b3BzOg=="]
)
def test_a_broken_header_is_refused(flower: str, header: str) -> None:
    headers = {"Authorization": header, "X-Forwarded-For": next(addresses)}
    request = urllib.request.Request(flower + "/metrics", headers=headers)

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)

    assert refused.value.code == 401
    refused.value.close()


@pytest.mark.parametrize("path", ["/", "/tasks", "/broker", "/metrics", "/healthcheck"])
def test_with_the_password_the_pages_come(flower: str, path: str) -> None:
    assert get(flower, path, f"ops:{PASSWORD}")[0] == 200


@pytest.mark.parametrize("path", ["/", "/static/css/flower.css", "/nothing-here", "/api/tasks"])
@pytest.mark.parametrize("credentials", [None, f"ops:{PASSWORD}"])
def test_nobody_frames_it(flower: str, path: str, credentials: str | None) -> None:
    _, headers, _ = ask(flower, path, credentials)
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_guesses_are_counted(flower: str) -> None:
    whose = next(addresses)
    for _ in range(5):
        assert ask(flower, "/", "ops:wrong", whose=whose)[0] == 401
    status, headers, body = ask(flower, "/", f"ops:{PASSWORD}", whose=whose)
    assert (status, body) == (429, b"Access denied")
    assert 590 <= int(headers["Retry-After"]) <= 600
    assert ask(flower, "/", whose=whose)[0] == 401  # asking for the password is no guess
    assert get(flower, "/", f"ops:{PASSWORD}")[0] == 200


def test_no_start_without_a_password() -> None:
    process = start(FLOWER_PORT=str(free_ports(1)[0]), FLOWER_PASSWORD="")

    output = process.communicate(timeout=30)[0].decode()

    assert process.returncode == 1
    assert output.strip() == "FLOWER_PASSWORD is not set: Flower does not start without one."


def test_calls_that_were_only_counted_count() -> None:
    state = flower_server.Counts(max_workers_in_memory=10, max_tasks_in_memory=10)
    seen: list[str] = []
    state.seen = seen.append
    about = {"hostname": "w@here", "timestamp": 1.0, "local_received": 1.0, "clock": 1, "pid": 1}
    state.event(about | {"type": "worker-heartbeat", "freq": 2, "processed": 9, "active": 0})
    state.event(about | {"type": "worker-counted", "calls": {"a.b": [5, 2], "c.d": [1, 0]}})
    assert seen == ["w@here"]
    kinds = ("task-received", "task-started", "task-succeeded", "task-failed")
    assert [state.counter["w@here"][kind] for kind in kinds] == [8, 8, 6, 2]
    assert len(state.tasks) == 0
    events = state.metrics.events
    assert events.labels("w@here", "task-failed", "a.b")._value.get() == 2
