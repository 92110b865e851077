"""``python -m bench.image``: what ./dev image runs."""

import sys

from bench.image.run import main

sys.exit(main(sys.argv[1:]))
