"""`python -m devtools <command>`: where ./dev hands over once the environment is in place."""

import os
import subprocess
import sys

from devtools import commands
from devtools.errors import Refused
from devtools.usage import HELP


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status."""
    name, *rest = arguments or ["help"]
    if name in {"help", "-h", "--help"}:
        print(HELP)
        return 0
    command = commands.COMMANDS.get(name)
    if command is None:
        print(f"./dev has no command {name!r}.\n\n{HELP}", file=sys.stderr)
        return 2
    try:
        return command(rest)
    except KeyboardInterrupt:
        return 130
    except (Refused, subprocess.CalledProcessError) as error:
        print(f"./dev {name}: {error}", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"./dev {name}: {error}; does it belong to another user?", file=sys.stderr)
        return 1


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main(sys.argv[1:]))
