"""Exports in the local store: whoever has the address may fetch one, for as long as it says."""

from __future__ import annotations

import io
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sanic.exceptions import Unauthorized

from services.media import StoreFailed, new_export
from services.media.local import LocalStore, path_of
from services.media.server import exports, files

BASE = "http://we.example"


def query_of(name: str, until: int) -> str:
    return urlsplit(LocalStore().export_url(BASE, name, until)).query


def test_is_kept_as_it_is(media_dir: Path) -> None:
    name = new_export()
    LocalStore().put_export(name, io.BytesIO(b"first"))
    LocalStore().put_export(name, io.BytesIO(b"again"))
    assert files.find(name) == (path_of(name), "application/zip")
    assert path_of(name).read_bytes() == b"again"
    LocalStore().delete([name])
    assert files.find(name) is None
    assert [path for path in media_dir.rglob("*") if path.is_file()] == []


def test_no_room(media_dir: Path) -> None:
    media_dir.parent.mkdir(exist_ok=True)
    media_dir.mkdir()
    name = new_export()
    path_of(name).mkdir(parents=True)
    with pytest.raises(StoreFailed, match="not written"):
        LocalStore().put_export(name, io.BytesIO(b"data"))
    assert [path for path in (media_dir / "arriving").iterdir() if path.is_file()] == []


def test_names_are_all_different_and_no_hash_is_one() -> None:
    assert len({new_export() for _ in range(100)}) == 100
    assert files.NAME.fullmatch(new_export())
    assert not files.NAME.fullmatch("export-short")
    assert not files.NAME.fullmatch("../" + new_export())


def test_the_address_is_good_wherever_the_store_is_reached(configure) -> None:
    name, until = new_export(), int(time.time()) + 60
    configure("media", url="https://files.example.com/media/")
    exports.permit(name, query_of(name, until))
    configure("media", url=None)
    exports.permit(name, query_of(name, until))


@pytest.mark.parametrize("query", ["", "e=9999999999", "e=x&token=y", "e=9999999999&token=local:x",
                                   "e=1&token=" + "x" * 101])  # fmt: skip
def test_refused(query: str) -> None:
    with pytest.raises(Unauthorized):
        exports.permit(new_export(), query)


def test_nothing_can_be_changed(configure) -> None:
    name, until = new_export(), int(time.time()) + 60
    query = query_of(name, until)
    for other in (
        query.replace(str(until), str(until + 1)),
        query.replace(f"e={until}", f"e=0{until}"),
        query + "x",
        query + "&e=1",
    ):
        with pytest.raises(Unauthorized):
            exports.permit(name, other)
    with pytest.raises(Unauthorized):
        exports.permit(new_export(), query)
    configure("service", secret_key="another key, as long as they have to be")
    with pytest.raises(Unauthorized, match="bad token"):
        exports.permit(name, query)


def test_its_time_is_over() -> None:
    name = new_export()
    with pytest.raises(Unauthorized, match="expired"):
        exports.permit(name, query_of(name, int(time.time()) - 1))
