"""The Secret Service read directly, where keyring's search for a backend can have but one outcome.

That search loads every backend there is and reads every installed distribution's entry points, several times the work
of reading one secret. It is left out only where nothing could make it choose another backend (keyring's documentation,
"Configuring"); everything else, failures included, is keyring's business and not this module's. Nothing here asks a
person: a locked collection stays locked.
"""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import secretstorage

_SETTINGS = ("python_keyring", "keyringrc.cfg")
_GROUP = b"[keyring.backends]"
_LARGEST = 64 * 1024
"""Bytes read of a distribution's entry points."""


class NoCollectionError(Exception):
    """The Secret Service has nowhere to put a secret; making a collection would ask a person for a password."""


def is_certain(environment: Mapping[str, str], path: Iterable[str] = (), platform: str = sys.platform) -> bool:
    """Whether python-keyring would ask the Secret Service first, if it asks anything.

    It would unless the person chose or configured a backend, a desktop has a wallet of its own that goes first (KDE's),
    or another distribution brings a backend.

    Args:
        environment: The variables keyring would see.
        path: Where Python looks for distributions, as `sys.path`; that itself if empty.
        platform: The operating system, as `sys.platform` names it.
    """
    if platform != "linux" or "PYTHON_KEYRING_BACKEND" in environment:
        return False
    if any("KEYRING_PROPERTY_" in name for name in environment):
        return False
    if "KDE" in environment.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return False
    settings = environment.get("XDG_CONFIG_HOME") or os.path.join(environment.get("HOME", ""), ".config")  # noqa: PTH118 - pathlib takes longer to import than this to run
    return not os.path.exists(os.path.join(settings, *_SETTINGS)) and not _others(path or sys.path)  # noqa: PTH110, PTH118 - likewise


def read(service: str, username: str) -> str | None:
    """The secret python-keyring keeps under these two; `None` where it cannot be had at once, for whatever reason.

    Blocks as long as the service does.
    """
    with contextlib.suppress(Exception), _default_collection() as collection:
        if collection.is_locked():
            return None
        for item in collection.search_items({"service": service, "username": username}):
            return None if item.is_locked() else item.get_secret().decode("utf-8")
    return None


def obstacle(path: str | None = None) -> str | None:
    """Why the collection cannot be used without asking a person, as the rest of a sentence; `None` where it can.

    Args:
        path: The collection keyring is configured to use; the default one if not given.

    Raises:
        NoCollectionError: There is none.
        Exception: Whatever lies beneath, where there is no Secret Service.
    """
    from secretstorage.exceptions import ItemNotFoundException

    try:
        with _default_collection(path) as collection:
            return "it is not unlocked here" if collection.is_locked() else None
    except ItemNotFoundException:
        raise NoCollectionError("it has no collection yet, and none is created here") from None


@contextlib.contextmanager
def _default_collection(path: str | None = None) -> "Iterator[secretstorage.Collection]":
    """The collection new secrets go to; one that is not there is not made, as that would ask for a password."""
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        yield secretstorage.Collection(connection, path) if path else secretstorage.Collection(connection)


def _others(path: Iterable[str]) -> bool:
    """Whether a distribution other than keyring has backends for it, or that cannot be seen."""
    for folder in path:
        try:
            with os.scandir(folder or ".") as entries:
                names = [each.path for each in entries if each.name.endswith((".dist-info", ".egg-info", ".egg"))]
        except FileNotFoundError:
            continue
        except OSError:
            return True
        if any(_brings_backends(name) for name in names):
            return True
    return False


def _brings_backends(distribution: str) -> bool:
    name = distribution.rpartition(os.sep)[2]
    if name.startswith("keyring-"):  # keyring itself: other names have their hyphens written as underscores
        return False
    if name.endswith(".egg"):
        return True
    try:
        descriptor = os.open(os.path.join(distribution, "entry_points.txt"), os.O_RDONLY)  # noqa: PTH118 - as above
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    try:
        return _GROUP in os.read(descriptor, _LARGEST)
    finally:
        os.close(descriptor)
