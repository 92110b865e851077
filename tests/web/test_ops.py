"""The pages of operations over HTTP: login, csrf, JSON and HTML, every page once."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.fixtures.service import Http, NewService, Person, Service
from web.ops.pages import PAGES

pytestmark = pytest.mark.e2e

PSW = "open sesame"
PREFIX = "/operational_background"
GONE = 10**15
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def service(new_service: NewService) -> Service:
    return new_service(
        OPS_PASSWORD=PSW, TRUSTED_PROXIES="1", PAY_PROVIDER="sandbox", RATE_MULTIPLIER="0"
    )


class Operator:
    """Somebody at the pages, from an address of their own."""

    def __init__(self, service: Service, address: str) -> None:
        self.http = Http(service.url + PREFIX)
        self.http.headers["X-Forwarded-For"] = address
        self.csrf = ""

    @property
    def cookie(self) -> str:
        return self.http.cookies["ops"] or ""

    def login(self, psw: str = PSW) -> dict:
        reply = self.http.post("/Login", data={"psw": psw}, headers=JSON).json()
        self.csrf = reply["result"].get("csrf", "")
        return reply

    def do(self, page: str, **form: object) -> dict:
        """An action, as a script does it."""
        headers = JSON | {"X-CSRF-Token": self.csrf}
        reply = self.http.post(f"/{page}", data=form, headers=headers)
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        return reply.json()

    def ok(self, page: str, **form: object) -> dict:
        reply = self.do(page, **form)
        assert (reply["errno"], reply["error"]) == (0, "no error"), reply
        return reply["result"]

    def submit(self, page: str, **form: object) -> requests.Response:
        """An action, as a browser does it."""
        return self.http.post(f"/{page}", data={"csrf": self.csrf} | form)


addresses = (f"198.51.{number // 250}.{number % 250}" for number in range(10_000))


@pytest.fixture
def stranger(service: Service) -> Iterator[Operator]:
    operator = Operator(service, next(addresses))
    yield operator
    operator.http.close()


@pytest.fixture
def operator(stranger: Operator) -> Operator:
    assert stranger.login()["errno"] == 0
    return stranger


class TestLogin:
    def test_the_cookie(self, stranger: Operator) -> None:
        reply = stranger.http.post("/Login", data={"psw": PSW}, headers=JSON)
        body = reply.json()
        assert body == {"errno": 0, "error": "no error", "result": {"csrf": body["result"]["csrf"]}}
        cookie = reply.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert f"Path={PREFIX}" in cookie
        assert "Max-Age=28800" in cookie
        assert "Secure" not in cookie

    def test_over_https_the_cookie_is_secure(self, stranger: Operator) -> None:
        headers = JSON | {"X-Forwarded-Proto": "https"}
        reply = stranger.http.post("/Login", data={"psw": PSW}, headers=headers)
        assert "Secure" in reply.headers["set-cookie"]

    def test_a_browser_goes_on_to_the_index(self, stranger: Operator) -> None:
        form = stranger.http.get("/Login")
        assert 'type="password"' in form.text
        reply = stranger.http.post("/Login", data={"psw": PSW})
        assert (reply.history[0].status_code, reply.url.endswith(f"{PREFIX}/")) == (303, True)
        for name in PAGES:
            assert f'href="{PREFIX}/{name}"' in reply.text

    def test_refusals(self, stranger: Operator) -> None:
        assert stranger.login("wrong") == {"errno": 2, "error": "wrong password", "result": {}}
        assert stranger.login("")["errno"] == 6
        page = stranger.http.post("/Login", data={"psw": "wrong"})
        assert (page.status_code, "wrong password" in page.text) == (403, True)
        assert "set-cookie" not in page.headers

    def test_lock_out(self, stranger: Operator) -> None:
        for _ in range(5):
            assert stranger.login("wrong")["errno"] == 2
        locked = stranger.login()
        assert locked["errno"] == 4
        assert 590 <= locked["result"]["retry_after"] <= 600
        page = stranger.http.post("/Login", data={"psw": PSW})
        assert (page.status_code, "too fast" in page.text) == (429, True)

    def test_another_site_cannot_log_anybody_in(self, stranger: Operator) -> None:
        headers = {"Sec-Fetch-Site": "cross-site"}
        reply = stranger.http.post("/Login", data={"psw": PSW}, headers=headers)
        assert reply.status_code == 403
        assert "set-cookie" not in reply.headers

    def test_logout(self, operator: Operator) -> None:
        asked = operator.http.get("/Logout")
        assert "Log out" in asked.text
        cookies = {"ops": operator.cookie}
        reply = operator.submit("Logout")
        assert reply.url.endswith("/Login")
        again = operator.http.get("/", headers=JSON, cookies=cookies)
        assert again.status_code == 401

    def test_without_a_password_set_there_is_nothing(self, shared_service: Service) -> None:
        for path in ("/", "/Login", "/FindUser", "/nothing"):
            assert shared_service.http.get(PREFIX + path).status_code == 404


class TestEntry:
    @pytest.mark.parametrize("name", ["", "Logout", *PAGES])
    def test_strangers_stay_outside(self, stranger: Operator, name: str) -> None:
        for method in ("GET", "POST"):
            page = stranger.http.request(method, f"/{name}", allow_redirects=False)
            assert (page.status_code, page.headers["location"]) == (303, f"{PREFIX}/Login")
            script = stranger.http.request(method, f"/{name}", headers=JSON)
            refusal = {"errno": 2, "error": "not logged in", "result": {}}
            assert (script.status_code, script.json()) == (401, refusal)

    @pytest.mark.parametrize("name", ["DeleteNick", "DeleteSessionID"])
    def test_links_do_nothing_for_strangers(
        self, service: Service, stranger: Operator, name: str
    ) -> None:
        user = service.make_user()
        query = {"uid": str(user.uid), "sessionid": user.sessionid}
        stranger.http.get(f"/{name}", params=query)
        assert service.sql("SELECT nick FROM users WHERE uid = :u", u=user.uid) != [(None,)]
        assert service.sql("SELECT 1 FROM sessions WHERE sid = :s", s=user.sid) == [(1,)]

    @pytest.mark.parametrize("name", ["", "Logout", *PAGES])
    def test_posts_need_the_token(self, operator: Operator, name: str) -> None:
        for csrf in ({}, {"csrf": ""}, {"csrf": operator.csrf[:-1]}, {"csrf": "密"}):
            form = {"uid": 1} | csrf
            page = operator.http.post(f"/{name}", data=form)
            assert (page.status_code, "html" in page.headers["content-type"]) == (403, True)
        script = operator.http.post(f"/{name}", headers=JSON | {"X-CSRF-Token": "x"})
        assert (script.status_code, script.json()["errno"]) == (403, 2)

    def test_another_login_has_another_token(self, service: Service, operator: Operator) -> None:
        other = Operator(service, next(addresses))
        other.login()
        other.csrf, csrf = operator.csrf, other.csrf
        assert other.submit("FindUser", phone="138000").status_code == 403
        other.csrf = csrf
        assert other.submit("FindUser", phone="138000").status_code == 200
        other.http.close()

    def test_unknown_pages(self, operator: Operator) -> None:
        assert operator.http.get("/Nothing").status_code == 404
        assert operator.http.get("/findUser").status_code == 404

    def test_index_for_scripts(self, operator: Operator) -> None:
        body = operator.http.get("", headers=JSON).json()
        assert body["result"] == {"csrf": operator.csrf, "pages": list(PAGES)}

    @pytest.mark.parametrize("name", PAGES)
    def test_forms(self, operator: Operator, name: str) -> None:
        page = operator.http.get(f"/{name}")
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        described = operator.http.get(f"/{name}", headers=JSON).json()["result"]
        if name != "AuditLog":
            assert f'name="csrf" value="{operator.csrf}"' in page.text
            assert described["csrf"] == operator.csrf
            shown = set(re.findall(r'<(?:input|select|textarea) name="(\w+)"', page.text))
            assert shown <= set(described["fields"])

    def test_sessions_are_stored_hashed(self, service: Service, operator: Operator) -> None:
        cookie = operator.cookie
        assert not service.sql(
            "SELECT 1 FROM ops_sessions WHERE csrf = :c OR id_hash = :b",
            c=cookie,
            b=cookie.encode(),
        )
        service.sql("UPDATE ops_sessions SET timeout = :t WHERE csrf = :c", t=1, c=operator.csrf)
        assert operator.http.get("/", headers=JSON).status_code == 401


@pytest.fixture
def user(service: Service) -> Person:
    return service.make_user()


@pytest.fixture
def circle(service: Service, operator: Operator, user: Person) -> int:
    cid = operator.ok("CircleEdit", name="读书会", default_roleid=1)["cid"]
    operator.ok("SetCircleRole", uid=user.uid, cid=cid, roleid=1)
    return cid


class TestActions:
    def test_delete_session(self, operator: Operator, service: Service, user: Person) -> None:
        query = {"sessionid": user.sessionid}
        page = operator.http.get("/DeleteSessionID", params=query)
        assert (page.status_code, "deleted" in page.text) == (200, True)
        assert operator.ok("DeleteSessionID", **query) == {"deleted": 0}
        _, sessionid = service.make_session(user.uid)
        link = operator.http.get("/DeleteSessionID", params={"sessionid": sessionid}, headers=JSON)
        assert link.json() == {"errno": 0, "error": "no error", "result": {"deleted": 1}}

    def test_delete_nick(self, operator: Operator, user: Person) -> None:
        page = operator.http.get("/DeleteNick", params={"uid": user.uid})
        assert (page.status_code, "no nick any more" in page.text) == (200, True)
        assert operator.ok("DeleteNick", uid=user.uid) == {"uid": user.uid}
        missing = operator.http.get("/DeleteNick", params={"uid": ""}, headers=JSON)
        assert missing.json()["errno"] == 6

    def test_find(self, operator: Operator, user: Person) -> None:
        found = operator.ok("FindSession", sessionid=user.sessionid)
        assert found.keys() == {"uid", "timeout"}
        (line,) = operator.ok("FindUser", phone=user.phone)["users"]
        assert (line["uid"], line["phone"]) == (user.uid, user.phone.removeprefix("+86"))
        page = operator.submit("FindUser", phone=user.phone)
        assert line["phone"] in page.text

    def test_users(self, operator: Operator, user: Person) -> None:
        level = operator.ok("GrantActorLevel", uid=user.uid, actor_level=3)
        assert level == {"uid": user.uid, "actor": 1, "actor_level": 3}
        assert operator.ok("DeleteUser", uid=user.uid) == {"uid": user.uid}
        assert operator.do("DeleteUser", uid=user.uid)["errno"] == 3

    def test_messages(self, operator: Operator, service: Service, circle: int) -> None:
        sender, receiver = service.make_user(), service.make_user()
        form = {"from_uid": sender.uid, "content": "你好"}
        assert operator.ok("SendMessageToUser", to_uid=receiver.uid, **form)["msgid"] > 0
        sent = operator.ok("SendMessageToCircleUser", cid=circle, roleid="", **form)
        assert len(sent["msgid"]) == 1

    def test_circles(self, operator: Operator, user: Person, circle: int) -> None:
        board = operator.ok("UpdateCircleBoard", cid=circle, board="大家好")
        assert board.keys() == {"cid", "board", "bid"}
        form = {"cid": circle, "from_uid": user.uid, "content": "x", "piclist": "", "mid": ""}
        assert operator.ok("NewCirclePost", **form)["postid"] > 0
        role = operator.ok("CircleRoleEdit", cid=circle, roleid=2, level=5, title="主")["role"]
        assert role == {"cid": circle, "roleid": 2, "level": 5, "title": "主"}
        given = operator.ok("SetCircleRole", uid=user.uid, cid=circle, roleid=2)
        assert given == {"circle": {"cid": circle, "roleid": 2}}
        assert operator.do("CircleRoleEdit", cid=circle, roleid=2, delete=1)["errno"] == 2
        link = {"cid": circle, "title": "x", "url": "http://example.com/"}
        assert operator.ok("CircleExEdit", **link)["ceid"] > 0

    def test_trade(self, operator: Operator, user: Person) -> None:
        gid = operator.ok("StoreGroupEdit", groupname="x", show_info='{"log": "y"}')["gid"]
        mid = operator.ok("MerchandiseEdit", productname="x", amount=5, group_id=gid)["mid"]
        assert operator.ok("EndorsementEdit", uid=user.uid, type="a,b") == {"uid": user.uid}
        item = {"uid": user.uid, "mid": mid}
        assert operator.ok("EndorsementItemEdit", slogan="好", **item) == item

    async def test_orders(self, operator: Operator, service: Service, user: Person) -> None:
        mid = operator.ok("MerchandiseEdit", productname="x", amount=5)["mid"]
        free = operator.ok("MerchandiseEdit", productname="y", amount=0)["mid"]
        async with service.enter(user) as client:
            first = (await client.ok("merchandise.pre_order", mid=mid))["orderid"]
            second = (await client.ok("merchandise.pre_order", mid=mid))["orderid"]
            paid = await client.ok(
                "merchandise.createorder", mid=free, people_count=0, hardwareid="x"
            )
        ended = operator.ok("OrderState", orderid=first, paystate=0)
        assert ended == {"orderid": first, "paystate": 0}
        page = operator.submit("OrderState", orderid=second, paystate=0)
        assert re.search(r'href="http[^"]+">http', page.text)
        assert operator.do("RefundOrder", orderid=first)["errno"] == 2
        refunded = operator.ok("RefundOrder", orderid=paid["orderid"])
        assert refunded == {"orderid": paid["orderid"], "paystate": 2}

    def test_json_bodies(self, operator: Operator) -> None:
        body: Any = {"csrf": operator.csrf, "groupname": "x", "show_info": {"log": 1}}
        reply = operator.http.post("/StoreGroupEdit", json=body, headers=JSON)
        assert reply.json()["result"]["gid"] > 0

    @pytest.mark.parametrize("name", [name for name in PAGES if name != "AuditLog"])
    def test_missing_parameters(self, operator: Operator, name: str) -> None:
        assert operator.do(name)["errno"] == 6
        page = operator.submit(name)
        assert (page.status_code, 'role="alert"' in page.text) == (400, True)

    @pytest.mark.parametrize(
        ("name", "form"),
        [
            ("DeleteNick", {"uid": GONE}),
            ("FindSession", {"sessionid": "x" * 24}),
            ("DeleteUser", {"uid": GONE}),
            ("GrantActorLevel", {"uid": GONE, "actor_level": 1}),
            ("SendMessageToUser", {"to_uid": GONE, "content": "x"}),
            ("SendMessageToCircleUser", {"cid": GONE, "content": "x"}),
            ("UpdateCircleBoard", {"cid": GONE, "board": "x"}),
            ("NewCirclePost", {"cid": GONE, "content": "x"}),
            ("SetCircleRole", {"uid": 1, "cid": GONE, "roleid": 1}),
            ("CircleEdit", {"cid": GONE, "name": "x"}),
            ("CircleRoleEdit", {"cid": GONE, "roleid": 1, "level": 1, "title": "x"}),
            ("CircleExEdit", {"ceid": GONE, "title": "x"}),
            ("StoreGroupEdit", {"gid": GONE, "groupname": "x"}),
            ("MerchandiseEdit", {"mid": GONE, "amount": 1}),
            ("EndorsementEdit", {"uid": GONE}),
            ("EndorsementItemEdit", {"uid": GONE, "mid": 1}),
            ("OrderState", {"orderid": "1-1", "paystate": 0}),
            ("RefundOrder", {"orderid": "1-1"}),
        ],
    )
    def test_missing_targets(self, operator: Operator, name: str, form: dict) -> None:
        assert operator.do(name, **form)["errno"] == 3
        assert operator.submit(name, **form).status_code == 404

    def test_a_refused_form_keeps_what_was_entered(self, operator: Operator) -> None:
        page = operator.submit("CircleEdit", name='<b>"茶"', poster_url="nothing")
        assert 'value="&lt;b&gt;&#34;茶&#34;"' in page.text
        assert 'value="nothing"' in page.text

    def test_forms_are_filled_in(self, operator: Operator) -> None:
        form = {"productname": "茶<", "amount": 88, "show_info": '{"type": 1}', "no_list": 1}
        mid = operator.ok("MerchandiseEdit", **form)["mid"]
        listed = operator.http.get("/MerchandiseEdit").text
        assert f'<a href="?mid={mid}">{mid}</a>' in listed
        page = operator.http.get("/MerchandiseEdit", params={"mid": mid}).text
        assert 'value="茶&lt;"' in page
        assert '<option value="1" selected>' in page
        assert "&#34;type&#34;: 1" in page
        described = operator.http.get("/MerchandiseEdit", params={"mid": mid}, headers=JSON)
        assert described.json()["result"]["values"]["amount"] == 88
        gone = operator.http.get("/MerchandiseEdit", params={"mid": GONE})
        assert gone.status_code == 404
        new = operator.http.get("/EndorsementEdit", params={"uid": GONE}).text
        assert f'value="{GONE}"' in new


class TestAudit:
    def test_rows(self, operator: Operator, user: Person) -> None:
        before = int(time.time())
        operator.ok("FindSession", sessionid=user.sessionid)
        operator.ok("DeleteNick", uid=user.uid)
        operator.do("DeleteNick", uid=GONE)
        rows = operator.ok("AuditLog", count=3)["rows"]
        assert [(row["action"], row["errno"]) for row in rows] == [
            ("DeleteNick", 3),
            ("DeleteNick", 0),
            ("FindSession", 0),
        ]
        assert rows[1]["params"] == rows[1]["result"] == {"uid": user.uid}
        assert {row["address"] for row in rows} == {operator.http.headers["X-Forwarded-For"]}
        assert all(row["time"] >= before for row in rows)
        assert rows[2]["params"] == {}

    def test_the_page_shows_them_at_once(self, operator: Operator) -> None:
        operator.do("DeleteNick", uid=GONE)
        page = operator.http.get("/AuditLog", params={"count": 1}).text
        assert str(GONE) in page
        older = re.search(r'href="(\?before=\d+&amp;count=1)"', page)
        assert older
        path = older[1].replace("&amp;", "&")
        assert operator.http.get(f"/AuditLog{path}").status_code == 200
        rows = operator.http.get("/AuditLog", headers=JSON).json()["result"]["rows"]
        assert len(rows) <= 50

    def test_no_secret_is_written_down(self, service: Service, operator: Operator) -> None:
        user = service.make_user()
        operator.login("wrong " + PSW)
        operator.login()
        operator.ok("DeleteSessionID", sessionid=user.sessionid)
        table = str(service.sql("SELECT * FROM audit_log"))
        logs = "".join(one.log.read_text() for one in service.programs.values())
        for secret in (PSW, user.sessionid, operator.csrf, operator.cookie):
            assert secret not in table
            assert secret not in logs


class TestPushes:
    async def test_a_new_board_reaches_every_member(
        self, service: Service, operator: Operator, circle: int, user: Person
    ) -> None:
        other, stranger = service.make_user(), service.make_user()
        operator.ok("SetCircleRole", uid=other.uid, cid=circle, roleid=1)
        async with (
            service.enter(user) as first,
            service.enter(other, usezlib=1) as second,
            service.enter(stranger) as third,
        ):
            page = operator.submit("UpdateCircleBoard", cid=circle, board="大家好")
            assert page.status_code == 200
            pushed = await first.push("circle.newboard")
            assert pushed.keys() == {"board", "bid", "cid", "time"}
            assert pushed["board"]["board"] == "大家好"
            assert await second.push("circle.newboard") == pushed
            history = await third.ok("circle.board_history", cid=circle)
            assert history["boards"] == [pushed["board"]]
            assert third.inbox == []

    async def test_a_message_arrives_and_a_revoked_session_ends(
        self, service: Service, operator: Operator, user: Person
    ) -> None:
        sender = service.make_user()
        async with service.enter(user) as client:
            form = {"from_uid": sender.uid, "to_uid": user.uid, "content": "你好"}
            msgid = operator.ok("SendMessageToUser", **form)["msgid"]
            assert (await client.push("newmsg"))["message"]["msgid"] == msgid
            assert operator.ok("DeleteSessionID", sessionid=user.sessionid) == {"deleted": 1}
            assert await client.closed() == 4004
