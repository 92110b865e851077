"""./dev works wherever it is started, or one sentence says what to do."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.disk import NoDisk, filled, small_disk
from devtools import __main__ as dev
from devtools import environment
from devtools.embedded import account
from devtools.errors import Refused

ROOT = Path(__file__).parent.parent.parent
# The environment of cron.
BARE = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
# Enough to start PostgreSQL, and too little for the tables.
LEFT_BYTES = 3 << 20


def script(
    *arguments: str, at: Path = ROOT / "dev", **values: str
) -> "subprocess.CompletedProcess[str]":
    """Run the script itself, with nothing in its environment but this."""
    command = [sys.executable, str(at), *arguments]
    return subprocess.run(
        command, check=False, cwd="/", env=BARE | values, capture_output=True, text=True
    )


@pytest.fixture
def folder(server_folder, monkeypatch) -> Path:
    """DATA_DIR of a developer who set nothing else."""
    for name in environment.URLS:
        monkeypatch.delenv(name)
    path = server_folder / "it's 100% mine, really"
    monkeypatch.setenv("DATA_DIR", str(path))
    return path


@pytest.fixture
def refused(folder, capsys):
    """The one line that a refused command prints."""

    def run(*arguments: str) -> str:
        try:
            status = dev.main(list(arguments))
        except SystemExit as error:
            said = f"{error}\n"
        else:
            assert status == 1
            said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert said.endswith(".\n")
        return said

    return run


class TestScript:
    def test_with_a_bare_environment(self):
        done = script("help")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("usage: ./dev")

    def test_by_a_link(self, tmp_path):
        (tmp_path / "backend").symlink_to(ROOT / "dev")
        assert script("help", at=tmp_path / "backend").stdout.startswith("usage: ./dev")

    def test_no_such_command(self):
        done = script("fly")
        assert (done.returncode, done.stderr.splitlines()[0]) == (1, "./dev has no command 'fly'.")

    def test_an_environment_that_cannot_be_made(self):
        done = script("up", VENV_DIR="/proc/venv")
        assert done.returncode == 1
        assert "set VENV_DIR" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr

    def test_a_package_index_that_is_away(self, tmp_path):
        nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_RETRIES": "1"}
        done = script("up", VENV_DIR=str(tmp_path / "venv"), **nowhere)
        assert done.returncode == 1
        said = done.stderr.splitlines()[-1]
        assert "could not install the requirements (no connection to the package index)" in said
        assert "ERROR" in (tmp_path / "venv" / "pip.log").read_text()

    def test_a_full_disk(self, tmp_path):
        """The installation fails in a folder that was made already."""
        venv = tmp_path / "venv"
        (venv / "bin").mkdir(parents=True)
        full = "ERROR: Could not install: [Errno 28] No space left on device"
        program = f'#!/bin/sh\ncase "$*" in *--version) exit 0;; esac\necho "{full}"; exit 1\n'
        (venv / "bin" / "python").write_text(program)
        (venv / "bin" / "python").chmod(0o755)
        done = script("up", VENV_DIR=str(venv))
        assert done.returncode == 1
        assert "is on a full disk: make room, or set VENV_DIR" in done.stderr.splitlines()[-1]


class TestFolder:
    def test_of_another_user(self, refused, folder, monkeypatch):
        folder.mkdir()
        mine = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
        name = pwd.getpwuid(mine).pw_name
        assert f"belongs to {name}: be that user, or set DATA_DIR" in refused("migrate")

    def test_that_is_a_file(self, refused, folder):
        folder.touch()
        assert "DATA_DIR" in refused("up")

    @pytest.mark.parametrize("error", [PermissionError(13, "no"), OSError(28, "full"), OSError(5)])
    def test_that_cannot_be_written(self, refused, folder, monkeypatch, error):
        monkeypatch.setattr(Path, "chmod", lambda *_: (_ for _ in ()).throw(error))
        assert "DATA_DIR" in refused("up")

    def test_with_a_damaged_file(self, refused, folder):
        folder.mkdir()
        (folder / "secrets.json").write_text('{"SECRET_KEY": "ab')
        assert "secrets.json is damaged: move it away" in refused("up")


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("PORT", "http"),
            ("PORT", "70000"),
            ("FLOWER_PORT", "-1"),
            ("WORKERS", "many"),
            ("LOG_LEVEL", "loud"),
            ("HOST", "not an address"),
            ("DATABASE_URL", "mysql://x"),
        ],
    )
    def test_wrong(self, refused, monkeypatch, name, text):
        monkeypatch.setenv(name, text)
        assert f"{name} is wrong: " in refused("up")

    @pytest.mark.parametrize("command", ["up", "migrate"])
    @pytest.mark.parametrize(
        ("name", "url"),
        [("DATABASE_URL", "postgres://nobody@127.0.0.1:1/x"), ("REDIS_URL", "redis://127.0.0.1:1")],
    )
    def test_nobody_there(self, refused, monkeypatch, name, url, command):
        monkeypatch.setenv(name, url)
        said = refused(command)
        assert f"{name} leads to no server" in said
        assert "unset it to use the embedded server" in said

    def test_an_argument(self, refused):
        assert "settings come from the environment, not from 'now'" in refused("up", "now")


class TestAccount:
    """PostgreSQL refuses to run as root, and cron's PATH does not have useradd."""

    @pytest.fixture
    def nobody(self, monkeypatch):
        def missing(name: str) -> pwd.struct_passwd:
            raise KeyError(name)

        monkeypatch.setattr(pwd, "getpwnam", missing)
        monkeypatch.setenv("PATH", "/usr/bin:/bin")

    def test_useradd_is_looked_for_where_it_is(self, nobody, monkeypatch):
        looked = []
        monkeypatch.setattr(shutil, "which", lambda name, path: looked.append((name, path)))
        with pytest.raises(Refused, match=r"\(there is no program useradd\); run ./dev as"):
            account._account()
        assert looked == [("useradd", "/usr/bin:/bin:/usr/sbin:/sbin")]

    def test_useradd_that_fails_is_quoted(self, nobody, monkeypatch, tmp_path):
        program = tmp_path / "useradd"
        program.write_text("#!/bin/sh\necho cannot lock /etc/passwd >&2; exit 1\n")
        program.chmod(0o755)
        monkeypatch.setattr(shutil, "which", lambda name, path: str(program))
        with pytest.raises(Refused, match=r"\(cannot lock /etc/passwd\); run ./dev as"):
            account._account()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
    def test_files_of_an_account_with_another_number(self, tmp_path):
        (tmp_path / "data" / "base").mkdir(parents=True)
        (tmp_path / "data" / "base" / "1").touch()
        entry = pwd.getpwnam("nobody")
        account._give(tmp_path, entry)
        assert {path.stat().st_uid for path in tmp_path.rglob("*")} == {entry.pw_uid}


@pytest.mark.e2e
def test_in_a_folder_with_an_odd_name(server_folder, folder):
    """Commands that start servers, or that use the path of the project."""
    names = ["devtools", "migrations", "models", "configuration", "broker", "wire", "push"]
    names += ["telemetry", "alembic.ini", "settings.py", "log.py", "texts.py"]
    copy = server_folder / 'it\'s 50%d, "mine"'
    copy.mkdir()
    for name in names:
        (copy / name).symlink_to(ROOT / name)
    done = subprocess.run(
        [sys.executable, "-m", "devtools", "migrate"],
        check=False,
        cwd=copy,
        env=BARE | {"DATA_DIR": str(copy / ".data"), "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Running upgrade" in done.stderr


@pytest.mark.e2e
def test_a_full_disk_during_the_migrations_and_before(server_folder):
    """One line says so, and nothing is half done: with room the next run succeeds."""
    disk = server_folder / "small"
    try:
        with small_disk(disk, 160):
            values = BARE | {"DATA_DIR": str(disk / "data")}
            assert migrate(values, "downgrade", "base").returncode == 0
            ballast = disk / "ballast"
            ballast.write_bytes(bytes(shutil.disk_usage(disk).free - LEFT_BYTES))
            done = migrate(values)
            assert done.returncode == 1
            (said,) = [line for line in done.stderr.splitlines() if not line.startswith("INFO")]
            assert said.endswith("disk is full: make room there, and run the migrations again.")
            ballast.unlink()
            assert migrate(values).returncode == 0
            with filled(disk):
                (said,) = migrate(values).stderr.splitlines()
            assert said.endswith("make room, or set DATA_DIR to a folder on another one.")
    except NoDisk as error:
        pytest.skip(str(error))


def migrate(values: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "devtools", "migrate", *arguments]
    return subprocess.run(
        command, check=False, cwd=ROOT, env=values, capture_output=True, text=True
    )
