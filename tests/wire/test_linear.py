"""Anything that a client sends costs time in proportion to its length.

Each text is made eight times as long. Steps that look at everything again for every character take
64 times as long then; the bound lies well between. The best of several runs counts, in CPU time of
this thread alone: a busy machine must not matter.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

import pytest

from wire import frames, phones, reading, types
from wire.errors import RpcError

SHORT, FACTOR, MOST = 16 * 1024, 8, 24
HEAD = b'{"func":"a","parm":'


def unterminated(n: int) -> bytes:
    return HEAD + b"[" * 40 + b'"' + b'\\"' * (n // 2)


TEXTS: dict[str, Callable[[int], bytes]] = {
    "string without an end": unterminated,
    "many strings": lambda n: HEAD + b"[" * 40 + b'"",' * (n // 3),
    "strings in deep lists": lambda n: b'{"func":"a","parm":{"x":' + b'["\\"",' * (n // 6),
    "brackets": lambda n: HEAD + b"[" * n,
    "closed brackets": lambda n: HEAD + b"[]," * (n // 3),
    "backslashes": lambda n: HEAD + b'{"x":"' + b"\\" * n + b'u0000"}}',
    "pairs of backslashes": lambda n: HEAD + b'{"x":"' + b"\\\\" * (n // 2) + b'u0000"}}',
    "half surrogates": lambda n: HEAD + b'{"x":"' + b"\\ud83d" * (n // 6) + b'"}}',
    "quotes": lambda n: b'"' * n,
    "numbers": lambda n: HEAD + b'{"x":' + b"9" * n + b"}}",
    "keys": lambda n: HEAD + b"{" + b'"k":1,' * (n // 6) + b'"k":1}}',
    "blanks": lambda n: HEAD + b" " * n + b"{}}",
}
READERS: dict[str, Callable[[bytes], Any]] = {
    "a frame": frames.decode,
    "a JSON body": frames.json_object,
    "the NUL search": frames.has_nul,
    "the depth": frames.too_deep,
    "the saved cdata": frames.saved_cdata,
}
WORDS: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "9" * n,
    "blanks": lambda n: " " * n,
    "commas": lambda n: "1," * (n // 2),
    "plus": lambda n: "+" * n,
    "addresses": lambda n: "http://" + "/" * n,
    "letters": lambda n: "é" * n,
    "semicolons": lambda n: ";ext=" * (n // 5),
    "brackets": lambda n: "(1)" * (n // 3),
}
KINDS = {
    name: one for name, one in vars(types).items() if hasattr(one, "__metadata__") and name != "Any"
}


def cost(run: Callable[[Any], Any], value: Any) -> float:
    started = time.thread_time()
    with contextlib.suppress(RpcError):
        run(value)
    return time.thread_time() - started


def require_linear(run: Callable[[Any], Any], make: Callable[[int], Any]) -> None:
    short, long = make(SHORT), make(SHORT * FACTOR)
    for _ in range(5):
        few = min(cost(run, short) for _ in range(5))
        many = min(cost(run, long) for _ in range(3))
        # Under a tenth of a millisecond the clock and the call itself are what is measured.
        if many < MOST * max(few, 1e-4):
            return
    pytest.fail(f"{many / few:.0f} times as long for {FACTOR} times the length")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("reader", READERS)
def test_json(reader: str, text: str) -> None:
    require_linear(READERS[reader], TEXTS[text])


@pytest.mark.parametrize("word", WORDS)
def test_phones(word: str) -> None:
    require_linear(phones.parse, WORDS[word])
    require_linear(phones.numbers_in, WORDS[word])


@pytest.mark.parametrize("word", WORDS)
def test_parameters(word: str) -> None:
    readers = [reading.reader(kind) for kind in KINDS.values()]

    def read_all(text: str) -> None:
        for reader in readers:
            try:
                reader(text)
            except RpcError:
                continue

    require_linear(read_all, WORDS[word])
