"""The catalog as it was last seen, kept between runs: one private folder for each principal.

Our own and no HTTP cache library: hishel (1.4, the one for httpx) writes requests with all their headers, the
token among them, and whole bodies into one database keyed by address, where this keeps a tenth and nothing secret.

A folder's name is the HMAC-SHA-256 of servers and token under a random key that lies beside it. It is the token that
counts and not its owner or its profile, as another token of the same person may see less (single sign-on); and only
what is certainly a token is hashed, never what may be a password. A token's randomness (178 bits) cannot be guessed
back from it.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import shutil
import time
from hashlib import sha256
from typing import TYPE_CHECKING

from ghcr_wizard.catalog.cache_memory import OLDEST_DAYS, CachedAnswers, read_private
from ghcr_wizard.files import LockTimeoutError, locked, make_private_folder, write_atomically
from ghcr_wizard.github.tokens import TokenKind, inspect_token
from ghcr_wizard.transport.json_reader import mapping, text

if TYPE_CHECKING:
    from pathlib import Path

    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.secret import Secret

_KEY_BYTES = 32
_LARGEST = 256 * 1024 * 1024
"""Bytes of all principals together; a hundred thousand packages take about forty million."""

_DAY_SECONDS = 86_400
_ABANDONED_SECONDS = 3_600
_UNCERTAIN = frozenset({TokenKind.UNKNOWN, TokenKind.NONE})


class CatalogCache:
    """What was seen, by principal. Everything here may block and nothing raises: without a cache it is only slower.

    Args:
        folder: The program's cache folder (`Paths.cache`).
    """

    def __init__(self, folder: Path) -> None:
        self._above, self._folder = folder, folder / "catalog"

    def recall(self, hosts: Hosts, secret: Secret | None) -> CachedAnswers | None:
        """What was seen with this credential; `None` where nothing is kept: no token, or no place to keep it.

        Args:
            hosts: Which GitHub.
            secret: The token.
        """
        if secret is None or inspect_token(secret.reveal()).kind in _UNCERTAIN:
            return None
        try:
            folder = self._principal(hosts, secret)
            make_private_folder(folder)
        except (OSError, LockTimeoutError):
            return None
        with contextlib.suppress(OSError):
            self._tidy()
        memory = CachedAnswers(folder, _servers(hosts))
        memory.load()
        return memory

    def forget(self, hosts: Hosts, secret: Secret | None, username: str = "") -> None:
        """Remove what was seen with a credential, and with earlier tokens of the same person.

        Args:
            hosts: Which GitHub.
            secret: The token, if it can still be had.
            username: Its owner's login.
        """
        folders = self._folders()
        if secret is not None and folders:
            with contextlib.suppress(OSError, LockTimeoutError):
                shutil.rmtree(self._principal(hosts, secret), ignore_errors=True)
        for folder in folders:
            if username and _owner(folder, hosts).casefold() == username.casefold():
                shutil.rmtree(folder, ignore_errors=True)

    def _principal(self, hosts: Hosts, secret: Secret) -> Path:
        """The folder of a credential.

        Raises:
            OSError: There is no key for the names, and none can be made.
            LockTimeoutError: Another process is making it for too long.
        """
        message = "\0".join((*_servers(hosts), secret.reveal())).encode("utf-8", "surrogatepass")
        return self._folder / hmac.new(self._key(), message, sha256).hexdigest()[:32]

    def _key(self) -> bytes:
        file = self._folder / "key"
        if len(key := read_private(file)[0]) == _KEY_BYTES:
            return key
        for folder in (self._above, self._folder):
            make_private_folder(folder)
        with locked(file):
            if len(key := read_private(file)[0]) != _KEY_BYTES:
                write_atomically(file, key := os.urandom(_KEY_BYTES))
            return key

    def _folders(self) -> list[Path]:
        try:
            return [folder for folder in self._folder.iterdir() if folder.is_dir() and not folder.is_symlink()]
        except OSError:
            return []

    def _tidy(self) -> None:
        """Remove what aged, what a killed writer left, and then the oldest principals until the rest is small enough.

        Raises:
            OSError: A folder cannot be read or changed, as when another process tidies it.
        """
        now, kept = time.time(), []
        for folder in self._folders():
            found = [(file, file.stat()) for file in folder.iterdir()]
            for file, status in found:
                if now - status.st_mtime > _longest_kept(file):
                    file.unlink(missing_ok=True)
            newest = max((status.st_mtime for _, status in found), default=now)
            kept.append((newest, sum(status.st_size for _, status in found), folder))
        total = 0
        for place, (_, size, folder) in enumerate(sorted(kept, reverse=True)):
            total += size
            if total > _LARGEST and place > 0:
                shutil.rmtree(folder, ignore_errors=True)


def _longest_kept(file: Path) -> float:
    return _ABANDONED_SECONDS if file.suffix == ".tmp" else OLDEST_DAYS * _DAY_SECONDS


def _servers(hosts: Hosts) -> tuple[str, str]:
    return hosts.registry, hosts.api_url


def _owner(folder: Path, hosts: Hosts) -> str:
    """The login of the token a folder belongs to; empty if it is another GitHub's, or was never told."""
    memory = CachedAnswers(folder, _servers(hosts))
    memory.load()
    entry = memory.entry("/user")
    return text(mapping(entry.document if entry else None).get("login")) or ""
