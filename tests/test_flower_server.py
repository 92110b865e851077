"""Flower as a process of its own: nothing in it is served without the password."""

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PASSWORD = "a password of flower"
OPEN_IN_FLOWER_ITSELF = ["/metrics", "/healthcheck", "/static/css/flower.css", "/nothing-here"]
PAGES = ["/", "/workers", "/tasks", "/broker", "/api/workers", "/api/tasks", "/login", "/logout"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(
    base: str, path: str, credentials: str | None = None, method: str = "GET"
) -> tuple[int, bytes]:
    request = urllib.request.Request(base + path, method=method)
    if credentials is not None:
        encoded = base64.b64encode(credentials.encode()).decode()
        request.add_header("Authorization", f"Basic {encoded}")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


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
    port = free_port()
    process = start(FLOWER_PORT=str(port), FLOWER_USER="ops", FLOWER_PASSWORD=PASSWORD)
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
    assert get(flower, "/api/worker/shutdown/any", method=method)[0] == 401


@pytest.mark.parametrize(
    "header", ["Basic", "Basic %%%", "Basic " + "A" * 5, "Bearer b3BzOg==", "basic b3BzOg=="]
)
def test_a_broken_header_is_refused(flower: str, header: str) -> None:
    request = urllib.request.Request(flower + "/metrics", headers={"Authorization": header})

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)

    assert refused.value.code == 401
    refused.value.close()


@pytest.mark.parametrize("path", ["/", "/tasks", "/broker", "/metrics", "/healthcheck"])
def test_with_the_password_the_pages_come(flower: str, path: str) -> None:
    assert get(flower, path, f"ops:{PASSWORD}")[0] == 200


def test_no_start_without_a_password() -> None:
    process = start(FLOWER_PORT=str(free_port()), FLOWER_PASSWORD="")

    output = process.communicate(timeout=30)[0].decode()

    assert process.returncode == 1
    assert output.strip() == "FLOWER_PASSWORD is not set: Flower does not start without one."
