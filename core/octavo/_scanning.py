"""Which of the files below a folder are posts: how folders on the disk are looked through."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from octavo._sites import SiteFinder, on_disk
from octavo._stores import AnyPath

POSTS = "_posts"
DRAFTS = "_drafts"


class Scan(msgspec.Struct, frozen=True):
    """How folders are looked through: the ``extensions`` of posts (each with its dot, lower case), whether
    ``_drafts`` count, the ``site`` folder if the user named it, a folder to leave out (the outputs'),
    an earlier ``report`` of a batch, which is no post, and what finds the sites that plugins know.
    """

    extensions: Collection[str] = ()
    drafts: bool = False
    site: AnyPath | None = None
    without: AnyPath | None = None
    report: AnyPath | None = None
    sites: SiteFinder[Path] = msgspec.field(default_factory=lambda: on_disk(lambda _: None))


def posts_of(path: str, scan: Scan, *, is_folder: bool) -> Iterator[str]:
    """Yield ``path``, or the posts below it if it is a folder."""
    if not is_folder or not Path(path).is_dir() or not os.access(path, os.R_OK | os.X_OK):
        yield path  # a folder that can't be read becomes an input with an error
    else:
        for folder in _folders_of_posts(path, scan):
            yield from _scan(folder, scan, os.path.realpath(folder))


def _folders_of_posts(path: str, scan: Scan) -> list[Path]:
    """Return the folder ``path`` itself, but of a site, or of a part of one that holds all posts, those of posts alone."""
    here = Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links
    found = scan.sites.above(here)
    if found is None:
        return [Path(path)]
    names = (*found.site.folders, *(found.site.drafts if scan.drafts else ()))
    below = os.path.realpath(here)
    tops = [
        top
        for name in sorted(names)
        if (top := found.root / name).is_dir()
        and top.is_relative_to(here)
        and Path(os.path.realpath(top)).is_relative_to(below)
    ]
    return [Path(path) / top.relative_to(here) for top in tops] or [Path(path)]


def _scan(folder: Path, scan: Scan, top: str) -> Iterator[str]:
    """Yield the posts below ``folder``, sorted by name, the files of a folder before those below it."""
    pending = [folder]
    while pending:
        current = pending.pop()
        posts, folders = [], []
        try:
            for entry in os.scandir(current):
                if not is_wanted(entry.name, scan):
                    continue
                if _is_post(entry, scan, top):
                    posts.append(entry.name)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
        except OSError:
            yield str(current)  # becomes an input with an error
            continue
        yield from (os.path.join(current, name) for name in sorted(posts))  # noqa: PTH118  # 100,000 Paths take their time
        below = (current / name for name in sorted(folders, reverse=True))
        pending.extend(folder for folder in below if not _is_left_out(folder, scan))


def is_wanted(name: str, scan: Scan) -> bool:
    """Return whether a file or folder called ``name`` is looked at where it was not named by the user."""
    if name.startswith("_"):
        return name == POSTS or (name == DRAFTS and scan.drafts)
    is_hidden = name.startswith(".") and not name.startswith("..")  # "..\\x.md" is an odd name, but a post's
    return not is_hidden and not name.endswith(("~", "%"))


def _is_post(entry: os.DirEntry[str], scan: Scan, top: str) -> bool:
    if not entry.name.lower().endswith(tuple(scan.extensions)) or _is_report(entry, scan):
        return False
    if not entry.is_symlink():
        return entry.is_file()
    target = os.path.realpath(entry.path)
    return Path(target).is_file() and os.path.commonpath([top, target]) == top


def _is_report(entry: os.DirEntry[str], scan: Scan) -> bool:
    report = scan.report
    return isinstance(report, Path) and entry.name == report.name and report.samefile(entry.path)


def _is_left_out(folder: Path, scan: Scan) -> bool:
    return isinstance(scan.without, Path) and scan.without.exists() and folder.samefile(scan.without)
