"""The documents as a site: which files are served, and which scripts its pages may run."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sanic.exceptions import NotFound

from web import documents

PAGE = b"<html><script>one()</script><script src=a.js></script><script>two()</script></html>"
REQUEST: Any = SimpleNamespace(headers={}, cookies={}, raw_url=b"/docs/")


@pytest.fixture
def site(tmp_path: Path, configure: Any) -> Path:
    folder = tmp_path / "site"
    (folder / "guide").mkdir(parents=True)
    (folder / "guide" / "index.html").write_bytes(PAGE)
    (folder / "llms.txt").write_text("# here")
    (tmp_path / "secret.txt").write_text("not yours")
    configure("service", docs_dir=str(folder), debug=True)
    return folder


async def test_a_page_runs_the_scripts_that_it_was_built_with(site: Path) -> None:
    reply = await documents.document(REQUEST, "guide/")
    assert (reply.status, reply.body) == (200, PAGE)
    for script in (b"one()", b"two()"):
        mark = base64.b64encode(hashlib.sha256(script).digest()).decode()
        assert f"'sha256-{mark}'" in reply.headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in reply.headers["content-security-policy"]


async def test_what_is_built_anew_is_read_again(site: Path) -> None:
    assert (await documents.llms(REQUEST)).body == b"# here"
    (site / "llms.txt").write_text("# there, longer")
    assert (await documents.llms(REQUEST)).body == b"# there, longer"


@pytest.mark.parametrize("name", ["no", "guide", "../secret.txt", "guide/../../secret.txt", "\0"])
async def test_nothing_else_is_served(site: Path, name: str) -> None:
    with pytest.raises(NotFound):
        await documents.document(REQUEST, name)


async def test_a_site_that_is_not_built_says_how(site: Path, configure: Any) -> None:
    configure("service", docs_dir=str(site / "nowhere"), debug=True)
    reply = await documents.document(REQUEST)
    assert reply.status == 404
    assert b"./dev docs" in reply.body


async def test_without_debug_and_setting_there_is_no_site(configure: Any) -> None:
    configure("service", docs_dir=None, debug=False)
    with pytest.raises(NotFound):
        await documents.document(REQUEST)
