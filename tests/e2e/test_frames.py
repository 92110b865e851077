"""Frames and the envelope over real sockets: wire contract, "Frames" and "Envelope"."""

import asyncio
import zlib
from typing import Any

import pytest

from front.close_codes import BAD_SESSION
from tests.fixtures.client import Client
from tests.fixtures.service import Service

pytestmark = pytest.mark.e2e

OK = {"push": False, "errno": 0, "error": "no error"}
ECHO = '{"func":"debug.echo","parm":{"word":"你好"},"cdata":"c-000001"}'
ECHOED = OK | {"cdata": "c-000001", "result": {"word": "你好"}}


async def still_alive(client: Client) -> None:
    assert (await client.ok("debug.echo", alive=True)) == {"alive": True}


class TestDirections:
    @pytest.mark.parametrize("usezlib", ["0", "1", "-3", "nonsense", ""])
    @pytest.mark.parametrize(
        "frame",
        [ECHO, ECHO.encode(), zlib.compress(ECHO.encode()), zlib.compress(ECHO.encode(), 0)],
        ids=["text", "binary", "zlib", "stored"],
    )
    async def test_any_frame_on_any_socket(self, service: Service, usezlib: str, frame) -> None:
        """The client checks that every frame it gets is of the socket's one kind."""
        client = service.open(usezlib=usezlib)
        client.zlib = usezlib in ("1", "-3")
        async with client:
            await client.send_raw(frame)
            assert await client.next() == ECHOED

    async def test_refusals_and_pushes_are_deflated_too(self, service: Service) -> None:
        sender, receiver = service.make_user(), service.make_user()
        async with service.enter(sender) as a, service.enter(receiver, usezlib=1) as b:
            await a.ok("message.send", uid=receiver.uid, content="你好")
            assert (await b.push("newmsg"))["message"]["content"] == "你好"
            await b.send_raw("no JSON")
            assert (await b.next())["errno"] == 6

    async def test_a_large_reply(self, service: Service) -> None:
        text = "好" * 60_000
        for usezlib in (0, 1):
            async with service.enter(service.make_user(), usezlib=usezlib) as client:
                assert (await client.ok("debug.echo", text=text)) == {"text": text}

    async def test_a_message_in_fragments(self, service: Service) -> None:
        async with service.open() as client:
            await client.socket.send([ECHO[:9], ECHO[9:20], ECHO[20:]])
            assert await client.next() == ECHOED


class TestEnvelope:
    @pytest.mark.parametrize(
        "cdata",
        [None, "", "x", 0, 1.5, True, [], {}, [1, [2, {"a": None}]], {"k": '你好 \\ " / \u2028'}],
        ids=repr,
    )
    async def test_cdata_comes_back_as_it_was(self, service: Service, cdata: Any) -> None:
        async with service.open() as client:
            await client.send_raw({"func": "debug.echo", "parm": {"a": 1}, "cdata": cdata})
            reply = await client.next()
            assert "cdata" in reply
            assert reply["cdata"] == cdata

    async def test_cdata_is_echoed_letter_by_letter(self, service: Service) -> None:
        async with service.open() as client:
            for cdata in ('{ "b":1,"a": 1.50,  "a":2}', r'"\u4f60好"', "12345678901234567890123"):
                await client.send_raw(f'{{"func":"debug.echo","cdata":{cdata}}}')
                await client.next()
                assert f'"cdata":{cdata},' in client.last_text

    async def test_no_cdata_none_back(self, service: Service) -> None:
        async with service.open() as client:
            await client.send_raw('{"func":"debug.echo","parm":{"a":1}}')
            assert await client.next() == OK | {"result": {"a": 1}}

    @pytest.mark.parametrize("parm", ["", '"parm":null,', '"parm":{},'])
    async def test_parm_may_be_absent_or_null(self, service: Service, parm: str) -> None:
        async with service.open() as client:
            await client.send_raw(f'{{"func":"debug.echo",{parm}"cdata":1}}')
            assert await client.next() == OK | {"cdata": 1, "result": {}}

    async def test_keys_nobody_knows_and_keys_that_come_twice(self, service: Service) -> None:
        async with service.open() as client:
            await client.send_raw('{"v":2,"func":"x","func":"debug.echo","parm":{"a":1,"a":2}}')
            assert await client.next() == OK | {"result": {"a": 2}}


DEEP = '{"func":"debug.echo","parm":{"a":%s},"cdata":7}'


class TestBadFrames:
    """errno 6, with the cdata if there is one; the connection stays open."""

    @pytest.mark.parametrize(
        ("frame", "cdata"),
        [
            ("", ...),
            ("hello", ...),
            ("{", ...),
            ("[]", ...),
            ("null", ...),
            (b"\xff\xfe\x00", ...),
            (zlib.compress(ECHO.encode())[:-1], ...),
            (zlib.compress(ECHO.encode())[2:-4], ...),  # raw deflate
            (zlib.compress(b"no JSON"), ...),
            (zlib.compress(b"\0" * 3_000_000), ...),  # 3 kB that inflate to too much
            (DEEP % ("[" * 1_500 + "]" * 1_500), ...),
            (DEEP % ("[" * 31 + "]" * 31), 7),
            (b'{"func":"debug.echo","parm":{"a":"\xff"},"cdata":7}', 7),
            (zlib.compress(b'{"func":"debug.echo","cdata":7}') * 2, 7),
            ('{"cdata":7}', 7),
            ('{"func":7,"cdata":null}', None),
            ('{"func":"debug.echo","parm":[],"cdata":"x"}', "x"),
            ('{"func":"debug.echo","parm":{"a":"\\u0000"},"cdata":7}', 7),
            ('{"func":"debug.echo","parm":{"a":NaN},"cdata":7}', ...),
            ('{"func":"debug.echo","parm":{"a":Infinity},"cdata":7}', ...),
            ('{"func":"debug.echo","parm":{"a":1e999},"cdata":7}', 7),
            ('{"func":"debug.echo","parm":{"a":"\\ud800"},"cdata":7}', 7),
            ('{"func":"session.start2","parm":{"sessionid":1e999},"cdata":7}', 7),
            ('{"func":"nosuch.thing","parm":{},"cdata":7}', 7),
            ('{"func":"debug","cdata":7}', 7),
            ('{"func":"__class__","cdata":7}', 7),
            ('{"func":"http.health.canary","cdata":7}', 7),  # for HTTP endpoints only
            ('{"func":"http.account.login","parm":{"name":"a","psw":"b"},"cdata":7}', 7),
        ],
    )
    async def test_bad_request(self, service: Service, frame, cdata) -> None:
        async with service.open() as client:
            await client.send_raw(frame)
            reply = await client.next()
            assert (reply["push"], reply["errno"], reply["result"]) == (False, 6, {})
            assert 0 < len(reply["error"]) < 200
            assert reply.get("cdata", ...) == cdata
            await still_alive(client)

    async def test_unknown_functions_are_named(self, service: Service) -> None:
        async with service.open() as client:
            assert (await client.call("nosuch.thing"))["error"] == "unknown function nosuch.thing"

    async def test_depth_32_is_deep_enough(self, service: Service) -> None:
        async with service.open() as client:
            await client.send_raw(DEEP % ("[" * 30 + "]" * 30))
            assert (await client.next())["errno"] == 0

    @pytest.mark.parametrize("frame", ["x" * 300 * 1024, b"x" * 300 * 1024])
    async def test_300_kib_close_with_1009(self, service: Service, frame) -> None:
        async with service.enter(service.make_user()) as client:
            await client.send_raw(frame)
            assert await client.closed() == 1009

    async def test_strangers_may_send_less(self, service: Service) -> None:
        async with service.open() as client:
            await client.send_raw(zlib.compress((DEEP % ('"' + "x" * 20_000 + '"')).encode()))
            assert (await client.next())["errno"] == 6
            await client.send_raw("x" * 5_000)
            assert await client.closed() == 1009

    async def test_a_large_frame_may_follow_the_start_at_once(self, service: Service) -> None:
        """Clients send their waiting calls without waiting for the reply to the start."""
        person = service.make_user()
        async with service.open() as client:
            await client.send("session.start2", cdata="start", sessionid=person.sessionid)
            await client.send("debug.echo", cdata="large", text="x" * 200_000)
            assert (await client.reply("start"))["errno"] == 0
            assert len((await client.reply("large"))["result"]["text"]) == 200_000

    async def test_who_sends_nothing_but_nonsense_is_closed(self, service: Service) -> None:
        async with service.open() as client, service.open() as other:
            for _ in range(100):
                await client.send_raw("nonsense")
            assert await client.closed() == 1008
            await still_alive(other)

    async def test_256_kib_are_read(self, service: Service) -> None:
        async with service.enter(service.make_user()) as client:
            frame = DEEP % ('"' + "x" * (256 * 1024 - len(DEEP)) + '"')
            assert len(frame) == 256 * 1024
            await client.send_raw(frame)
            assert (await client.next())["errno"] == 0


class TestParameters:
    """The worker checks them: errno 6 names the parameter, nothing else happens."""

    @pytest.mark.parametrize(
        ("parm", "named"),
        [
            ({}, "uid"),
            ({"uid": None}, "uid"),
            ({"uid": 0}, "uid"),
            ({"uid": "x"}, "uid"),
            ({"uid": [1]}, "uid"),
            ({"uid": 2**63}, "uid"),
            ({"uid": 10**30}, "uid"),
            ({"uid": 1, "content": "x" * 4097}, "content"),
            ({"uid": 1, "content": []}, "content"),
            ({"uid": 1, "lat": "north", "long": 1}, "lat"),
            ({"uid": 1, "lat": 10**400, "long": 1}, "lat"),
            ({"uid": 1, "picture": "ftp://a"}, "picture"),
        ],
    )
    async def test_wrong_types(self, service: Service, parm: dict, named: str) -> None:
        async with service.enter(service.make_user()) as client:
            reply = await client.call("message.send", **parm)
            assert reply["errno"] == 6
            assert named in reply["error"]
            await still_alive(client)


class TestControlFrames:
    async def test_pings_are_answered(self, service: Service) -> None:
        async with service.open() as client:
            pong = await client.socket.ping(b"are you there")
            await pong

    async def test_closing_is_answered(self, service: Service) -> None:
        client = service.open()
        async with client:
            await still_alive(client)
        assert client.socket.close_code == 1000


class TestHandshake:
    @pytest.mark.parametrize("path", ["/ws", "//ws", "/ws?usezlib=0&x=y"])
    async def test_repeated_slashes_count_as_one(self, service: Service, path: str) -> None:
        async with Client(service.url.replace("http", "ws") + path) as client:
            await still_alive(client)

    @pytest.mark.parametrize(
        ("own_pushes", "own"), [("-1", True), ("0", False), ("x", False), ("9" * 5000, False)]
    )
    async def test_any_own_pushes(self, service: Service, own_pushes: str, own: bool) -> None:
        ming, hong = service.make_user(), service.make_user()
        async with (
            service.enter(ming, own_pushes=own_pushes) as phone,
            service.enter(hong) as other,
        ):
            await phone.ok("message.send", uid=hong.uid, content="mine")
            await other.ok("message.send", uid=ming.uid, content="theirs")
            first = (await phone.push("newmsg"))["message"]["content"]
            assert first == ("mine" if own else "theirs")

    async def test_a_position_of_the_log_is_nothing_that_clients_say(
        self, service: Service
    ) -> None:
        """A read that waited for it would wait for ever."""
        person = service.make_user()
        far = {"lsn": 2**62, "origin": {"lsn": 2**62}, "source": "replica"}
        async with service.enter(person, lsn=2**62) as client:
            frame = {"func": "user.info2", "parm": {"uid": person.uid} | far, "cdata": "far"}
            await client.send_raw(frame | far | {"uid": 1, "sid": 1, "conn": "other"})
            assert (await client.reply("far"))["result"]["user"]["uid"] == person.uid

    @pytest.mark.parametrize("sessionid", ["%00", "%ff", "%ed%a0%80", "你", "x" * 5000])
    async def test_any_sessionid(self, service: Service, sessionid: str) -> None:
        async with service.open(sessionid=sessionid) as client:
            reply = await client.next()
            assert reply["errno"] == 1
            assert await client.closed() == BAD_SESSION

    @pytest.mark.parametrize(
        "path",
        ["/login?name=%00&psw=%00", "/PhoneLogin?phone=%00&code=%00", "/getcode?phone=%00"],
    )
    def test_no_text_breaks_the_endpoints(self, service: Service, path: str) -> None:
        for text in ("%00", "%ff", "%ed%a0%80"):
            reply = service.http.get(path.replace("%00", text))
            assert reply.status_code == 200
            assert reply.json()["errno"] not in (0, 5, 7)

    def test_no_websocket_no_socket(self, service: Service) -> None:
        assert service.http.get("/ws").status_code == 400

    async def test_the_first_frame_may_ride_with_the_handshake(self, service: Service) -> None:
        reply = await raw_exchange(service, HANDSHAKE + masked(ECHO.encode()))
        assert b"101 Switching Protocols" in reply
        assert "你好".encode() in reply

    async def test_a_frame_that_is_not_masked_closes_with_1002(self, service: Service) -> None:
        reply = await raw_exchange(service, HANDSHAKE + b"\x81\x05hello")
        assert reply.endswith(b"\x88\x10\x03\xeaprotocol error")


HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def masked(payload: bytes) -> bytes:
    """A text frame whose mask changes nothing."""
    assert len(payload) < 126
    return bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload


async def raw_exchange(service: Service, data: bytes) -> bytes:
    """What comes back until nothing more follows an answer, or the socket is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(data)
    received = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    received += await asyncio.wait_for(reader.read(1000), 10)
    writer.close()
    return received
