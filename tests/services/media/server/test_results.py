"""Results of operations, kept on disk."""

import os

import pytest

from services.media.local import LocalStore, results_folder
from services.media.server import files
from services.media.server.results import Results

KIB = 1024


@pytest.fixture
def name(media_dir):
    return files.put(b"x", "image/png")


def kept():
    return [path for path in results_folder().rglob("*") if path.is_file()]


def test_kept_and_found(name):
    results = Results(10 * KIB)
    assert results.find(name, "imageView2/2/w/9") is None
    results.keep(name, "imageView2/2/w/9", b"a\nb", "image/png")
    assert results.find(name, "imageView2/2/w/9") == (b"a\nb", "image/png")
    assert results.find(name, "imageView2/2/w/8") is None
    assert Results(10 * KIB).find(name, "imageView2/2/w/9") == (b"a\nb", "image/png")


def test_goes_with_the_file(name):
    Results(10 * KIB).keep(name, "imageInfo", b"{}", "application/json")
    LocalStore().delete([name])
    assert (kept(), files.find(name)) == ([], None)


def test_without_room_nothing_is_kept(name):
    results = Results(0)
    results.keep(name, "imageInfo", b"{}", "application/json")
    assert kept() == []


def test_the_least_used_go(name):
    results = Results(10 * KIB)
    for number in range(9):
        results.keep(name, f"vframe/{number}", bytes(KIB), "image/png")
        (new,) = [path for path in kept() if path.stat().st_mtime > 100]
        os.utime(new, (number, number))
    results.find(name, "vframe/0")
    results.keep(name, "vframe/9", bytes(KIB), "image/png")
    found = [number for number in range(10) if results.find(name, f"vframe/{number}")]
    assert found == [0, 4, 5, 6, 7, 8, 9]


def test_what_was_kept_before_counts(name):
    Results(10 * KIB).keep(name, "a", bytes(6 * KIB), "image/png")
    again = Results(10 * KIB)
    again.keep(name, "b", bytes(6 * KIB), "image/png")
    assert len(kept()) == 1
