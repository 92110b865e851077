"""Workers and beat: `python celery_process.py worker -Q rpc`, with the options of `celery worker`.

The command `celery` loads what its other subcommands need, too, among it Flower and a shell. When
all workers have ended no calls are answered until one has started, and loading these took a quarter
of that time.
"""

import startup  # isort: split

import sys
from typing import Any

import click
from celery import signals
from celery.bin.base import CLIContext
from celery.bin.beat import beat
from celery.bin.worker import worker

from broker.parent import WorkerParent
from log import configure
from tasks import app
from tasks.rpc.redis import queue_client


@signals.celeryd_after_setup.connect
@signals.beat_init.connect
def _finished(**_: Any) -> None:
    startup.finished()


def main() -> None:
    """Run the command line."""
    program = click.Group("celery_process.py", {"worker": worker, "beat": beat})
    if sys.argv[1:2] != ["worker"] or _is_worker():
        program(obj=CLIContext(app, no_color=False, workdir=None, quiet=True))


def _is_worker() -> bool:
    """Become the parent that keeps a worker running; True in the worker, when there is one."""
    configure("worker")
    app.loader.import_default_modules()
    startup.finished()
    return WorkerParent(queue_client).run()


if __name__ == "__main__":
    main()
