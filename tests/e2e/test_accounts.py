"""Logins over HTTP as shipped clients make them: reply shapes, limits, pages."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from signal import SIGCONT, SIGSTOP
from typing import Any

import pytest
import requests

from tests.fixtures.service import NewService, Service

pytestmark = pytest.mark.e2e

JSON = "application/json; charset=utf-8"
PSW = "correct horse"
SITE = "https://app.example.com"
_numbers = count(13_900_000_001)

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def accounts(new_service: NewService) -> Iterator[Service]:
    """A service of our own: limits count per address, which our requests may choose."""
    public = "https://example.com"
    made = new_service(TRUSTED_PROXIES="1", PUBLIC_URL=public, CORS_ORIGINS=f"{SITE} http://other")
    yield made
    made.stop()


@pytest.fixture
def phone() -> str:
    return str(next(_numbers))


@pytest.fixture
def ask(accounts: Service) -> Ask:
    """Sends a request from an address of this test's own; the JSON reply."""
    own = f"2001:db8:0:{next(_numbers) % 65536:x}::1"

    def run(path: str, method: str = "GET", address: str = own, **parm: Any) -> dict[str, Any]:
        place = "params" if method == "GET" else "data"
        headers = {"X-Forwarded-For": f"198.51.100.1, {address}"}
        response = accounts.http.request(method, path, headers=headers, **{place: parm})
        assert response.status_code == 200
        assert response.headers["Content-Type"] == JSON
        assert response.headers["Cache-Control"] == "no-store"
        reply: dict[str, Any] = response.json()
        assert type(reply["errno"]) is int
        assert reply["error"]
        return reply

    return run


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


class TestGetcode:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_sends_a_code(self, ask: Ask, phone: str, method: str) -> None:
        reply = ask("/getcode", method, phone=phone, whatever=1)
        assert reply == {"errno": 0, "error": "no error", "code": reply["code"]}
        assert len(reply["code"]) == 6

    def test_json_body(self, accounts: Service, phone: str) -> None:
        headers = {"X-Forwarded-For": "2001:db8::77"}
        for body, errno in (({"phone": phone}, 0), ({"phone": int(phone)}, 4), ([], 6), ({}, 6)):
            reply = accounts.http.post("/getcode", json=body, headers=headers).json()
            assert reply["errno"] == errno

    def test_too_soon(self, ask: Ask, phone: str) -> None:
        ask("/getcode", phone=phone)
        reply = ask("/getcode", phone=f"+86{phone}")
        assert set(reply) == {"errno", "error", "msg", "retry_after"}
        assert reply["errno"] == 4
        assert reply["error"] == reply["msg"]
        assert 55 <= reply["retry_after"] <= 60

    @pytest.mark.parametrize("parm", [{}, {"phone": ""}, {"phone": "abc"}, {"phone": "110"}])
    def test_no_phone(self, ask: Ask, parm: dict[str, str]) -> None:
        reply = ask("/getcode", **parm)
        assert set(reply) == {"errno", "error", "msg"}
        assert reply["errno"] == 6
        assert reply["error"] == reply["msg"]

    def test_repeated_slashes(self, ask: Ask, phone: str) -> None:
        assert ask("//getcode", phone=phone)["errno"] == 0

    def test_paths_are_case_sensitive(self, accounts: Service) -> None:
        assert accounts.http.get("/GetCode").status_code == 404


class TestPhoneLogin:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_logs_in(self, ask: Ask, phone: str, method: str) -> None:
        code = ask("/getcode", phone=phone)["code"]
        reply = ask("/PhoneLogin", method, phone=phone, code=code, cryptsession="x")
        sessionid, timeout = reply.pop("sessionid"), reply.pop("timeout")
        assert len(sessionid) == 24
        assert type(timeout) is int
        assert reply == {
            "errno": 0,
            "error": "no error",
            "ws": "ws://example.com/ws",
            "wss": "wss://example.com/ws",
        }

    def test_the_requests_own_host(self, service: Service) -> None:
        assert service.login("13911111111")["ws"] == service.ws

    def test_wrong_code_then_right(self, ask: Ask, phone: str) -> None:
        code = ask("/getcode", phone=phone)["code"]
        refused = ask("/PhoneLogin", phone=phone, code=wrong(code))
        assert set(refused) == {"errno", "error"}
        assert refused["errno"] == 1003
        assert ask("/PhoneLogin", phone=phone, code=code)["errno"] == 0
        assert ask("/PhoneLogin", phone=phone, code=code)["errno"] == 1004

    def test_guessing_stops_after_five_tries(self, ask: Ask, phone: str) -> None:
        code = ask("/getcode", phone=phone)["code"]
        errnos = [ask("/PhoneLogin", phone=phone, code=wrong(code))["errno"] for _ in range(5)]
        assert errnos == [1003] * 5
        assert ask("/PhoneLogin", phone=phone, code=code)["errno"] == 1004

    def test_twenty_failures_per_address(self, ask: Ask, phone: str) -> None:
        for _ in range(20):
            assert ask("/PhoneLogin", phone=phone, code="123456")["errno"] == 1004
        reply = ask("/PhoneLogin", phone=phone, code="123456")
        assert set(reply) == {"errno", "error", "retry_after"}
        assert reply["errno"] == 4
        elsewhere = ask("/PhoneLogin", phone=phone, code="123456", address="2001:db8::1")
        assert elsewhere["errno"] == 1004

    @pytest.mark.parametrize("parm", [{"phone": "13800000001"}, {"code": "123456"}])
    def test_only_one_parameter(self, ask: Ask, parm: dict[str, str]) -> None:
        assert ask("/PhoneLogin", **parm)["errno"] == 6

    def test_one_user_whatever_comes_at_once(self, accounts: Service, ask: Ask, phone: str) -> None:
        code = ask("/getcode", phone=phone)["code"]
        with ThreadPoolExecutor(8) as pool:
            replies = pool.map(lambda _: ask("/PhoneLogin", phone=phone, code=code), range(8))
            assert sorted(reply["errno"] for reply in replies) == [0] + [1004] * 7
        rows = accounts.sql("SELECT count(*) FROM users WHERE phone = :phone", phone=f"+86{phone}")
        assert rows[0][0] == 1


class TestLogin:
    @pytest.fixture
    async def nick(self, accounts: Service, ask: Ask, phone: str) -> str:
        """Somebody with a password."""
        nick = f"nick{phone}"
        person = accounts.make_user(nick=nick, phone=f"+86{phone}")
        async with accounts.enter(person) as client:
            await client.ok("user.set_password", psw=PSW)
        return nick

    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_by_nick_and_by_phone(self, ask: Ask, phone: str, nick: str, method: str) -> None:
        for name in (nick, phone, f"+86 {phone}"):
            reply = ask("/login", method, name=name, psw=PSW)
            assert set(reply) == {"errno", "error", "sessionid", "ws", "wss", "timeout"}

    async def test_refusals_look_alike(self, ask: Ask, nick: str) -> None:
        refused = [ask("/login", name=nick, psw="no"), ask("/login", name="nobody", psw=PSW)]
        assert refused[0] == refused[1]
        assert set(refused[0]) == {"errno", "error"}
        assert refused[0]["errno"] == 2

    async def test_five_failures_per_name(self, ask: Ask, nick: str) -> None:
        for _ in range(5):
            assert ask("/login", name=nick, psw="no")["errno"] == 2
        reply = ask("/login", name=nick, psw=PSW)
        assert reply["errno"] == 4
        assert 590 <= reply["retry_after"] <= 600

    @pytest.mark.parametrize("parm", [{"name": "x"}, {"psw": "x"}])
    def test_only_one_parameter(self, ask: Ask, parm: dict[str, str]) -> None:
        assert ask("/login", **parm)["errno"] == 6


class TestRenewSession:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_gives_a_new_id(self, accounts: Service, ask: Ask, method: str) -> None:
        person = accounts.make_user()
        async with accounts.enter(person) as client:
            reply = ask("/RenewSession", method, sessionid=person.sessionid)
            assert set(reply) == {"errno", "error", "sessionid", "ws", "wss", "timeout"}
            assert reply["sessionid"] != person.sessionid
            # the socket stays, and both ids are valid
            assert await client.ok("event.read", pos=0) == {"events": []}
        for sessionid in (person.sessionid, reply["sessionid"]):
            async with accounts.open() as client:
                await client.ok("session.start2", sessionid=sessionid)

    def test_unknown(self, ask: Ask) -> None:
        reply = ask("/RenewSession", sessionid="unknown")
        assert set(reply) == {"errno", "error"}
        assert reply["errno"] == 1

    def test_missing(self, ask: Ask) -> None:
        assert ask("/RenewSession")["errno"] == 6


class TestSetPassword:
    async def test_a_change_ends_other_sessions(self, accounts: Service) -> None:
        person = accounts.make_user()
        async with accounts.enter(person) as client, accounts.open() as victim:
            await client.ok("user.set_password", psw=PSW)
            _, other = accounts.make_session(person.uid)
            await victim.ok("session.start2", sessionid=other)
            await client.ok("user.set_password", psw="battery staple", old=PSW)
            assert await victim.closed() == 4004
            async with accounts.open() as again:
                assert (await again.call("session.start2", sessionid=other))["errno"] == 1
            await client.ok("event.read", pos=0)


class TestChangePhone:
    async def test_then_logs_in_with_the_new_number(
        self, accounts: Service, ask: Ask, phone: str
    ) -> None:
        person = accounts.make_user()
        async with accounts.enter(person) as client:
            code = (await client.ok("tools.change_phone", newphone=phone))["code"]
            parm = {"newphone": phone, "code": code}
            asked = await client.call("tools.change_phone", **parm)
            assert (asked["errno"], asked["result"]["confirm"][3:7]) == (2, "****")
            parm["confirm"] = asked["result"]["code"]  # the service runs in DEBUG
            assert await client.ok("tools.change_phone", **parm) == {"newphone": phone}
            again = await client.call("tools.change_phone", newphone=phone, code=code)
            assert again["errno"] == 1001
        accounts.sql("DELETE FROM sms_sent WHERE key LIKE :phone", phone=f"+86{phone}%")
        code = ask("/getcode", phone=phone)["code"]
        sessionid = ask("/PhoneLogin", phone=phone, code=code)["sessionid"]
        async with accounts.open() as client:
            started = await client.ok("session.start2", sessionid=sessionid)
            assert started["user"]["uid"] == person.uid


class TestPages:
    @pytest.mark.parametrize(
        "path", ["/PhoneLogin", "//PhoneLogin", "/PhoneLogin?phone=", "/login"]
    )
    def test_without_parameters(self, accounts: Service, path: str) -> None:
        page = accounts.http.get(path)
        assert page.status_code == 200
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert 'href="/static/PhoneTest.html"' in page.text
        assert "//" not in page.text.replace("// ", "")

    def test_each_page_has_a_nonce_of_its_own(self, accounts: Service) -> None:
        first, second = (
            accounts.http.get("/login").headers["Content-Security-Policy"] for _ in range(2)
        )
        assert first != second


@pytest.mark.parametrize("path", ["/getcode?phone=13800000001", "/PhoneLogin?phone=1&code=2"])
def test_the_queue_is_away(accounts: Service, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway says so within its deadline; see also the tests of faults."""
    for worker in accounts.workers:
        worker.signal(SIGSTOP)
    try:
        reply = requests.get(accounts.url + path, timeout=12).json()
    finally:
        for worker in accounts.workers:
            worker.signal(SIGCONT)
    assert reply["errno"] == 5
    assert ("msg" in reply) == path.startswith("/getcode")


class TestOtherSites:
    @pytest.mark.parametrize("path", ["/getcode", "/login", "/upload/Message", "/PostWithFile"])
    def test_a_site_that_is_listed_may_read_the_answers(self, accounts: Service, path: str) -> None:
        for method in ("OPTIONS", "POST"):
            reply = accounts.http.request(method, path, headers={"Origin": SITE})
            assert reply.status_code in (200, 204)
            assert reply.headers["Access-Control-Allow-Origin"] == SITE
            assert reply.headers["Vary"] == "Origin"
            assert "Access-Control-Allow-Credentials" not in reply.headers

    @pytest.mark.parametrize(
        ("path", "origin"),
        [("/login", f"{SITE}.evil.example"), ("/login", "null"), ("/push", SITE), ("/", SITE)],
    )
    def test_nobody_else_and_nothing_else(self, accounts: Service, path: str, origin: str) -> None:
        for method in ("OPTIONS", "GET"):
            reply = accounts.http.request(method, path, headers={"Origin": origin})
            assert "Access-Control-Allow-Origin" not in reply.headers
