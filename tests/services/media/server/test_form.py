"""Forms: the error names what is wrong."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.media.server import form
from services.media.server.policy import Refused

KIND = "multipart/form-data; boundary=xYz"


def part(name, data, more=b""):
    head = b'Content-Disposition: form-data; name="' + name + b'"' + more
    return b"--xYz\r\n" + head + b"\r\n\r\n" + data + b"\r\n"


FILE = part(b"file", b"\x00data\r\n--xY", b'; filename="a.jpg"\r\nContent-Type: image/jpeg')
END = b"--xYz--\r\n"
TOKEN = part(b"token", b"T")


async def pieces(body, size):
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def read(body, kind=KIND, limit=1000, size=7):
    return await form.read(kind, pieces(body, size), limit)


def arriving(media_dir):
    return list((media_dir / "arriving").glob("*"))


@pytest.mark.parametrize("size", [1, 3, 64, 10_000])
async def test_fields_and_file(media_dir, size):
    body = TOKEN + part(b"x:content", "好\r\n".encode()) + FILE + part(b"x:toid", b"5") + END
    found = await read(body, size=size)
    assert found.fields == {"token": "T", "x:content": "好\r\n", "x:toid": "5"}
    assert (found.file_name, found.size) == ("a.jpg", len(found.path.read_bytes()))
    assert found.path.read_bytes() == b"\x00data\r\n--xY"
    found.drop()
    assert arriving(media_dir) == []


async def test_without_a_file(media_dir):
    assert (await read(TOKEN + END)).path is None


async def test_an_empty_file(media_dir):
    found = await read(part(b"file", b"", b'; filename=""') + END)
    assert (found.size, found.path.read_bytes()) == (0, b"")


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (TOKEN + FILE, 400, "cut short"),
        (TOKEN + FILE[:-20], 400, "cut short"),
        (b"", 400, "cut short"),
        (b"hello", 400, "not a multipart form"),
        (TOKEN + part(b"x:content", b"\xff") + FILE + END, 400, "x:content is not UTF-8"),
        (part(b"\xff", b"x") + END, 400, "name of a part is not UTF-8"),
        (b"--xYz\r\nContent-Type: text/plain\r\n\r\nx\r\n" + END, 400, "a part has no name"),
        (part(b"", b"x") + END, 400, "a part has no name"),
        (TOKEN + TOKEN + FILE + END, 400, "token is given twice"),
        (TOKEN + FILE + FILE + END, 400, "file is given twice"),
        (TOKEN + part(b"x:a", b"y" * 70_000) + END, 400, "fields are larger than 64 KiB"),
        (b"".join(part(b"f%d" % n, b"") for n in range(101)) + END, 400, "more than 100 fields"),
        (TOKEN + part(b"file", b"z" * 1001) + END, 413, "file too large"),
    ],
)
async def test_what_is_wrong(media_dir, body, status, reason):
    with pytest.raises(Refused, match=reason) as refused:
        await read(body, size=64)
    assert refused.value.status == status
    assert arriving(media_dir) == []


@pytest.mark.parametrize(
    "kind", ["", "application/json", "multipart/form-data", "application/x-www-form-urlencoded"]
)
async def test_another_kind_of_body(media_dir, kind):
    with pytest.raises(Refused, match="multipart/form-data with a boundary") as refused:
        await read(TOKEN + END, kind=kind)
    assert refused.value.status == 400


async def test_the_line_breaks(media_dir):
    async def breaks():
        yield TOKEN + FILE[:-10]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await form.read(KIND, breaks(), 1000)
    assert arriving(media_dir) == []


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([TOKEN, FILE, END, b"\r\n", b"--xYz", b"\xff", b"a"]), max_size=8))
async def test_any_body_is_read_or_refused(media_dir, bodies):
    with suppress(Refused):
        (await read(b"".join(bodies))).drop()
    assert arriving(media_dir) == []
