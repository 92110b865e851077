"""The start page, the switch of languages, and what browsers see of failures."""

from __future__ import annotations

import pytest

from tests.fixtures.service import Http, Service

pytestmark = pytest.mark.e2e

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ENGLISH = {"Accept-Language": "en-US,en;q=0.9"}


def test_the_start_page_leads_to_everything(service: Service) -> None:
    page = service.http.get("/", headers=ENGLISH)
    assert page.status_code == 200
    for href in ("/PhoneLogin", "/login", "/static/PhoneTest.html", "/docs/", "/health"):
        assert f'href="{href}"' in page.text
    assert page.text.count(">well<") == 3
    assert "/operational_background/" not in page.text  # no OPS_PASSWORD here


@pytest.mark.parametrize(("path", "method", "status"), [("/no", "GET", 404), ("/push", "GET", 405)])
def test_a_browser_gets_a_page_and_everybody_else_a_line(
    service: Service, path: str, method: str, status: int
) -> None:
    page = service.http.request(method, path, headers=BROWSER | ENGLISH)
    assert page.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>There is no such page</h1>" in page.text
    line = service.http.request(method, path)
    assert line.status_code == status
    assert line.headers["content-type"] == "text/plain; charset=utf-8"
    assert line.text.startswith(f"{status} ")


def test_a_language_is_remembered(service: Service) -> None:
    address = "/language?to=zh&back=/PhoneLogin%3Fx%3D1"
    http = Http(service.url)  # which keeps cookies
    switched = http.get(address, headers=ENGLISH, allow_redirects=False)
    assert (switched.status_code, switched.headers["location"]) == (303, "/PhoneLogin?x=1")
    assert '<html lang="zh">' in http.get("/PhoneLogin", headers=ENGLISH).text
    assert '<html lang="en">' in service.http.get("/PhoneLogin", headers=ENGLISH).text


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example", "/\\e", ""])
def test_the_switch_leads_nowhere_else(service: Service, back: str) -> None:
    reply = service.http.get("/language", params={"to": "xx", "back": back}, allow_redirects=False)
    assert reply.headers["location"] == "/"
    assert "set-cookie" not in reply.headers


def test_refusals_of_codes_are_in_the_language_of_the_app(service: Service) -> None:
    told = service.http.get("/getcode?phone=110", headers={"Accept-Language": "zh-Hans-CN"}).json()
    assert told["msg"] == told["error"] == "请输入正确的手机号码"
    told = service.http.get("/getcode?phone=110", headers=ENGLISH).json()
    assert told["msg"] == told["error"] == "Please enter a phone number that exists."
