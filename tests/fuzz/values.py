"""Parameters that are valid, nearly valid, and not valid at all."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from tasks.rpc import Rpc
from wire.types import MAX_ID

MARK = "Zq7fuzz"
"""Stands in every text that is sent; no log line may hold it."""
PHONE = "13799887766"
NUMBERS = (0, 1, -1, 2, 2**31, 2**31 - 1, -(2**31), 2**63 - 1, 2**63, -(2**63), 10**40)
FLOATS = (0.0, -0.0, 0.5, 5e-324, 1e-308, 1.7e308, 1e16, 90.0, -180.0, 30.657)
WORDS = ("", " ", "0", "1", "-1", "9" * 50, "1e5", "true", "null", "%", "_", "\\", "'", '"', "\n")

texts = st.text(max_size=30).map(lambda text: f"{MARK}{text}") | st.sampled_from(
    (
        *WORDS,
        MARK,
        MARK * 40,
        MARK * 1_000,
        PHONE,
        f"https://{MARK}.example/a",
        "😀" * 20,
        "\u202e",
    )
)
scalars = (
    st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.integers()
    | st.sampled_from(FLOATS) | st.floats(allow_nan=False, allow_infinity=False) | texts
)  # fmt: skip
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=4)
)


def fitting(kind: inspect.Type, ids: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    """Values of a type, often within its bounds, often ids of what there is."""
    match kind:
        case inspect.Metadata():
            made = fitting(kind.type, ids)
        case inspect.UnionType():
            made = st.one_of([fitting(one, ids) for one in kind.types])
        case inspect.IntType():
            low = -MAX_ID if kind.ge is None else kind.ge
            made = ids | st.integers(low, max(low, MAX_ID if kind.le is None else kind.le))
        case inspect.FloatType():
            made = st.floats(kind.ge, kind.le, allow_nan=False, allow_infinity=False)
        case inspect.ListType():
            made = st.lists(fitting(kind.item_type, ids), max_size=5)
        case inspect.StructType():
            fields = {one.encode_name: fitting(one.type, ids) for one in kind.fields}
            made = st.fixed_dictionaries({}, optional=fields)
        case inspect.StrType():
            made = _text(kind)
        case _:
            made = anything
    return made


def _text(kind: inspect.StrType) -> st.SearchStrategy[str]:
    if kind.pattern is None:
        most = 4096 if kind.max_length is None else kind.max_length
        return texts.map(lambda text: text[:most])
    return st.sampled_from([f"https://{MARK}.example/a", "0" * 64, "1401303144-7", "newmsg"])


def parameters(function: Rpc, ids: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, Any]]:
    """`parm` of a call: mostly valid."""
    if function.parameters.anything:
        return st.dictionaries(texts, anything, max_size=4)
    fields = inspect.type_info(function.parameters.struct).fields  # type: ignore[attr-defined]
    good = {one.name: fitting(one.type, ids) for one in fields}
    needed = {one.name: good[one.name] for one in fields if one.required}
    optional = {name: one for name, one in good.items() if name not in needed}
    odd = st.dictionaries(st.sampled_from([*good, MARK]), anything, max_size=2)
    mostly = st.fixed_dictionaries(needed, optional=optional)
    return st.tuples(mostly, odd | st.just({})).map(lambda both: both[0] | both[1])


def calls(functions: list[Rpc], ids: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    """Frames of calls."""
    tags = st.none() | st.just("") | texts | anything

    def framed(function: Rpc) -> st.SearchStrategy[str]:
        return st.tuples(parameters(function, ids), tags).map(
            lambda both: json.dumps({"func": function.name, "parm": both[0], "cdata": both[1]})
        )

    return st.sampled_from(functions).flatmap(framed)


def damaged(frames: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Frames with a piece taken out, doubled, or put in."""
    pieces = st.sampled_from([b"", b'"', b"\\", b"{", b"[[[[[[", b"]", b"\0", b"\xff", b"1e999"])
    return st.tuples(frames, st.integers(0, 10**6), st.integers(0, 3), pieces).map(_damage)


def _damage(parts: tuple[str, int, int, bytes]) -> bytes:
    frame, where, cut, piece = parts[0].encode(), parts[1], parts[2], parts[3]
    at = where % (len(frame) + 1)
    return frame[:at] + piece + frame[at + cut :]
