"""Client frames in, server frames out: JSON objects, plain or as one zlib stream each."""

from __future__ import annotations

import re
import zlib
from typing import Any

import msgspec

from wire.errors import OK, OK_TEXT, BadRequest, RpcError

JsonObject = dict[str, Any]

WIRE_LIMIT = 256 * 1024
"""Bytes of one client frame as it comes; more closes the socket with 1009."""
INFLATED_LIMIT = 1024 * 1024
DEPTH_LIMIT = 32
MOST_ESCAPES = 10_000
"""The most escapes that are read to say what is wrong with a text and to save its cdata."""

ZLIB_STARTS = frozenset(bytes([size << 4 | 8]) for size in range(8))
"""First byte of a zlib stream, one for each window size; no JSON object starts with any."""

# Every escape; group 1 is half a surrogate pair without its other half.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|.)",
    re.DOTALL,
)


class Request(msgspec.Struct):
    """One call of a client. `parm` and `cdata` stay the JSON text they came as."""

    func: str
    parm: msgspec.Raw = msgspec.Raw(b"{}")
    cdata: msgspec.Raw = msgspec.Raw(b"")
    """Empty when the frame had no such key: then the reply has none either."""


class _Cdata(msgspec.Struct):
    cdata: msgspec.Raw = msgspec.Raw(b"")


class BadFrame(BadRequest):
    """Not a call; `cdata` is what could be saved of it for the reply."""

    def __init__(self, text: str, cdata: bytes = b"") -> None:
        super().__init__(text)
        self.cdata = cdata


_request = msgspec.json.Decoder(Request)
_cdata = msgspec.json.Decoder(_Cdata)


def unpack(data: bytes, most: int = INFLATED_LIMIT) -> bytes:
    """The text of a client frame, of at most `most` bytes when inflated; raises BadFrame."""
    if data[:1] in ZLIB_STARTS:
        return inflate(data, most)
    if len(data) > most:
        raise BadFrame("frame too large")
    return data


def decode(text: bytes) -> Request:
    """Read the text of a client frame; raises BadFrame.

    The parser comes first: what it accepts can be checked in linear time.
    """
    _require_text(text)
    try:
        request = _request.decode(text)
    except RecursionError:
        raise BadFrame("nested too deeply", saved_cdata(text)) from None
    except msgspec.ValidationError as error:
        raise BadFrame(f"not a call: {error}", saved_cdata(text)) from None
    except msgspec.DecodeError:
        raise _not_json(text) from None
    _require_storable(text)
    return _checked_parm(request)


def _not_json(data: bytes) -> BadFrame:
    mended = _ESCAPE.sub(_whole, data, count=MOST_ESCAPES)
    if mended == data:
        return BadFrame("not JSON")
    return BadFrame("half a surrogate pair in a string", _kept_cdata(mended, data))


def _kept_cdata(mended: bytes, data: bytes) -> bytes:
    """The cdata of a corrected frame; one that had to be corrected is not the client's any more."""
    cdata = saved_cdata(mended)
    return cdata if cdata in data else b""


def _whole(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape[1] else escape[0]


def _checked_parm(request: Request) -> Request:
    parm = bytes(request.parm).strip()
    if parm == b"null":
        parm = b"{}"
    if parm[:1] != b"{":
        raise BadFrame("parm must be an object", bytes(request.cdata))
    request.parm = msgspec.Raw(parm)
    return request


def value(parm: bytes | str) -> dict[str, Any]:
    """The parameters of a call that `decode` accepted.

    Raises BadRequest for the only JSON that is no value here: a number that is too large for any
    type.
    """
    try:
        values: JsonObject = msgspec.json.decode(parm)
    except RecursionError:
        raise BadRequest("nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"parm: {error}") from None
    return values


def json_object(data: bytes) -> dict[str, Any]:
    """A JSON object that came over HTTP, checked like a frame; raises BadRequest."""
    _require_text(data)
    values = value(data)
    _require_storable(data)
    if not isinstance(values, dict):
        raise BadRequest("not a JSON object")
    return values


def inflate(data: bytes, most: int = INFLATED_LIMIT) -> bytes:
    """What one zlib stream holds; raises BadFrame, also when more bytes follow the stream."""
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(data, most + 1)
    except zlib.error:
        raise BadFrame("neither JSON nor a zlib stream") from None
    if len(text) > most:
        raise BadFrame("frame too large after inflating")
    if not stream.eof:
        raise BadFrame("zlib stream is cut short")
    if stream.unused_data:
        kept = _kept_cdata(_in_utf8(text), text)
        raise BadFrame("bytes behind the zlib stream", kept)
    return text


def _require_text(data: bytes) -> None:
    # A decoder does not check the parts that it skips.
    try:
        data.decode()
    except UnicodeDecodeError:
        raise _not_utf8(data) from None


def _not_utf8(data: bytes) -> BadFrame:
    if data.lstrip()[:1] != b"{":
        return BadFrame("compressed frames must be zlib streams")
    return BadFrame("not UTF-8", _kept_cdata(_in_utf8(data), data))


def _in_utf8(data: bytes) -> bytes:
    return data.decode(errors="replace").encode()


def _require_storable(data: bytes) -> None:
    """Refuse JSON that is deeper than any worker reads or that the database cannot hold."""
    if data.count(b"[") + data.count(b"{") > DEPTH_LIMIT and too_deep(data):
        raise BadFrame("nested too deeply", saved_cdata(data))
    if has_nul(data):
        raise BadFrame("U+0000 in a string", saved_cdata(data))


def has_nul(data: bytes) -> bool:
    """Whether a string of a JSON text holds U+0000, which the database cannot store."""
    return b"\\u0000" in data and b"\\u0000" in data.replace(_BACKSLASH, b"")


_BACKSLASH, _QUOTE = rb"\\", rb"\""
_SQUARE = bytes.maketrans(b"{}", b"[]")
_NO_SIGNS = bytes(set(range(256)) - set(b'"[]{}'))


def too_deep(data: bytes) -> bool:
    """Whether arrays and objects of a valid JSON text nest beyond DEPTH_LIMIT."""
    signs = data.replace(_BACKSLASH, b"").replace(_QUOTE, b"").translate(_SQUARE, _NO_SIGNS)
    # Every second part is the text between two quotes.
    brackets = b"".join(signs.replace(b'""', b"").split(b'"')[::2])
    for _ in range(DEPTH_LIMIT):
        # Removes the innermost level everywhere.
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def saved_cdata(data: bytes) -> bytes:
    """The cdata of a JSON object that is no call, so that the client can match the refusal."""
    try:
        return bytes(_cdata.decode(data).cdata)
    except (msgspec.MsgspecError, RecursionError):
        return b""


def reply(result: bytes, cdata: bytes, errno: int = OK, error: str = OK_TEXT) -> bytes:
    """The one reply to a call; `result` and `cdata` are JSON texts, no `cdata` = b""."""
    head = b'{"push":false,"errno":%d,"error":%b,' % (errno, msgspec.json.encode(error))
    echo = b'"cdata":%b,' % cdata if cdata else b""
    return b'%b%b"result":%b}' % (head, echo, result)


def refusal(error: RpcError, cdata: bytes) -> bytes:
    return reply(msgspec.json.encode(error.result), cdata, error.errno, str(error))


def push(type_: str, data: Any) -> bytes:
    """A push frame; `data` is an object."""
    return b'%b"data":%b}' % (_push_head(type_), msgspec.json.encode(data))


def numbered(frame: bytes, type_: str, seq: int) -> bytes:
    """A push frame of this type with the number that it has for one user."""
    head = _push_head(type_)
    return b'%b"seq":%d,%b' % (head, seq, frame[len(head) :])


def _push_head(type_: str) -> bytes:
    return b'{"push":true,"type":%b,' % msgspec.json.encode(type_)


def deflate(frame: bytes) -> bytes:
    """One complete zlib stream. Level 1: on frames this small a higher level saves very little."""
    return zlib.compress(frame, 1)
