"""``python -m bench``: where ./dev bench leads."""

import sys

from bench.run import main

sys.exit(main(sys.argv[1:]))
