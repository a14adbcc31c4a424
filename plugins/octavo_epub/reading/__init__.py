"""From the bytes of an EPUB to a Publication, whatever the bytes are."""
