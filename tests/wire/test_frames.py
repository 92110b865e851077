"""Frames in and out: what is read, what is refused, and that nothing else can happen."""

import contextlib
import gzip
import json
import zlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import frames
from wire.errors import BadRequest, Busy, TooFast
from wire.frames import BadFrame

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts
    | st.floats(allow_nan=False, allow_infinity=False)
)  # fmt: skip
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20
)
objects = st.dictionaries(texts, values, max_size=4)
packings = st.sampled_from([bytes, zlib.compress, lambda text: zlib.compress(text, 9, 9)])


def text_of(value: Any) -> bytes:
    return json.dumps(value).encode()


def read(data: bytes, most: int = frames.INFLATED_LIMIT) -> frames.Request:
    """A frame as it comes from a socket."""
    return frames.decode(frames.unpack(data, most))


class TestDecode:
    @given(func=texts, parm=objects, cdata=values, pack=packings)
    def test_every_call_is_read_as_it_was_sent(self, func, parm, cdata, pack):
        frame = text_of({"func": func, "parm": parm, "cdata": cdata})
        request = read(pack(frame))
        assert request.func == func
        assert frames.value(bytes(request.parm)) == parm
        assert bytes(request.cdata) == text_of(cdata)

    @given(st.binary(max_size=200))
    def test_garbage_is_a_bad_frame(self, data):
        read_or_refuse(data)

    @given(st.binary(max_size=100).map(zlib.compress))
    def test_deflated_garbage_is_a_bad_frame(self, data):
        read_or_refuse(data)

    @given(st.data(), objects)
    def test_a_damaged_call_is_read_or_a_bad_frame(self, data, parm):
        frame = text_of({"func": "message.send", "parm": parm, "cdata": "c-000001"})
        where = data.draw(st.integers(0, len(frame) - 1))
        damage = data.draw(st.sampled_from([b"", b'"', b"\\", b"{", b"]", b"\0", b"\xff", b"1"]))
        read_or_refuse(frame[:where] + damage + frame[where + 1 :])

    @pytest.mark.parametrize("parm", [{}, {"parm": None}])
    def test_no_parm_is_an_empty_one(self, parm):
        assert bytes(read(text_of({"func": "a.b"} | parm)).parm) == b"{}"

    def test_of_two_equal_keys_the_last_counts(self):
        assert read(b'{"func":"a","func":"b","cdata":1,"cdata":2}') == frames.Request(
            "b", cdata=msgspec.Raw(b"2")
        )

    @pytest.mark.parametrize(
        ("frame", "cdata"),
        [
            (b"", b""),
            (b"hello", b""),
            (b"[]", b""),
            (b"null", b""),
            (b'"text"', b""),
            (b"{}", b""),
            (b'{"func":"a.b","cdata":1', b""),
            (b'{"func":"a.b","cdata":NaN}', b""),
            (b'{"func":"a.b","parm":{"a":NaN},"cdata":1}', b""),
            (b'{"func":"a.b","parm":{"a":-Infinity},"cdata":1}', b""),
            (b'{"func":"a.b","other":"\xff","cdata":1}', b"1"),
            (b'{"func":"a.b","parm":{"a":"\xed\xa0\xbd"},"cdata":"x"}', b'"x"'),
            (b'{"func":"a.b","parm":{"\xff":1},"cdata":"\xff"}', b""),
            (b'{"func":"a.b","parm":{"\\ud83d":[{"\\ude00":1}]},"cdata":"x"}', b'"x"'),
            (b'{"cdata":{"a": [1]}}', b'{"a": [1]}'),
            (b'{"func":null,"cdata":"x"}', b'"x"'),
            (b'{"func":7,"cdata":"x"}', b'"x"'),
            (b'{"func":"a.b","parm":[],"cdata":null}', b"null"),
            (b'{"func":"a.b","parm":"x","cdata":"x"}', b'"x"'),
            (b'{"func":"a.b","parm":{"a":"\\u0000"},"cdata":2}', b"2"),
            (b'{"func":"a.b","parm":{"a":"\\\\\\u0000"},"cdata":2}', b"2"),
        ],
    )
    def test_refused_with_the_cdata_that_could_be_saved(self, frame, cdata):
        with pytest.raises(BadFrame) as refused:
            read(frame)
        assert refused.value.cdata == cdata

    def test_a_backslash_before_u0000_is_just_text(self):
        request = read(b'{"func":"a.b","parm":{"a":"\\\\u0000"}}')
        assert frames.value(bytes(request.parm)) == {"a": "\\u0000"}

    @pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"1" * 5000])
    def test_a_number_beyond_all_bounds_is_a_bad_request(self, number):
        request = read(b'{"func":"a.b","parm":{"a":%b}}' % number)
        with pytest.raises(BadRequest):
            frames.value(bytes(request.parm))


class TestLimits:
    @staticmethod
    def nested(depth: int) -> bytes:
        """The frame itself and parm are two levels."""
        lists = b"[" * (depth - 2) + b"]" * (depth - 2)
        return b'{"func":"a.b","parm":{"a":%b}}' % lists

    def test_depth(self):
        read(self.nested(32))
        for depth in (33, 10_000):
            with pytest.raises(BadFrame, match="deep"):
                read(self.nested(depth))

    def test_what_is_too_deep_keeps_its_cdata(self):
        with pytest.raises(BadFrame, match="deep") as caught:
            read(b'{"cdata":"x",%b' % self.nested(33)[1:])
        assert caught.value.cdata == b'"x"'

    def test_brackets_in_strings_are_no_depth(self):
        text = '{"[' * 100 + '\\"'
        request = read(text_of({"func": "a.b", "parm": {"a": text}}))
        assert frames.value(bytes(request.parm)) == {"a": text}

    def test_many_brackets_side_by_side_are_no_depth(self):
        read(text_of({"func": "a.b", "parm": {"a": [[]] * 1000}}))

    def test_inflated_size(self):
        def frame(size: int) -> bytes:
            text = b'{"func":"a.b","parm":{"a":"%b"}}'
            return zlib.compress(text % (b"x" * (size - len(text) + 2)))

        read(frame(1024 * 1024))
        with pytest.raises(BadFrame, match="large"):
            read(frame(1024 * 1024 + 1))

    def test_a_bomb_is_not_inflated(self):
        bomb = zlib.compress(b"\0" * (512 * 1024 * 1024 // 8))
        assert len(bomb) < frames.WIRE_LIMIT
        with pytest.raises(BadFrame, match="large"):
            read(bomb)

    def test_a_stream_cut_short(self):
        whole = zlib.compress(b'{"func":"a.b"}')
        for length in range(1, len(whole)):
            with pytest.raises(BadFrame):
                read(whole[:length])

    def test_a_stream_with_a_wrong_checksum(self):
        whole = zlib.compress(b'{"func":"a.b"}')
        with pytest.raises(BadFrame):
            read(whole[:-1] + bytes([whole[-1] ^ 1]))

    @given(st.binary(min_size=1, max_size=50))
    def test_nothing_may_follow_a_stream(self, rest):
        with pytest.raises(frames.BadFrame, match="behind the zlib stream") as caught:
            read(zlib.compress(b'{"func":"a","cdata":"12345678"}') + rest)
        assert caught.value.cdata == b'"12345678"'

    @pytest.mark.parametrize("text", [b'{"cdata":"\xff"}', b"\xff", b"", b"[1]"])
    def test_behind_a_stream_without_a_cdata(self, text):
        with pytest.raises(frames.BadFrame, match="behind the zlib stream") as caught:
            read(zlib.compress(text) * 2)
        assert caught.value.cdata == b""

    def test_a_raw_deflate_stream(self):
        packer = zlib.compressobj(wbits=-15)
        raw = packer.compress(b'{"func":"a","cdata":"12345678"}') + packer.flush()
        with pytest.raises(frames.BadFrame, match="compressed frames must be zlib streams"):
            read(raw)

    def test_other_ways_to_compress(self):
        with pytest.raises(frames.BadFrame, match="compressed frames must be zlib streams"):
            read(gzip.compress(b'{"func":"a"}'))

    @pytest.mark.parametrize("pack", [bytes, zlib.compress])
    def test_a_text_that_is_not_compressed_is_not_called_so(self, pack):
        with pytest.raises(frames.BadFrame, match=r"^not UTF-8$"):
            read(pack('{"func":"ä"}'.encode("latin-1")))

    def test_less_may_be_allowed(self):
        frame = b'{"func":"a","parm":{"x":"%b"}}' % (b"y" * 100)
        for sent in (frame, zlib.compress(frame)):
            assert read(sent, len(frame)).func == "a"
            with pytest.raises(frames.BadFrame, match="too large"):
                read(sent, len(frame) - 1)


class TestSurrogates:
    """Half of a surrogate pair: phones cut strings in the middle of an emoji."""

    HALVES = (r"\ud83d", r"\ude00", r"a\\\ud83d", r"\ud83d\ud83d\ude00", r"\uD83Dx\uDE00")

    @pytest.mark.parametrize("half", HALVES)
    def test_the_refusal_keeps_the_cdata(self, half):
        cdata = r'"\ud83d\ude00 12345678"'
        frame = f'{{"func":"a","parm":{{"x":"{half}"}},"cdata":{cdata}}}'
        with pytest.raises(frames.BadFrame, match="surrogate") as caught:
            read(frame.encode())
        assert caught.value.cdata == cdata.encode()

    def test_a_cdata_that_is_cut_cannot_be_kept(self):
        with pytest.raises(frames.BadFrame) as caught:
            read(rb'{"func":"a","cdata":"\ud83d 12345678"}')
        assert caught.value.cdata == b""

    def test_a_whole_pair_is_a_sign(self):
        request = read(rb'{"func":"a","parm":{"x":"\ud83d\ude00"}}')
        assert frames.value(request.parm) == {"x": "\U0001f600"}


class TestReply:
    @given(objects, st.none() | values)
    def test_echoes_cdata_exactly_when_there_was_one(self, result, cdata):
        text = b"" if cdata is None else text_of(cdata)
        reply = json.loads(frames.reply(text_of(result), text))
        expected = {"push": False, "errno": 0, "error": "no error", "result": result}
        assert reply == expected | ({} if cdata is None else {"cdata": cdata})

    def test_null_is_a_cdata(self):
        assert json.loads(frames.reply(b"{}", b"null"))["cdata"] is None

    def test_refusals(self):
        assert json.loads(frames.refusal(TooFast(9), b'"a-000005"')) == {
            "push": False,
            "errno": 4,
            "error": "too fast, wait 9 s",
            "cdata": "a-000005",
            "result": {"retry_after": 9},
        }
        assert json.loads(frames.refusal(Busy(), b""))["result"] == {}

    @given(texts, objects)
    def test_push(self, type_, data):
        frame = json.loads(frames.push(type_, data))
        assert frame == {"push": True, "type": type_, "data": data}

    @given(st.binary(max_size=300))
    def test_deflate_makes_one_complete_stream(self, data):
        stream = zlib.decompressobj()
        assert stream.decompress(frames.deflate(data)) == data
        assert stream.eof
        assert not stream.unused_data


def read_or_refuse(data: bytes) -> None:
    """What is read is JSON that can be echoed and used; everything else is a BadFrame."""
    try:
        request = read(data)
    except BadFrame as refused:
        reply = frames.refusal(refused, refused.cdata)
    else:
        with contextlib.suppress(BadRequest):  # a number may have become too large
            assert isinstance(frames.value(bytes(request.parm)), dict)
        reply = frames.reply(b"{}", bytes(request.cdata))
    assert json.loads(reply)["push"] is False
