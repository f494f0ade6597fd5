"""What one principal was shown: entries in memory, a private file for each group of them."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from ghcr_wizard.catalog.cache_entries import ACCOUNTS, CachedAnswer, about_of, group_of, read, written
from ghcr_wizard.file_reader import UnreadableFileError, read_file
from ghcr_wizard.files import write_atomically
from ghcr_wizard.masking import SECRETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes; ten thousand packages, the most a listing has, take four million."""

_MOST_LOADED = 96 * 1024 * 1024
"""Bytes of all files that are read; a hundred thousand packages take forty million."""

OLDEST_DAYS = 30
_MOMENT = re.compile(rb'"[a-z]{7}_at":"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",?')
_ADDRESS = re.compile(rb'"html_url":"https?://[!#-Z^-~]{1,300}/packages/container/package/')
_ESCAPE = re.compile(rb"\\(?:u[0-9a-f]{4}|.)")


class CachedAnswers:
    """The entries of one principal; files are touched by `load` and `save` alone, which may block but never raise.

    Args:
        folder: Where the files are.
        servers: Which GitHub they are about.
    """

    def __init__(self, folder: Path, servers: tuple[str, str]) -> None:
        self._folder, self._servers = folder, servers
        self._groups: dict[str, dict[str, CachedAnswer]] = {}
        self._seen: dict[str, datetime] = {}
        self._met: dict[str, set[str]] = {}
        self._changed: set[str] = set()

    def seen_at(self, groups: Iterable[str]) -> datetime | None:
        """When the oldest of these groups was last confirmed before this run; `None` if none of them was."""
        return min((self._seen[group] for group in groups if group in self._seen), default=None)

    def entry(self, path: str) -> CachedAnswer | None:
        """The answer to an API path as it is remembered."""
        return self._groups.get(group_of(path) or "", {}).get(path)

    def met(self, path: str, entry: CachedAnswer) -> None:
        """Remember an answer that arrived just now, or that was confirmed; not one that repeats a secret."""
        group = group_of(path)
        if group is not None and not _repeats_a_secret(path, entry):
            entries = self._groups.setdefault(group, {})
            if entries.get(path) != entry:
                self._changed.add(group)
                entries[path] = entry
            self._met.setdefault(group, set()).add(path)

    def lost(self, path: str) -> None:
        """Forget an answer that is refused by now."""
        group = group_of(path)
        if group is not None and self._groups.get(group, {}).pop(path, None) is not None:
            self._changed.add(group)

    def drop(self, group: str) -> None:
        """Forget a whole group; `save` removes its file."""
        if self._groups.pop(group, None):
            self._changed.add(group)

    def save_all(self, groups: Mapping[str, bool]) -> None:
        """`save` each of these groups, given whether it is whole."""
        for group, whole in groups.items():
            self.save(group, whole=whole)

    def save(self, group: str, *, whole: bool) -> None:
        """Keep a group for the next time; what cannot be written is not kept.

        Args:
            group: Which.
            whole: Whether all of it was seen in this run: what was not, is gone then, and the rest is of now.
        """
        entries, met = dict(self._groups.get(group, {})), set(self._met.get(group, ()))
        if whole and entries.keys() - met:
            self._groups[group] = entries = {path: row for path, row in entries.items() if path in met}
            self._changed.add(group)
        with contextlib.suppress(OSError):
            if group not in self._changed:
                if whole and entries:
                    os.utime(self._file(group))
            elif entries:
                self._write(group, entries)
                if not whole and group in self._seen:
                    seen = self._seen[group].timestamp()
                    os.utime(self._file(group), (seen, seen))
            else:
                self._file(group).unlink(missing_ok=True)
            self._changed.discard(group)
            if whole and group != ACCOUNTS:
                self._groups.pop(group, None)  # it is on the disk, and nothing of it is asked for again in this run

    def _write(self, group: str, entries: dict[str, CachedAnswer]) -> None:
        about = (*self._servers, group)
        content = written(about, entries)
        if len(content) <= LARGEST_FILE and (read(content, about) or {}).keys() == entries.keys():
            file = self._file(group)
            if file.exists() and not file.is_file():
                file.unlink()  # a pipe or the like, which is not read and not worth a word to anybody
            write_atomically(file, content)

    def load(self) -> None:
        """Read what is kept; damaged, foreign and aged files are passed over."""
        now, room = datetime.now(UTC), _MOST_LOADED
        for file in files_in(self._folder):
            content, changed_at = read_private(file)
            if (room := room - len(content)) < 0:
                break
            group = (about_of(content.partition(b"\n")[0]) or ("",))[-1]
            entries = read(content, (*self._servers, group)) if file == self._file(group) else None
            if entries and -1 <= (now - changed_at).days < OLDEST_DAYS:
                self._groups[group], self._seen[group] = entries, changed_at

    def _file(self, group: str) -> Path:
        """A name that says nothing and cannot lead anywhere else, whatever a server calls an organization."""
        return self._folder / f"{sha256(group.encode()).hexdigest()[:32]}.json"


def _repeats_a_secret(path: str, entry: CachedAnswer) -> bool:
    """Whether a secret in use stands in anything of an answer that would be written to its file.

    Moments are left out first: a page has two hundred, and their figures look like those of a secret in hexadecimal.
    What its addresses have in common stays once: what would begin in it and go on behind it is no longer than that.
    Escapes are, too: what is written as one is no letter and no digit, and stands between those of a secret.
    """
    body = _MOMENT.sub(b"", entry.body)
    if (first := _ADDRESS.search(body)) is not None:
        body = body[: first.end()] + body[first.end() :].replace(first[0], b"")
    if b"\\" in body:
        body = _ESCAPE.sub(b" ", body)
    return any(map(SECRETS.reveals, (path, entry.etag, *entry.headers.values(), body.decode("utf-8", "replace"))))


def files_in(folder: Path) -> list[Path]:
    """The files of a principal's folder; none where it cannot be read."""
    try:
        return sorted(folder.glob("*.json"))
    except OSError:
        return []


def read_private(file: Path) -> tuple[bytes, datetime]:
    """A file's content and when it was last confirmed; no content if others could have written or read it."""
    try:
        found = read_file(file, LARGEST_FILE)
        if found is not None and _is_ours(found.status):
            return found.content, datetime.fromtimestamp(found.status.st_mtime, UTC)
    except (UnreadableFileError, OSError, OverflowError, ValueError):
        pass
    return b"", datetime.fromtimestamp(0, UTC)


def _is_ours(status: os.stat_result) -> bool:
    return sys.platform == "win32" or (status.st_uid == os.geteuid() and not status.st_mode & 0o077)
