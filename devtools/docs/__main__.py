"""`python -m devtools.docs [--check]`."""

import os
import sys

# The document is the same everywhere: nothing in it may depend on how this machine is set up.
PLACEHOLDERS = {
    "DATABASE_URL": "postgres://nowhere/none",
    "REDIS_URL": "redis://nowhere",
    "SECRET_KEY": "of no use to anybody",
}


def main(arguments: list[str]) -> int:
    """Write the pages and build the site, or with `--check` say which of them are stale."""
    os.environ |= PLACEHOLDERS
    os.environ.pop("CELERY_BROKER_URL", None)
    from devtools.docs import pages, site

    stale = pages.stale()
    if arguments == ["--check"]:
        for path in stale:
            print(f"{path} is stale")
        print("run ./dev docs" if stale else "the documents are current")
        return 1 if stale else 0
    if arguments:
        print("usage: ./dev docs [--check]", file=sys.stderr)
        return 2
    pages.write()
    for path in stale:
        print(f"wrote {path}")
    site.build()
    print("built build/docs; ./dev up serves it at /docs/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
