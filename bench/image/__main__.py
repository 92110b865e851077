"""``python -m bench.image``: where ./dev image leads."""

import sys

from bench.image.run import main

sys.exit(main(sys.argv[1:]))
