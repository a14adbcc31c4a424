"""``python -m octavo``: the command line."""

from octavo._cli import main

if __name__ == "__main__":
    main()
