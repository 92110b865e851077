"""``python -m bench``: what ./dev bench runs."""

import sys

from bench.run import main

sys.exit(main(sys.argv[1:]))
