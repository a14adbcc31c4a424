"""Listings: the last one counts, and what was written since is asked for again."""

from __future__ import annotations

from octavo._listings import Listing, Listings, folders_of
from octavo._shelf import Shelf
from octavo._stores import Status


def found(**sizes: int) -> Shelf[Status]:
    shelf: Shelf[Status] = Shelf()
    for name, size in sizes.items():
        shelf.add(f"top/{name}", Status(size))
    return shelf


def test_what_was_listed_is_known() -> None:
    listings = Listings()
    assert (listings.get("top/a"), listings.lacks("top/a")) == (None, False)
    listings.keep(Listing(found(a=1), "top"))
    assert (listings.get("top/a"), listings.lacks("top/a")) == (Status(1), False)


def test_what_a_listing_of_its_folder_has_not_is_not_there() -> None:
    listings = Listings()
    listings.keep(Listing(found(a=1), "top"))
    assert listings.lacks("top/b")
    assert listings.lacks("top/sub/b")
    assert not any(map(listings.lacks, ("top", "topmost/b", "b")))


def test_a_glob_tells_of_what_it_matched_alone() -> None:
    listings = Listings()
    listings.keep(Listing(found(a=1)))
    assert listings.get("top/a") == Status(1)
    assert not listings.lacks("top/b")


def test_what_is_not_in_a_folder_that_was_listed_is_not_there() -> None:
    listings = Listings()
    listings.keep(Listing(found(a=1), folders=folders_of(["top/a", "top/x/b", "top/c"])))
    assert listings.lacks("top/b")
    assert listings.lacks("top/x/c")
    assert not any(map(listings.lacks, ("top/a", "top/link/a", "a")))


def test_the_last_listing_counts() -> None:
    listings = Listings()
    listings.keep(Listing(found(a=1, b=1), "top"))
    listings.keep(Listing(found(a=2)))
    assert (listings.get("top/a"), listings.get("top/b")) == (Status(2), Status(1))
    listings.keep(Listing(found(a=3), "top"))
    assert (listings.get("top/a"), listings.lacks("top/b")) == (Status(3), True)
    listings.keep(Listing(found(b=4), ""))
    assert (listings.lacks("top/a"), listings.get("top/b")) == (True, Status(4))


def test_what_was_written_is_not_known_any_more() -> None:
    listings = Listings()
    listings.keep(Listing(found(a=1), "top"))
    for path in ("top/a", "top/b"):
        listings.forget(path)
        assert (listings.get(path), listings.lacks(path)) == (None, False)
