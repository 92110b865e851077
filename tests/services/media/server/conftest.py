"""A store's folder for each test."""

from pathlib import Path

import pytest

from services.media import local


@pytest.fixture
def media_dir(tmp_path: Path, configure) -> Path:
    """The folder of the store's files in this test."""
    configure("media", dir=str(tmp_path / "media"))
    return local.folder()
