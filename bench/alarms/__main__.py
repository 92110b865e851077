"""``python -m bench.alarms``: where ./dev alarms leads."""

import sys

from bench.alarms.run import main

sys.exit(main(sys.argv[1:]))
