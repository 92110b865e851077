"""Clients whose compilers are seldom installed: their sources are at least parsed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_kotlin
import tree_sitter_swift
from tree_sitter import Language, Node, Parser

from tests.fixtures.servers import ROOT

CLIENTS = ROOT / "clients"
LANGUAGES = {".kt": tree_sitter_kotlin.language(), ".swift": tree_sitter_swift.language()}
SOURCES = sorted(
    path.relative_to(CLIENTS)
    for home in ("kotlin/src", "swift/Sources")
    for path in (CLIENTS / home).rglob("*.*")
)


def faults(source: bytes, suffix: str) -> list[int]:
    """The lines that cannot be parsed."""
    parser = Parser(Language(LANGUAGES[suffix]))
    return [node.start_point.row + 1 for node in _wrong(parser.parse(source).root_node)]


def _wrong(node: Node) -> Iterator[Node]:
    if node.is_error or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from _wrong(child)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_can_be_read(path: Path) -> None:
    assert faults((CLIENTS / path).read_bytes(), path.suffix) == []


def test_there_is_something_to_read() -> None:
    assert {path.suffix for path in SOURCES} == set(LANGUAGES)


@pytest.mark.parametrize(("suffix", "word"), [(".kt", "fun"), (".swift", "func")])
def test_a_fault_is_found(suffix: str, word: str) -> None:
    assert faults(f"{word} good() {{}}\n".encode(), suffix) == []
    assert faults(f"{word} good() {{}}\n{word} bad( {{\n".encode(), suffix) != []
