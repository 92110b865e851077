"""The file of a backup: a tar whose last member lists the others, so that no part is accepted."""

import hashlib
import io
import json
import os
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from devtools.errors import Refused

MANIFEST = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20


class _Hashed(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self._file, self.digest = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._file.read(size)
        self.digest.update(data)
        return data


class Writer:
    """Takes the parts of a backup one by one."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._digests: dict[str, str] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file under a name. Raises FileNotFoundError."""
        with path.open("rb") as file:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = os.fstat(file.fileno()).st_size, 0o600
            entry.mtime = int(os.fstat(file.fileno()).st_mtime)
            hashed = _Hashed(file)
            self._tar.addfile(entry, hashed)
        self._digests[name] = hashed.digest.hexdigest()

    def finish(self, revision: str) -> None:
        """Write the list of members; `revision`: of the database's tables."""
        said = {"format": FORMAT, "revision": revision, "made": int(time.time())}
        text = json.dumps(said | {"files": self._digests}).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(text), 0o600
        self._tar.addfile(entry, io.BytesIO(text))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new backup that only its owner can read; after an error there is none."""
    if path.exists():
        raise Refused(f"{path} exists: name another file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


class Archive:
    """A backup that was found to be whole."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self._path = path
        self.revision = str(manifest["revision"])
        self.made = float(manifest["made"])
        self.names = sorted(manifest["files"])

    def unpack(self, folder: Path) -> None:
        """Write all files into a folder that only its owner can read."""
        with tarfile.open(self._path) as tar:
            for entry in tar:
                if entry.name == MANIFEST:
                    continue
                place = folder / entry.name
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                source = tar.extractfile(entry)
                assert source is not None, "only files are whole"
                with source, place.open("xb") as file:
                    while data := source.read(_CHUNK):
                        file.write(data)


def opened(path: Path) -> Archive:
    """A backup, read once to check that it is whole. Raises Refused."""
    try:
        found, manifest = _read(path)
    except FileNotFoundError:
        raise Refused(f"there is no file {path}.") from None
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError) as error:
        raise Refused(f"{path} is no backup, or a damaged one ({error}).") from None
    if manifest["format"] != FORMAT:
        raise Refused(f"{path} is of a format that this release does not know.")
    if found != manifest["files"]:
        wrong = sorted(set(found.items()) ^ set(manifest["files"].items()))
        raise Refused(f"{path} is damaged: {wrong[0][0]} is not what was backed up.")
    return Archive(path, manifest)


def _digest(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while data := source.read(_CHUNK):
        digest.update(data)
    return digest.hexdigest()


def _read(path: Path) -> tuple[dict[str, str], dict[str, Any]]:
    found: dict[str, str] = {}
    with tarfile.open(path) as tar:
        for entry in tar:
            name, source = PurePosixPath(entry.name), tar.extractfile(entry)
            if source is None or name.is_absolute() or ".." in name.parts:
                raise ValueError(f"{entry.name} is no file")
            if entry.name == MANIFEST:
                manifest: dict[str, Any] = json.loads(source.read())
                manifest["format"], manifest["revision"], manifest["made"], manifest["files"]
                return found, manifest
            found[entry.name] = _digest(source)
    raise ValueError("its end is missing")
