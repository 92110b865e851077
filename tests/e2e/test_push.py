"""`POST /push`, for other systems."""

from collections.abc import Iterator
from signal import SIGCONT, SIGSTOP
from typing import Any

import pytest
import requests

from tests.fixtures.service import NewService, Service

pytestmark = pytest.mark.e2e

TOKEN = "token-of-sixteen-characters"
NEWS: dict[str, Any] = {"type": "news", "data": {"id": 1, "text": "你好"}}


@pytest.fixture(scope="module")
def open_service(new_service: NewService) -> Iterator[Service]:
    made = new_service(PUSH_TOKEN=TOKEN, slow=False)
    yield made
    made.stop()


def post(service: Service, body: Any, authorization: str = f"Bearer {TOKEN}") -> requests.Response:
    headers = {"Authorization": authorization} if authorization else {}
    form = {"data": body} if isinstance(body, bytes) else {"json": body}
    return service.http.post("/push", headers=headers, **form)


async def test_goes_out_as_it_is(open_service: Service) -> None:
    ming, hong, offline = (open_service.make_user() for _ in range(3))
    async with open_service.enter(ming) as a, open_service.enter(hong, usezlib=1) as b:
        reply = post(open_service, NEWS | {"uid": [ming.uid, hong.uid, offline.uid]})
        assert reply.status_code == 200
        assert reply.json() == {"errno": 0, "error": "no error", "result": {"online": 2}}
        for client in (a, b):
            assert await client.push("news") == NEWS["data"]


def test_nobody_is_online(open_service: Service) -> None:
    reply = post(open_service, NEWS | {"uid": open_service.make_user().uid})
    assert reply.json()["result"] == {"online": 0}


@pytest.mark.parametrize(
    "authorization",
    ["", TOKEN, "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"],
)
def test_wrong_token(open_service: Service, authorization: str) -> None:
    reply = post(open_service, NEWS | {"uid": 1}, authorization.encode().decode("latin-1"))
    assert reply.status_code == 401
    assert reply.json()["errno"] == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"[]",
        b"\xff",
        b"{" * 40,
        b'{"uid": 1, "type": "n", "data": {"x": "\\u0000"}}',
        b'{"uid": 1, "type": "n", "data": {"x": NaN}}',
        {"type": "n", "data": {}},
        {"uid": 1, "data": {}},
        {"uid": 1, "type": "n"},
        {"uid": 1, "type": "No", "data": {}},
        {"uid": list(range(1, 502)), "type": "n", "data": {}},
        {"uid": 1, "type": "n", "data": {"x": "y" * 65536}},
        {"uid": 1, "type": "n", "data": {"x": "y" * 600_000}},
    ],
)
def test_bad_body(open_service: Service, body: Any) -> None:
    reply = post(open_service, body)
    assert reply.status_code == 400
    assert reply.json()["errno"] == 6


def test_without_a_token_set(service: Service) -> None:
    assert post(service, NEWS | {"uid": 1}).status_code == 404


def test_get(open_service: Service) -> None:
    assert open_service.http.get("/push").status_code == 405


def test_no_worker_answers(open_service: Service) -> None:
    (worker,) = open_service.workers
    worker.signal(SIGSTOP)
    try:
        reply = post(open_service, NEWS | {"uid": 1})
    finally:
        worker.signal(SIGCONT)
    assert reply.status_code == 503
    assert reply.json()["errno"] == 5
