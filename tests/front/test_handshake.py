"""Handshakes that are read from their bytes: what is not plainly one is left to Sanic."""

from __future__ import annotations

import pytest

from front import handshake

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
GOOD = {
    "Host": "example.com",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}


def head(target: str = "/ws", version: str = "1.1", **changed: str | None) -> bytes:
    """A request; `changed`: headers, with _ for -; None leaves one out."""
    headers = GOOD | {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([f"GET {target} HTTP/{version}", *lines, "", ""]).encode("latin-1")


def test_what_apps_send():
    found = handshake.read(head("/ws?usezlib=1&cdata=b%2Dstart&cdata=2") + b"\x81\x80more")
    assert found is not None
    assert (found.key, found.query) == (KEY, {"usezlib": ["1"], "cdata": ["b-start", "2"]})
    assert found.end == len(head("/ws?usezlib=1&cdata=b%2Dstart&cdata=2"))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Host": "[2001:db8::1]:8000"},
        {"Upgrade": "WebSocket", "Connection": "keep-alive, Upgrade"},
        {"Upgrade": "h2c, websocket", "Connection": "\tupgrade"},
        {"Origin": "https://example.com", "X_Forwarded_For": "192.0.2.1, 192.0.2.2"},
        {"User_Agent": "a" * 1000},
    ],
)
def test_in_every_spelling(changed):
    found = handshake.read(head(**changed))
    assert found is not None
    assert found.headers.getall("x-forwarded-for", []) == (
        [changed["X_Forwarded_For"]] if "X_Forwarded_For" in changed else []
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        head()[:-1],
        head().replace(b"\r\n", b"\n"),
        head().replace(b"GET", b"POST"),
        b" " + head(),
        head("/ws/"),
        head("//ws"),
        head("/wsx"),
        head("/w%73"),
        head("http://example.com/ws"),
        head("/ws#part"),
        head("/ws?a b"),
        head("/ws?\xff"),
        head(version="1.0"),
        head(version="2.0"),
        head(Host=None),
        head(Host='h"><script>'),
        head(host="other"),
        head(Upgrade=None),
        head(Upgrade="h2c"),
        head(Connection="keep-alive"),
        head(Sec_WebSocket_Version="8"),
        head(Sec_WebSocket_Version="13 "),
        head(Sec_WebSocket_Key=None),
        head(Sec_WebSocket_Key="c2hvcnQ="),
        head(Sec_WebSocket_Key="*"),
        head(Content_Length="0"),
        head(content_length="5"),
        head(Transfer_Encoding="chunked"),
        head(Expect="100-continue"),
        head(X="\x00"),
        head(X="\xff"),
        head(X="a\rContent-Length: 5"),
        head(X="a\nContent-Length: 5"),
        head(X="a\r\n folded"),
        head(**{"Content-Length ": "5"}),
        head(X="a" * handshake.LONGEST),
    ],
)
def test_everything_else_is_left_to_sanic(data):
    assert handshake.read(data) is None


def test_a_head_of_any_length_is_looked_at_once():
    """The pattern has one way to match, so that one without an end costs its length."""
    lines = b"GET /ws HTTP/1.1" + b"\r\na:  b" * (handshake.LONGEST // 7 - 10)
    assert handshake.read(lines + b"\r\n\r") is None
