"""Workers and beat: `python celery_process.py worker -Q rpc`, with the options of `celery worker`.

The command `celery` loads what its other subcommands need, too, among it Flower and a shell. When
all workers have died nobody answers calls for the time of a start, and that was a quarter of it.
"""

import startup  # isort: split

from typing import Any

import click
from celery import signals
from celery.bin.base import CLIContext
from celery.bin.beat import beat
from celery.bin.worker import worker

from tasks import app


@signals.celeryd_after_setup.connect
@signals.beat_init.connect
def _finished(**_: Any) -> None:
    startup.finished()


def main() -> None:
    """Run the command line."""
    program = click.Group("celery_process.py", {"worker": worker, "beat": beat})
    program(obj=CLIContext(app, no_color=False, workdir=None, quiet=True))


if __name__ == "__main__":
    main()
