"""The steps of `./dev backup` and `./dev restore`."""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import redis

from configuration import kinds, redis_servers
from devtools import environment
from devtools.backup import archive
from devtools.backup.database import Database
from devtools.environment import ROOT
from devtools.errors import Refused
from devtools.home import Home

DUMP, SECRETS, MEDIA = "database.dump", "secrets.json", "media"
LEFT_OUT = ("arriving", "results")
"""Folders of the local store that are left out: unfinished uploads, and thumbnails."""
OLD = ".before-restore"


def backup(arguments: list[str]) -> int:
    """Write database, files of the local store and secrets into one file of the running service."""
    parser = argparse.ArgumentParser("./dev backup", description=backup.__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="default: a new one in DATA_DIR/backups")
    folder = environment.home()
    path = parser.parse_args(arguments).file or folder.path / "backups" / _name()
    with environment.for_command() as values, archive.written(path.absolute()) as writer:
        database = Database(values["DATABASE_URL"])
        if not (revision := database.revision()):
            raise Refused("the database has no tables yet: there is nothing to back up.")
        with tempfile.TemporaryDirectory(dir=folder.run) as scratch:
            dump = Path(scratch) / DUMP
            database.dump(dump)
            writer.add(DUMP, dump)
        writer.add(SECRETS, folder.path / SECRETS)
        # After the dump: a file is stored before its row is, and deleted after it.
        files = sum(_added(writer, path) for path in _media(folder, values))
        writer.finish(revision)
    size = path.stat().st_size / (1 << 20)
    print(f"{path}: database at revision {revision}, {files} files, secrets, {size:.1f} MiB")
    return 0


def _name() -> str:
    return time.strftime("backup-%Y%m%d-%H%M%S.tar")


def _media_folder(folder: Home, values: Mapping[str, str]) -> Path:
    return Path(values.get("MEDIA_DIR") or folder.path / MEDIA).absolute()


def _media(folder: Home, values: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """The local store's files by their names in the backup."""
    top = _media_folder(folder, values)
    for path in sorted(top.rglob("*")):
        inside = path.relative_to(top)
        if path.is_file() and inside.parts[0] not in LEFT_OUT:
            yield f"{MEDIA}/{inside.as_posix()}", path


def _added(writer: archive.Writer, one: tuple[str, Path]) -> bool:
    try:
        writer.add(*one)
    except FileNotFoundError:  # deleted meanwhile
        return False
    return True


def restore(arguments: list[str]) -> int:
    """Restore a backup. The present data is kept until the whole backup is known to be good."""
    parser = argparse.ArgumentParser("./dev restore", description=restore.__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--replace", action="store_true", help="in place of what is there, which is kept beside it"
    )
    chosen = parser.parse_args(arguments)
    found = archive.opened(chosen.file)
    _need_known(found.revision)
    folder = environment.home()
    folder.create()
    if folder.holder() is not None:
        raise Refused("the service is running: stop ./dev up first.")
    with environment.for_command() as values:
        _need_room(folder, values, replace=chosen.replace)
        _restore(found, folder, values)
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(found.made))
    print(f"restored the backup of {when}; ./dev up brings the tables up to date and starts.")
    return 0


def _need_known(revision: str) -> None:
    if not list((ROOT / "migrations" / "versions").glob(f"{revision}_*.py")):
        raise Refused(f"the backup is of a newer release (revision {revision}): use that one.")


def _need_room(folder: Home, values: Mapping[str, str], *, replace: bool) -> None:
    """Refuse to restore over data that is in use, or that exists and is not to be replaced."""
    database = Database(values["DATABASE_URL"])
    if database.others():
        raise Refused("the database is in use: stop the service first.")
    taken = {
        "the database": not database.is_empty(),
        "Redis": any(one.dbsize() for one in _redis(values)),
        "the folder of media": bool(list(_media(folder, values))),
    }
    if not replace and any(taken.values()):
        what = next(name for name, full in taken.items() if full)
        raise Refused(f"{what} is not empty; --replace restores in place of what is there.")


def _redis(values: Mapping[str, str]) -> Iterator[redis.Redis]:
    for url in kinds.redis_list.read(values["REDIS_URL"]):
        with redis_servers.client(url) as client:
            yield client


def _restore(found: archive.Archive, folder: Home, values: Mapping[str, str]) -> None:
    media = _media_folder(folder, values)
    database = Database(values["DATABASE_URL"])
    with tempfile.TemporaryDirectory(dir=folder.path, prefix="restore-") as scratch:
        unpacked = Path(scratch)
        found.unpack(unpacked)
        with database.beside() as restored:
            restored.fill(unpacked / DUMP)
            kept = database.replace_by(restored)
        # Its queue, numbers and leases belong to the replaced database.
        for one in _redis(values):
            one.flushdb()
        _swap(unpacked / MEDIA, media)
        _swap(unpacked / SECRETS, folder.path / SECRETS)
    print(f"what was there is kept: database {kept}, files *{OLD}")


def _swap(new: Path, place: Path) -> None:
    """Move a file or folder to its place, and keep the previous one beside it."""
    old = place.with_name(place.name + OLD)
    if place.exists():
        if old.is_dir():
            shutil.rmtree(old)
        place.replace(old)
    if new.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(new, place)
