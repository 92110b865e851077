"""Who gets in: login, lock-out, csrf."""

import re

import pytest

from tests.fixtures.service import Service
from tests.web.ops.operator import JSON, PREFIX, PSW, Operator, addresses, entry_csrf
from web.ops.entities import ENTITIES
from web.ops.pages import PAGES
from web.ops.views import OTHERS

pytestmark = pytest.mark.e2e


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
        cookie = reply.headers["set-cookie"]
        assert cookie.startswith("__Host-ops=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
        value = cookie.partition("=")[2].partition(";")[0]
        for name, status in (("__Host-ops", 200), ("ops", 401)):
            own = headers | {"Cookie": f"{name}={value}"}
            assert stranger.http.get("/", headers=own).status_code == status

    def test_a_browser_goes_on_to_the_index(self, stranger: Operator) -> None:
        form = stranger.http.get("/Login")
        assert 'type="password"' in form.text
        reply = stranger.enter()
        assert (reply.history[0].status_code, reply.url.endswith(f"{PREFIX}/")) == (303, True)
        for name, page in PAGES.items():
            assert (f'href="{PREFIX}/{name}"' in reply.text) == page.listed

    def test_refusals(self, stranger: Operator) -> None:
        assert stranger.login("wrong") == {"errno": 2, "error": "wrong password", "result": {}}
        assert stranger.login("")["errno"] == 6
        page = stranger.enter("wrong")
        assert (page.status_code, "wrong password" in page.text) == (403, True)
        assert stranger.cookie == ""

    def test_lock_out(self, stranger: Operator) -> None:
        for _ in range(5):
            assert stranger.login("wrong")["errno"] == 2
        locked = stranger.login()
        assert locked["errno"] == 4
        assert 590 <= locked["result"]["retry_after"] <= 600
        page = stranger.enter()
        assert (page.status_code, "too fast" in page.text) == (429, True)

    def test_another_site_cannot_log_anybody_in(self, stranger: Operator) -> None:
        headers = {"Sec-Fetch-Site": "cross-site"}
        reply = stranger.http.post("/Login", data={"psw": PSW}, headers=headers)
        assert reply.status_code == 403
        assert "set-cookie" not in reply.headers

    @pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"}])
    def test_nor_where_browsers_do_not_say_from_where(
        self, stranger: Operator, headers: dict[str, str]
    ) -> None:
        reply = stranger.http.post("/Login", data={"psw": PSW}, headers=headers)
        assert (reply.status_code, stranger.cookie) == (403, "")
        assert "the form is too old or not ours" in reply.text
        form = {"csrf": entry_csrf(reply.text), "psw": PSW}
        assert stranger.http.post("/Login", data=form, headers=headers).url.endswith(f"{PREFIX}/")

    def test_the_refusal_in_chinese(self, stranger: Operator) -> None:
        headers = {"Accept-Language": "zh-CN"}
        reply = stranger.http.post("/Login", data={"psw": PSW}, headers=headers)
        assert "表单已过期" in reply.text

    def test_nor_by_a_script(self, stranger: Operator) -> None:
        """A page may ask for JSON without asking first; programs send no Origin."""
        headers = JSON | {"Origin": "https://example.org"}
        reply = stranger.http.post("/Login", data={"psw": PSW}, headers=headers)
        assert (reply.json()["errno"], stranger.cookie) == (2, "")

    def test_nor_with_the_form_of_another(self, service: Service, stranger: Operator) -> None:
        other = Operator(service, next(addresses))
        csrf = entry_csrf(other.http.get("/Login").text)
        stranger.http.get("/Login")
        for data in ({"csrf": csrf}, {"csrf": ""}, {"csrf": "é"}):
            page = stranger.http.post("/Login", data={"psw": PSW} | data)
            assert (page.status_code, stranger.cookie) == (403, "")
        other.http.close()

    def test_the_form_s_cookie(self, stranger: Operator) -> None:
        page = stranger.http.get("/Login", headers={"X-Forwarded-Proto": "https"})
        cookie = page.headers["set-cookie"]
        assert cookie.startswith("__Host-ops_entry=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict", "Max-Age=1800"} <= set(
            cookie.split("; ")
        )

    def test_two_tabs(self, stranger: Operator) -> None:
        first = entry_csrf(stranger.http.get("/Login").text)
        assert entry_csrf(stranger.http.get("/Login").text) == first
        data = {"csrf": first, "psw": PSW}
        assert stranger.http.post("/Login", data=data).url.endswith(f"{PREFIX}/")
        assert "ops_entry" not in stranger.http.cookies

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
    @pytest.mark.parametrize("name", ["", "Logout", *OTHERS, *ENTITIES, *PAGES])
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

    @pytest.mark.parametrize("name", ["", "Logout", *OTHERS, *ENTITIES, *PAGES])
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
        if not PAGES[name].looks:
            assert f'name="csrf" value="{operator.csrf}"' in page.text
            assert described["csrf"] == operator.csrf
            shown = set(
                re.findall(
                    r'<(?:input|select|textarea) name="(\w+)"', page.text.partition("<h1>")[2]
                )
            )
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
