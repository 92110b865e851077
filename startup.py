"""The first thing that gateways, workers and beat load: a start without searches for garbage.

The objects of modules are kept as long as the process lives. Searches among them take a fifth of a
start, and would stop a running process for a tenth of a second each time.
"""

import gc

gc.disable()


def finished() -> None:
    """All is loaded: search for garbage from now on, but never among the present objects."""
    gc.freeze()
    gc.enable()
