"""The files of the API test page, and its list of functions."""

import gzip
import http.client
from collections.abc import Iterator

import pytest

from tasks.rpc import load
from tests.fixtures.service import Http, Service
from web import console

PAGE = "/static/PhoneTest.html"


@pytest.fixture
def connection(service: Service) -> Iterator[http.client.HTTPConnection]:
    """Bare HTTP: paths go out as they are written."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    yield connection
    connection.close()


@pytest.mark.e2e
class TestServed:
    def test_the_page_and_everything_it_loads(self, service: Service) -> None:
        kinds = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
        for name in console.read_files():
            reply = service.http.get(f"/static/{name}")
            assert reply.status_code == 200
            assert reply.headers["content-type"].startswith(kinds[name.rpartition(".")[2]])

    def test_slashes_may_repeat_and_what_is_unchanged_is_not_sent_again(
        self, service: Service
    ) -> None:
        first = service.http.get("//static//PhoneTest.html")
        assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
        again = service.http.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        other = service.http.get(PAGE, headers={"If-None-Match": '"other"'})
        assert other.status_code == 200

    def test_no_script_of_others_runs_and_nobody_frames_the_page(self, service: Service) -> None:
        reply = service.http.get(PAGE)
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in policy

    def test_it_is_packed_for_those_who_say_they_unpack(
        self, connection: http.client.HTTPConnection
    ) -> None:
        connection.request("GET", PAGE, headers={"Accept-Encoding": "br, gzip"})
        packed = connection.getresponse()
        assert packed.headers["content-encoding"] == "gzip"
        unpacked = gzip.decompress(packed.read())
        connection.request("GET", PAGE)
        plain = connection.getresponse()
        assert (plain.headers["content-encoding"], plain.read()) == (None, unpacked)

    @pytest.mark.parametrize(
        "path",
        [
            "/static/",
            "/static/nothing.js",
            "/static/../console.py",
            "/static/%2e%2e/console.py",
            "/static/phonetest/..%2f..%2fconsole.py",
            "/static/..%5cconsole.py",
            "/static//etc/passwd",
            "/static/%00",
            "/static/phonetest",
        ],
    )
    def test_nothing_else_is_reached(
        self, connection: http.client.HTTPConnection, path: str
    ) -> None:
        connection.request("GET", path)
        reply = connection.getresponse()
        assert reply.status == 404
        assert b"blueprint" not in reply.read()

    def test_every_function_with_the_schema_of_its_parameters(self, service: Service) -> None:
        listed = service.http.get("/static/functions.json").json()
        assert listed["debug"] is True
        names = [one["name"] for one in listed["functions"]]
        assert names == sorted(one.name for one in load().values() if not one.internal)
        send = next(one for one in listed["functions"] if one["name"] == "message.send")
        assert send["parm"]["required"] == ["uid"]
        assert send["doc"].startswith("Send a private message")
        assert (send["rate"], send["pushes"], send["errors"]) == (
            "message",
            ["newmsg"],
            {"2": "no permission", "3": "target not found"},
        )


@pytest.mark.e2e
def test_words_in_the_language_of_the_reader(service: Service) -> None:
    chinese = service.http.get("/static/words.json", headers={"Accept-Language": "zh"})
    assert chinese.json()["words"]["Not connected."] == "未连接。"
    assert "Cookie" in chinese.headers["vary"]
    english = service.http.get("/static/words.json", headers={"Accept-Language": "en"}).json()
    assert english["language"] == "en"
    (other,) = english["others"]
    assert (other["code"], other["name"]) == ("zh", "中文")
    reader = Http(service.url)  # which keeps the cookie for itself
    assert reader.get(other["address"]).url.endswith(PAGE)


def test_files_have_no_script_or_style_inside() -> None:
    text = console.read_files()["PhoneTest.html"].body.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script type="module" src="PhoneTest.js">')


def test_nothing_is_loaded_from_elsewhere() -> None:
    for name, file in console.read_files().items():
        assert b"https://" not in file.body, name
        assert b"http://" not in file.body, name
