"""A backup is complete or refused, and a restore brings everything back."""

import os
import tarfile
from pathlib import Path

import psycopg2
import pytest
import redis

from devtools import __main__ as dev
from devtools import environment
from devtools.home import Home
from tests.fixtures.databases import execute

FILE = b"\xff\xd8 not really a picture"


class Machine:
    """A DATA_DIR with some data, on a database of its own."""

    def __init__(self, path: Path, capsys) -> None:
        self.path, self._capsys = path, capsys
        self.home = Home(path)
        self.file = path.parent / "kept" / "one.tar"
        self.picture = path / "media" / "ab" / "100ab"

    def fill(self) -> None:
        self.home.create()
        self.secrets = self.home.secrets()
        execute(
            self.url,
            "INSERT INTO circles (cid, name, board, icon_url) VALUES (7, 'rowers', '', '')",
        )
        for name in ("ab", "arriving", "results"):
            (self.path / "media" / name).mkdir(parents=True)
        self.picture.write_bytes(FILE)
        (self.path / "media" / "results" / "small").write_bytes(b"made anew")

    @property
    def url(self) -> str:
        return os.environ["DATABASE_URL"]

    def dev(self, *arguments: str) -> str:
        """The output of a command, which must succeed."""
        assert dev.main(list(arguments)) == 0, self._capsys.readouterr().err
        return self._capsys.readouterr().out

    def refused(self, *arguments: str) -> str:
        assert dev.main(list(arguments)) == 1
        return self._capsys.readouterr().err

    def circles(self) -> list[tuple]:
        return execute(self.url, "SELECT cid, name FROM circles ORDER BY cid")


@pytest.fixture
def machine(server_folder, new_database, redis_client, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", new_database())
    monkeypatch.setenv("DATA_DIR", str(server_folder / "data"))
    made = Machine(server_folder / "data", capsys)
    made.fill()
    yield made
    name = made.url.rpartition("/")[2].partition("?")[0]
    for kept in (f"{name}_before_restore",):
        execute(made.url, f'DROP DATABASE IF EXISTS "{kept}"')


def test_there_and_back(machine: Machine, redis_client: redis.Redis) -> None:
    said = machine.dev("backup", str(machine.file))
    assert "1 files" in said
    assert machine.file.stat().st_mode & 0o777 == 0o600
    # The data changes after the backup.
    execute(machine.url, "UPDATE circles SET name = 'rafters'")
    execute(
        machine.url, "INSERT INTO circles (cid, name, board, icon_url) VALUES (8, 'late', '', '')"
    )
    machine.picture.unlink()
    (machine.path / "media" / "ab" / "new").write_bytes(b"new")
    (machine.path / "secrets.json").unlink()
    redis_client.lpush("slow", "a job of a time that is no more")
    assert "not empty; --replace" in machine.refused("restore", str(machine.file))
    assert machine.circles() == [(7, "rafters"), (8, "late")]

    assert "_before_restore" in machine.dev("restore", "--replace", str(machine.file))
    assert machine.circles() == [(7, "rowers")]
    assert machine.picture.read_bytes() == FILE
    names = {path.name for path in (machine.path / "media").rglob("*") if path.is_file()}
    assert names == {"100ab"}
    assert machine.home.secrets() == machine.secrets
    assert not redis_client.dbsize()
    # The replaced data is kept.
    assert (machine.path / "media.before-restore" / "ab" / "new").read_bytes() == b"new"
    assert not list(machine.path.glob("restore-*"))
    # A second restore of the same backup works, too.
    machine.dev("restore", "--replace", str(machine.file))
    assert machine.circles() == [(7, "rowers")]


def damaged(machine: Machine, how: str) -> str:
    whole = machine.file.read_bytes()
    if how == "cut":
        machine.file.write_bytes(whole[: len(whole) // 2])
    elif how == "without its end":
        with tarfile.open(machine.file) as tar:
            offset = tar.getmember("manifest.json").offset
        machine.file.write_bytes(whole[:offset] + bytes(1024))
    elif how == "changed":
        at = whole.index(FILE)
        machine.file.write_bytes(whole[:at] + b"X" + whole[at + 1 :])
    elif how == "no tar":
        machine.file.write_bytes(b"hello")
    else:
        machine.file.unlink()
    return machine.refused("restore", "--replace", str(machine.file))


@pytest.mark.parametrize("how", ["cut", "without its end", "changed", "no tar", "away"])
def test_half_a_backup_is_none(machine: Machine, how: str) -> None:
    machine.dev("backup", str(machine.file))
    said = damaged(machine, how)
    assert ("there is no file" if how == "away" else "damaged") in said
    assert machine.circles() == [(7, "rowers")]
    assert machine.picture.read_bytes() == FILE


def test_what_leads_out_of_the_folder(machine: Machine) -> None:
    machine.file.parent.mkdir()
    with tarfile.open(machine.file, "w") as tar:
        tar.addfile(tarfile.TarInfo("media/../../evil"))
    assert "is no file" in machine.refused("restore", "--replace", str(machine.file))


def test_of_a_newer_release(machine: Machine) -> None:
    execute(machine.url, "UPDATE alembic_version SET version_num = '9999'")
    machine.dev("backup", str(machine.file))
    said = machine.refused("restore", "--replace", str(machine.file))
    assert "newer release (revision 9999)" in said


def test_nothing_is_overwritten(machine: Machine) -> None:
    machine.dev("backup", str(machine.file))
    before = machine.file.read_bytes()
    assert "exists: name another" in machine.refused("backup", str(machine.file))
    assert machine.file.read_bytes() == before
    # Without a name the backup gets a new file.
    machine.dev("backup")
    assert len(list((machine.path / "backups").glob("*.tar"))) == 1


def test_a_database_in_use(machine: Machine) -> None:
    machine.dev("backup", str(machine.file))
    other = psycopg2.connect(machine.url.replace("+psycopg2", ""))
    assert "in use" in machine.refused("restore", "--replace", str(machine.file))
    other.close()


def test_an_embedded_database(server_folder, monkeypatch, capsys) -> None:
    """From one DATA_DIR into a new one, as after the loss of a machine."""
    for name in environment.URLS:
        monkeypatch.delenv(name)
    file = str(server_folder / "one.tar")
    monkeypatch.setenv("DATA_DIR", str(server_folder / "lost"))
    assert dev.main(["migrate"]) == 0
    assert dev.main(["backup", file]) == 0
    secrets = Home(server_folder / "lost").secrets()
    monkeypatch.setenv("DATA_DIR", str(server_folder / "new"))
    assert dev.main(["restore", file]) == 0, capsys.readouterr().err
    with environment.for_command() as values:
        ((revision,),) = execute(values["DATABASE_URL"], "SELECT version_num FROM alembic_version")
        assert revision
    assert Home(server_folder / "new").secrets() == secrets
