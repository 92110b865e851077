"""A store's folder of a test's own."""

from pathlib import Path

import pytest

from services.media import local


@pytest.fixture
def media_dir(tmp_path: Path, configure) -> Path:
    """Where the store's files lie in this test."""
    configure("media", dir=str(tmp_path / "media"))
    return local.folder()
