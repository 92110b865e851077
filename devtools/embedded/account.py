"""An account for PostgreSQL, which refuses to run as root, when ./dev runs as root."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from devtools.embedded.wheel import POSTGRES_LIBRARIES, POSTGRES_PROGRAMS
from devtools.errors import Refused

ACCOUNT = "embedded_postgres"


def let_account_in(folder: Path, owned: list[Path]) -> None:
    """Give the account the folders it writes (`owned`).

    It may pass through, but not read, the folders above `folder` and above its programs.
    """
    entry = _account()
    for path in owned:
        _give(path, entry)
        path.chmod(0o700)
    for path in [*folder.parents, *POSTGRES_PROGRAMS.parents]:
        _let_through(path)
    if not _others_may(POSTGRES_PROGRAMS / "postgres", stat.S_IROTH | stat.S_IXOTH):
        for top in (POSTGRES_PROGRAMS.parent, POSTGRES_LIBRARIES):
            _let_read(top)


def _give(top: Path, entry: pwd.struct_passwd) -> None:
    """Give all files: on another machine or in another container the account has another number."""
    if top.stat().st_uid == entry.pw_uid:
        return
    os.chown(top, entry.pw_uid, entry.pw_gid)
    for folder, folders, names in os.walk(top):
        for name in [*folders, *names]:
            os.chown(Path(folder, name), entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        problem = _make_account()
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise Refused(
            "PostgreSQL does not run as root and no account could be made for it"
            f" ({problem}); run ./dev as an ordinary user, or set DATABASE_URL."
        ) from None


def _make_account() -> str:
    """Make the account; return the reason when that is not possible."""
    # Under cron, and after `su` without a dash, PATH lacks the folders of such programs.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    program = shutil.which("useradd", path=path)
    if program is None:
        return "there is no program useradd"
    command = [program, "--system", "--no-create-home", "--shell", "/bin/false", ACCOUNT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return " ".join(done.stderr.split())


def _others_may(path: Path, bits: int) -> bool:
    return path.stat().st_mode & bits == bits


def _let_through(path: Path) -> None:
    if not _others_may(path, stat.S_IXOTH):
        path.chmod(path.stat().st_mode | stat.S_IXOTH)
        print(f"./dev: running as root: other accounts may now pass through (not list) {path}")


def _let_read(top: Path) -> None:
    """Undo a strict umask at the time of the installation."""
    for folder, _, names in os.walk(top):
        for path in [Path(folder), *(Path(folder, name) for name in names)]:
            mode = path.stat().st_mode
            executable = stat.S_IXOTH if mode & stat.S_IXUSR else 0
            path.chmod(mode | stat.S_IROTH | executable)
