"""What a worker loads first: when all workers have died, every call waits for it."""

import json
import subprocess
import sys

from tests.fixtures.servers import ROOT

SHOW = """
import gc, json, sys
import celery_process
started = gc.isenabled()
celery_process.app.loader.import_default_modules()
celery_process._finished()
print(json.dumps([started, gc.isenabled(), gc.get_freeze_count(), sorted(sys.modules)]))
"""
OF_OTHER_COMMANDS = {"celery.bin.celery", "click_repl", "flower", "prompt_toolkit"}


def test_nothing_of_other_commands_and_no_search_for_garbage() -> None:
    told = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    during, after, frozen, modules = json.loads(told.stdout)

    assert (during, after) == (False, True)
    assert frozen > len(modules)
    assert "tasks.message" in modules
    assert not OF_OTHER_COMMANDS & set(modules)
