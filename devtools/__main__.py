"""`python -m devtools <command>`: what ./dev runs once the environment is installed."""

import errno
import os
import subprocess
import sys
from pathlib import Path

from devtools.errors import Refused
from devtools.usage import HELP

ADVICE = {
    errno.EACCES: "another user owns it: be that user, or set DATA_DIR to a folder of your own",
    errno.ENOSPC: "the disk is full: make room, or set DATA_DIR to a folder on another one",
    errno.EROFS: "nothing can be written there: set DATA_DIR to a folder where it can",
    errno.ENOENT: "something is missing: install it, or fetch the files of the project again",
}
ADVICE[errno.EPERM] = ADVICE[errno.EACCES]
ADVICE[errno.EDQUOT] = ADVICE[errno.ENOSPC]


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status."""
    name, *rest = arguments or ["help"]
    if name in {"help", "-h", "--help"}:
        print(HELP)
        return 0
    try:
        return _run(name, rest)
    except KeyboardInterrupt:
        return 130
    except (Refused, subprocess.CalledProcessError) as error:
        print(f"./dev {name}: {error}", file=sys.stderr)
    except OSError as error:
        advice = ADVICE.get(error.errno or 0, "see whether DATA_DIR is a folder that can be used")
        print(f"./dev {name}: {error}; {advice}.", file=sys.stderr)
    return 1


def _run(name: str, arguments: list[str]) -> int:
    # Its imports look for the embedded servers, which may not be installed.
    from devtools import commands

    command = commands.COMMANDS.get(name)
    if command is None:
        print(f"./dev has no command {name!r}.\n\n{HELP}", file=sys.stderr)
        return 2
    return command(arguments)


def use_environment_of(python: Path) -> None:
    """Let started processes find the programs in the folder of this Python."""
    os.environ["PATH"] = os.pathsep.join([str(python.parent), os.environ.get("PATH", os.defpath)])
    os.environ["VIRTUAL_ENV"] = sys.prefix


if __name__ == "__main__":
    use_environment_of(Path(sys.executable))
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main(sys.argv[1:]))
