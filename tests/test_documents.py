"""What the documents name is there: paths, commands, settings, functions, links."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.run import options
from devtools.usage import COMMANDS
from tasks.rpc import load

ROOT = Path(__file__).parent.parent
WRITTEN_BY_HAND = re.compile(
    r"[A-Z]+(\.zh-CN)?\.md|docs/[\w-]+\.md|docs/decisions/.*|docs/templates/.*|clients/.*\.md"
)
OF_OTHER_PROGRAMS = {
    *("OTEL_RESOURCE_ATTRIBUTES", "OTEL_EXPORTER_OTLP_HEADERS"),
    *("SENTRY_ENVIRONMENT", "SENTRY_RELEASE"),
}
EXAMPLES = {
    *("WAVE_BACK", "album.count"),
    *("tasks/jobs/waves.py", "tests/tasks/jobs/test_waves.py"),
}
"""What the recipes of CONTRIBUTING.md add."""


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name]


FILES = tracked()
DOCUMENTS = [name for name in FILES if WRITTEN_BY_HAND.fullmatch(name) and name != "CHANGELOG.md"]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {name: (ROOT / name).read_text() for name in DOCUMENTS}


def named(texts: dict[str, str], pattern: str) -> Iterator[tuple[str, str]]:
    """What the documents have between backticks and matches: (document, match)."""
    for document, text in texts.items():
        for quoted in re.findall(r"`([^`\n]+)`", text):
            for found in re.findall(pattern, quoted):
                yield document, found


def test_paths(texts: dict[str, str]) -> None:
    tops = {name.partition("/")[0] for name in FILES if "/" in name}
    paths = [
        (document, path)
        for document, path in named(texts, r"^([\w.-]+/[\w./*-]*)$")
        if path.partition("/")[0] in tops and path not in EXAMPLES
    ]
    assert len(paths) > 300
    assert [both for both in paths if not any(ROOT.glob(both[1].rstrip("/")))] == []


def test_links(texts: dict[str, str]) -> None:
    links = [
        (document, link)
        for document, text in texts.items()
        if not document.startswith("docs/templates/")
        for link in re.findall(r"\]\(([^)#:\s]+)[^):\s]*\)", text)
    ]
    assert len(links) > 50
    assert [both for both in links if not ((ROOT / both[0]).parent / both[1]).exists()] == []


def test_commands(texts: dict[str, str]) -> None:
    written = [
        (document, command.split())
        for document, text in texts.items()
        for command in re.findall(r"\./dev ((?:[a-z]+)(?: [a-z]+)?)", text)
    ]
    assert len(written) > 60
    assert [both for both in written if both[1][0] not in {*COMMANDS, "help", "command"}] == []


def test_parts_of_the_bench(texts: dict[str, str]) -> None:
    """`options` ends the process for a part that is not there."""
    more = {"connections": ["1"]}
    written = {part for _, part in named(texts, r"^\./dev bench (?:--\w+ (?:\d+ )?)?([a-z]+)")}
    assert len(written) > 5
    for part in written:
        assert options([part, *more.get(part, [])]).command == part


def test_names_in_capitals(texts: dict[str, str]) -> None:
    """Settings, environment variables and constants."""
    code = "\n".join(
        (ROOT / name).read_text(errors="replace")
        for name in FILES
        if not name.endswith((".md", ".lock", ".svg", ".png")) and (ROOT / name).is_file()
    )
    known = set(re.findall(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", code)) | OF_OTHER_PROGRAMS | EXAMPLES
    names = list(named(texts, r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b"))
    assert len(names) > 200
    assert [both for both in names if both[1] not in known] == []


def test_functions(texts: dict[str, str]) -> None:
    registry = load()
    spaces = {one.namespace for one in registry.values() if not one.internal}
    names = [
        (document, name)
        for document, name in named(texts, r"^([a-z]+(?:\.[a-z]+)?\.[a-z][a-z_0-9]*)$")
        if name.rpartition(".")[0] in spaces
    ]
    assert len(names) > 60
    assert [both for both in names if both[1] not in registry.keys() | EXAMPLES] == []
