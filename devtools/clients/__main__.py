"""`python -m devtools.clients [--check]`."""

import os
import sys

from devtools.docs.__main__ import PLACEHOLDERS


def main(arguments: list[str]) -> int:
    """Write the generated files, or with `--check` say which of them are stale."""
    os.environ |= PLACEHOLDERS
    os.environ.pop("CELERY_BROKER_URL", None)
    from devtools.clients import files

    if arguments not in ([], ["--check"]):
        print("usage: ./dev clients [--check]", file=sys.stderr)
        return 2
    stale = files.stale()
    if arguments:
        for path in stale:
            print(f"{path} is stale")
        print("run ./dev clients" if stale else "the clients are current")
        return 1 if stale else 0
    files.write()
    for path in stale:
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
