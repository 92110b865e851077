"""``python -m bench.alarms``: what ./dev alarms runs."""

import sys

from bench.alarms.run import main

sys.exit(main(sys.argv[1:]))
