"""`python -m devtools.seed`."""

from devtools.seed import main

if __name__ == "__main__":
    main()
