"""HTTP as no browser writes it: it is answered safely, and no log has a word of it."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.rpc import load
from tests.fixtures.service import NewService, Service

pytestmark = pytest.mark.e2e

MARK = "z9Wv7"
"""Stands in everything that is sent."""
REFUSED = range(400, 500)
STRICT = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")
PATHS = [
    *("/", "/nothing", "/language", "/docs/", "/docs/x", "/llms.txt"),
    *("/ws", "/getcode", "/PhoneLogin", "/login", "/RenewSession", "/push"),
    *("/upload/HeadImg", "/upload/HeadImgDone", "/upload/PostEx", "/payresult/Paybackend"),
    *("/pay/sandbox", "/metrics", "/static/PhoneTest.html", "/static/functions.json"),
    *("/operational_background/Login", "/operational_background/DeleteNick"),
]


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def quiet(new_service: NewService) -> Iterator[Service]:
    """A service as in production: without DEBUG."""
    public = {"PUBLIC_URL": "https://example.com", "TRUSTED_PROXIES": "1"}
    secrets = {"OPS_PASSWORD": "seven purple lanterns", "PUSH_TOKEN": "q8Lw3VnZr5Tc1Xyb"}
    closed = {"DEBUG": "0", "METRICS_OPEN": ""}
    made = new_service(store=True, PAY_PROVIDER="sandbox", **closed, **public, **secrets)
    yield made
    made.stop()


def ask(port: int, request: bytes) -> Got | None:
    """The first answer to these bytes; None when the connection is closed without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            if not (more := client.recv(65536)):
                return None
            answer += more
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in lines)}
        if "content-length" in headers and not request.startswith(b"HEAD"):
            while len(body) < int(headers["content-length"]) and (more := client.recv(65536)):
                body += more
        return Got(int(first.split()[1]), headers, body)


def request(
    target: bytes, *headers: bytes, method: bytes = b"GET", host: bytes = b"h", body: bytes = b""
) -> bytes:
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: " + host, *headers]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def logs(service: Service) -> str:
    return "".join(one.log.read_text() for one in service.programs.values())


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request(b"http://h/health"), 200),
        (request(b"HTTPS://h:8000//health?" + MARK.encode()), 200),
        (request(b"http://h"), 200),
        (request(b"http://"), 200),
        (request(b"ftp://h/health"), 400),
        (request(b"health"), 400),
        (request(b"h:443", method=b"CONNECT"), 400),
        (request(b"*", method=b"OPTIONS"), 405),
        (request(b"/metrics"), 404),
        (request(b"/metrics", b"Authorization: Bearer "), 404),
        (request(b"\xff\xfe"), 400),
        (request(b"/" + b"a" * 14_000), 413),
        (request(b"/health", b"X: " + b"a" * 20_000), 413),
        (request(b"/health", b"no colon"), 400),
        (request(b"/health", b"Content-Length: 1", b"Content-Length: 2"), 400),
        (request(b"/health", method=b"TRACE"), 405),
        (request(b"/health", b"Content-Length : 5"), 400),
        (request(b"/health", b"Transfer-Encoding\t: chunked"), 400),
        (request(b"/health", b" X: folded"), 400),
        (request(b"/health", b"X: a\rContent-Length: 5"), 400),
        (request(b"/health", b"X: a\nContent-Length: 5"), 400),
        (request(b"/health", b"X: \x00"), 400),
        (request(b"/health", b"X:\ta\t"), 200),
        (request(b"/health", b"Transfer-Encoding: chunked", b"Content-Length: 5"), 400),
        (request(b"/health", b"Host: other"), 400),
        (request(b"/health", host=b'h"><script>'), 400),
        (request(b"/health", host=b"[2001:db8::1]:8000"), 200),
        (request(b"/health", b"Accept: \xff;q=nonsense,,//;;"), 200),
        (request(b"/nothing", b"Accept: \xff;q=nonsense,,//;;"), 404),
        (request(b"/nothing", b"Accept: a/b;q=\xe5\xaf\x86"), 404),
        (request(b"/nothing", b"Accept: text/html", b"Accept-Language: \xff;q=,,*;q=x"), 404),
        (request(b"\xff\xfe", b"Accept: text/html", b"Cookie: language=\xff"), 400),
        (request(b"/language?to=zh&back=//" + MARK.encode()), 303),
        (request(b"/push", b"Authorization: Bearer \xff" + MARK.encode(), method=b"POST"), 401),
        (request(b"/push", b"Authorization: Bearer \xe5\xaf\x86", method=b"POST"), 401),
        (request(b"/operational_background/", b"Cookie: ops=\xff\xfe; ops; =;;"), 303),
        (request(b"/upload/HeadImgDone", b"Authorization: \xff", method=b"POST"), 403),
        (request(b"/login?name=%00&psw=%ff%00"), 200),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ],
)
def test_there_is_an_answer(quiet: Service, sent: bytes, status: int) -> None:
    got = ask(quiet.port, sent)
    assert got is not None
    assert got.status == status
    check_logs(quiet)
    check_headers(got)


def chunked(body: bytes) -> bytes:
    return request(b"/login", b"Transfer-Encoding: chunked", method=b"POST") + body


def statuses(port: int, sent: bytes) -> list[bytes]:
    """Of all answers until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(sent)
        answers = b"".join(iter(lambda: client.recv(65536), b""))
    return [part[1:4] for part in answers.split(b"HTTP/1.1")[1:]]


@pytest.mark.parametrize(
    ("sent", "good"),
    [
        (chunked(b"5\r\nhello\r\n0\r\n\r\n"), True),
        (chunked(b"A;x=y\r\n0123456789\r\n0\r\n\r\n"), True),
        (chunked(b"0x5\r\nhello\r\n0\r\n\r\n"), False),
        (chunked(b" 5 \r\nhello\r\n0\r\n\r\n"), False),
        (chunked("٥\r\nhello\r\n0\r\n\r\n".encode()), False),
        (chunked(b"5\r\nhelloXX0\r\n\r\n"), False),
        (chunked(b"5\r\nhello\n\n0\r\n\r\n"), False),
        (chunked(b"0\r\nX: y\r\n\r\n"), False),
        (request(b"/login", "Content-Length: ٥".encode(), method=b"POST") + b"hello", False),
    ],
)
def test_a_body_of_doubtful_length_ends_the_connection(
    quiet: Service, sent: bytes, good: bool
) -> None:
    """Otherwise what a proxy reads as a body could be read as a request here."""
    sent += request(b"/nothing", b"Connection: close")
    for port in (quiet.port, quiet.store_port):
        assert len(statuses(port, sent)) == (2 if good else 1)
    assert good or statuses(quiet.port, sent) == [b"400"]


def test_the_start_page_names_no_tool_to_strangers(quiet: Service) -> None:
    page = quiet.http.get("/").text
    assert 'href="/PhoneLogin"' in page
    for word in ("operational_background", "Flower", "/metrics", "/health", "/docs", "PhoneTest"):
        assert word not in page


WEBSOCKET = (b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ((b"Connection: keep-alive, Upgrade", b"Upgrade: websocket"), 101),
        ((b"Connection: keep-alive", b"Connection: upgrade", b"Upgrade: h2c, WebSocket"), 101),
        ((b"Connection: notupgrade", b"Upgrade: websocket"), 400),
        ((b"Connection: Upgrade", b"Upgrade: websockets"), 400),
        ((b"Upgrade: websocket",), 400),
    ],
)
def test_headers_of_a_handshake_are_lists(
    quiet: Service, headers: tuple[bytes, ...], status: int
) -> None:
    got = ask(quiet.port, request(b"/ws", *headers, *WEBSOCKET))
    assert got is not None
    assert got.status == status


async def test_whoever_goes_before_the_answer_leaves_no_traceback(quiet: Service) -> None:
    many = request(b"/nothing") * 40 + request(b"/getcode?phone=1") * 10
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", quiet.port), timeout=10) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.sendall(many)
    assert ask(quiet.port, request(b"/health")) is not None
    check_logs(quiet)
    assert "request failed" not in logs(quiet)


def check_logs(service: Service) -> None:
    assert '"exception"' not in service["web"].log.read_text()
    assert MARK not in logs(service)


def check_headers(got: Got) -> None:
    for name in STRICT:
        assert name in got.headers
    policy = got.headers["content-security-policy"]
    assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )
    assert "cache-control" in got.headers
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("target", [b"/", b"/nothing", b"/" + b"F" * 28, b"http://h//x?imageInfo"])
@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"POST", b"OPTIONS", b"DELETE"])
def test_the_store_answers_alike(quiet: Service, target: bytes, method: bytes) -> None:
    got = ask(quiet.store_port, request(target, b"Accept: ;;\xff", method=method))
    assert got is not None
    assert got.status in (204, *REFUSED)
    check_headers(got)
    assert got.headers["access-control-allow-origin"] == "*"


def test_the_address_in_the_first_line_counts(service: Service) -> None:
    """RFC 9112, 3.2.2: not the Host header beside it."""
    target = b"http://a.example/RenewSession?sessionid=" + service.make_user().sessionid.encode()
    got = ask(service.port, request(target))
    assert got is not None
    assert b"ws://a.example/ws" in got.body


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer X5o2hVq0pT7r"])
def test_counts_are_closed_unless_operators_say_otherwise(
    quiet: Service, authorization: str
) -> None:
    reply = quiet.http.get("/metrics", headers={"Authorization": authorization})
    assert reply.status_code == 404
    assert "set METRICS_TOKEN or METRICS_OPEN" in quiet["web"].log.read_text()


WORDS = st.binary(max_size=12).map(lambda word: MARK.encode() + word)
PARTS = WORDS.map(lambda word: word.translate(None, b"\r\n"))
ESCAPED = WORDS.map(lambda word: b"".join(b"%%%02x" % byte for byte in word))
NAMES = st.sampled_from(
    [
        b"phone",
        b"code",
        b"name",
        b"psw",
        b"sessionid",
        b"usepage",
        b"order",
        b"uid",
        b"csrf",
        b"x:a",
    ]
)
PAIRS = st.tuples(NAMES, ESCAPED | PARTS).map(b"=".join)
QUERIES = st.lists(PAIRS, max_size=4).map(b"&".join)
HEADERS = st.tuples(
    st.sampled_from(
        [
            *(b"Accept", b"Accept-Encoding", b"Authorization", b"Cookie", b"X-Forwarded-For"),
            *(b"X-CSRF-Token", b"If-None-Match", b"Range", b"Forwarded", b"Referer", b"Upgrade"),
            *(b"Sec-WebSocket-Key", b"Sec-Fetch-Site", b"X-Forwarded-Proto", b"X-Qiniu-Date"),
        ]
    ),
    PARTS,
).map(b": ".join)
KINDS = st.sampled_from(
    [
        b"application/json",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=b",
        b"multipart/form-data",
        b"multipart/form-data; boundary=\xff",
        b"text/plain;charset=\xff",
    ]
)
PART_OF_FORM = PARTS.map(
    lambda word: b'--b\r\nContent-Disposition: form-data; name="phone"\r\n\r\n%b\r\n' % word
)
BODIES = st.one_of(
    WORDS,
    QUERIES,
    WORDS.map(lambda word: b'{"phone":"%b","psw":1e400,"csrf":"\\ud800"}' % word.hex().encode()),
    st.lists(PART_OF_FORM | WORDS, max_size=3).map(lambda parts: b"".join(parts) + b"--b--\r\n"),
)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    target = draw(st.sampled_from(PATHS)).encode() + b"?" + draw(QUERIES.map(_ascii))
    headers = [*draw(st.lists(HEADERS, max_size=4)), b"Content-Type: " + draw(KINDS)]
    method = draw(st.sampled_from([b"GET", b"POST", b"POST", b"HEAD", b"PUT"]))
    return request(target, *headers, method=method, body=draw(BODIES))


def _ascii(query: bytes) -> bytes:
    return bytes(byte for byte in query if 33 <= byte < 127)


@settings(max_examples=100, deadline=None)
@given(sent=requests())
def test_nothing_fails_and_nothing_is_written_down(quiet: Service, sent: bytes) -> None:
    got = ask(quiet.port, sent)
    assert got is not None
    assert got.status < 500
    assert b'"errno":7' not in got.body
    check_headers(got)
    check_logs(quiet)


JUNK: list[Any] = [MARK, MARK * 500, [MARK], {MARK: MARK}, f"{MARK}\ud83d"[:-1] + "😀", 10**30, -1]


async def test_no_call_leaves_a_value_in_a_log(quiet: Service) -> None:
    for number, rpc in enumerate(one for one in load().values() if not one.internal):
        names = rpc.parameters.schema().get("properties", {})
        for junk in (JUNK[number % len(JUNK)], MARK):
            async with quiet.enter(quiet.make_user()) as client:
                answer = await client.call(rpc.name, **dict.fromkeys(names, junk))
                assert answer["errno"] != 7, (rpc.name, answer)
    assert MARK not in logs(quiet)


async def test_not_even_the_call_that_fails(quiet: Service) -> None:
    """A missing column stands for any unexpected failure."""
    user = quiet.make_user()
    quiet.sql("ALTER TABLE messages RENAME COLUMN content TO renamed")
    try:
        async with quiet.enter(user) as client:
            answer = await client.call("message.send", uid=user.uid, content=MARK)
    finally:
        quiet.sql("ALTER TABLE messages RENAME COLUMN renamed TO content")
    assert answer["errno"] == 7
    assert "call failed" in logs(quiet)
    assert "42703" in logs(quiet)
    assert MARK not in logs(quiet)
