"""What is wrong with an EPUB: plain functions from an opened book to findings, and epubcheck where it is installed."""
