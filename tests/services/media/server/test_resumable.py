"""Uploads in parts."""

import hashlib
import io
import os

import pytest
from qiniu.utils import etag_stream

from services.media.local import folder
from services.media.server import files, resumable
from services.media.server.policy import Refused

ONE, TWO = b"a" * 100, b"b" * 50


def etag(data):
    return etag_stream(io.BytesIO(data))


async def pieces(data):
    for start in range(0, len(data), 30):
        yield data[start : start + 30]


async def send(upload_id, number, data, limit=1000, md5=""):
    return await resumable.take_part(upload_id, number, pieces(data), limit, md5)


def wish(*parts):
    return resumable.Wish([resumable.Part(tag, number) for number, tag in parts])


@pytest.fixture
def upload_id(media_dir):
    return resumable.begin().upload_id


def left():
    return sorted(path.name for path in (folder() / "arriving").iterdir())


async def test_in_any_order(upload_id):
    stored = await send(upload_id, 2, TWO, md5=hashlib.md5(TWO).hexdigest())
    assert stored == resumable.Stored(etag(TWO), hashlib.md5(TWO).hexdigest())
    await send(upload_id, 1, ONE)
    whole = resumable.join(upload_id, wish((2, etag(TWO)), (1, etag(ONE))))
    assert (whole.path.read_bytes(), whole.size) == (ONE + TWO, 150)
    assert resumable.join(upload_id, wish((1, etag(ONE)))).size == 100
    resumable.drop(upload_id)
    assert upload_id not in left()
    with pytest.raises(Refused, match="no such uploadId"):
        resumable.drop(upload_id)


async def test_a_part_that_is_sent_again_gives_way(upload_id):
    for data in (ONE, TWO, TWO):
        await send(upload_id, 1, data, limit=100)
    with pytest.raises(Refused, match="not there"):
        resumable.join(upload_id, wish((1, etag(ONE))))
    assert resumable.join(upload_id, wish((1, etag(TWO)))).size == 50


async def test_all_parts_together_have_a_limit(upload_id):
    await send(upload_id, 1, ONE, limit=149)
    with pytest.raises(Refused, match="too large") as refused:
        await send(upload_id, 2, TWO, limit=149)
    assert refused.value.status == 413
    assert left() == [upload_id]
    await send(upload_id, 2, TWO, limit=150)


@pytest.mark.parametrize(
    ("number", "md5", "status"), [(0, "", 400), (10_001, "", 400), (1, "0" * 32, 406)]
)
async def test_a_bad_part(upload_id, number, md5, status):
    with pytest.raises(Refused) as refused:
        await send(upload_id, number, ONE, md5=md5)
    assert refused.value.status == status
    assert left() == [upload_id]


@pytest.mark.parametrize("name", ["", "x", "0" * 32, "../arriving", "..%2f"])
async def test_no_such_upload(media_dir, name):
    resumable.begin()
    for run in (lambda: resumable.join(name, wish((1, etag(ONE)))), lambda: resumable.drop(name)):
        with pytest.raises(Refused) as refused:
            run()
        assert refused.value.status == 612
    with pytest.raises(Refused):
        await send(name, 1, ONE)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"parts":[]}',
        b'{"parts":[{"etag":"../../x","partNumber":1}]}',
        b'{"parts":[{"etag":"%s","partNumber":0}]}' % etag(ONE).encode(),
    ],
)
def test_a_bad_wish(body):
    with pytest.raises(Refused, match="cannot complete"):
        resumable.read(body)


async def test_what_nobody_finished_goes_after_a_day(upload_id):
    await send(upload_id, 1, ONE)
    files.forget_stale()
    assert left() == [upload_id]
    os.utime(folder() / "arriving" / upload_id, (1, 1))
    files.forget_stale()
    assert left() == []
