"""`./dev backup` and `./dev restore`: everything of a single machine in one file."""

from devtools.backup.run import backup, restore

__all__ = ["backup", "restore"]
