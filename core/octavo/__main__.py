"""``python -m octavo``: the command line."""

from octavo_command import main

if __name__ == "__main__":
    main()
