"""A store with four files, their owner, and the job that deletes what nothing names."""

import pytest
from sqlalchemy import select

from models import (
    DroppedFile,
    UploadedFile,
)
from services import media as stores
from services.media import local
from services.media.local import LocalStore
from services.media.server import files
from tasks.jobs import media
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import (
    make_user,
)
from tests.tasks.jobs.media.uses import NAMES, url


@pytest.fixture
def store(tmp_path, configure, monkeypatch):
    """A local store with four files."""
    configure("media", dir=str(tmp_path))
    for name in NAMES:
        arrived = local.new_path()
        arrived.write_bytes(b"data")
        local.keep(name, arrived, "image/jpeg")
    store = LocalStore()
    monkeypatch.setattr(stores, "store", lambda: store)
    return store


@pytest.fixture
def me(db):
    """A user who uploaded all four."""
    user = make_user(db)
    for number in range(4):
        UploadedFile.record(db, user.uid, url(number), NAMES[number], 1)
    return user


@pytest.fixture
def drop(db, store):
    """Run the job `after` so many seconds; the numbers of the files that are left."""

    def run(after=media.GRACE_SECONDS + 1):
        last = db.scalar(select(DroppedFile.time).order_by(DroppedFile.time.desc()))
        media.drop_files(Ctx(db, NOBODY, (last or 0) + after))
        return [number for number, name in enumerate(NAMES) if files.find(name)]

    return run
