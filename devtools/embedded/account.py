"""PostgreSQL refuses to run as root. When we are root it gets an account of its own."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

from devtools.embedded.wheel import POSTGRES_LIBRARIES, POSTGRES_PROGRAMS
from devtools.errors import Refused

ACCOUNT = "embedded_postgres"


def let_account_in(folder: Path, owned: list[Path]) -> None:
    """Give the account the folders it writes (`owned`), and let it pass through, not read, the
    folders above `folder` and above its programs."""
    entry = _account()
    for path in owned:
        os.chown(path, entry.pw_uid, entry.pw_gid)
        path.chmod(0o700)
    for path in [*folder.parents, *POSTGRES_PROGRAMS.parents]:
        _let_through(path)
    if not _others_may(POSTGRES_PROGRAMS / "postgres", stat.S_IROTH | stat.S_IXOTH):
        for top in (POSTGRES_PROGRAMS.parent, POSTGRES_LIBRARIES):
            _let_read(top)


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", ACCOUNT]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise Refused(
            "PostgreSQL does not run as root and no account could be made for it"
            f" ({done.stderr.strip()}); run ./dev as an ordinary user or set DATABASE_URL."
        ) from None


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
