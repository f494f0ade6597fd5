"""The plainest reading of the settings file, for a program that is started for every pull.

It finds the profile that `profile_store` and `domain.hosts` would find, where neither file nor server leaves any doubt,
and nothing otherwise: then they are asked themselves. Damage elsewhere in the file is not looked for. Kept free of
everything that takes long to import.
"""

import json
import os
from collections.abc import Mapping
from typing import NamedTuple

from ghcr_wizard.file_reader import UnreadableFileError, read_trusted

_LARGEST = 4 * 1024 * 1024
_SCHEMA = 1
_METHODS = frozenset({"classic-pat", "fine-grained-pat", "app-installation"})
"""Methods whose token is the secret as it stands, however old it is."""


class PlainProfile(NamedTuple):
    """A profile whose secret is in the keyring, to be used as it stands."""

    name: str
    registry: str
    username: str


def plain_profile(server: str, environment: Mapping[str, str]) -> PlainProfile | None:
    """The profile to answer with for a server; `None` where it takes a closer look, or there is none.

    Linux alone: elsewhere settings are in other folders.

    Args:
        server: As a client names it; a registry's host or its `https://` address is plain.
        environment: The variables that say where settings are, and which profile is wanted.
    """
    registry = server.removeprefix("https://").removesuffix("/")
    document = _document(environment)
    if document is None or document.get("schema") != _SCHEMA:
        return None
    entries, defaults = document.get("profiles"), document.get("defaults")
    if not isinstance(entries, list) or not isinstance(defaults, dict):
        return None
    name = environment.get("GHCR_WIZARD_PROFILE") or defaults.get(registry)
    found = [entry for entry in entries if isinstance(entry, dict) and entry.get("name") == name]
    if len(found) != 1 or not _is_plain(found[0], registry):
        return None
    return PlainProfile(found[0]["name"], registry, found[0]["username"])


def _is_plain(entry: Mapping[str, object], registry: str) -> bool:
    return (
        entry.get("registry") == registry
        and entry.get("method") in _METHODS
        and entry.get("store") == "keyring"
        and isinstance(entry.get("name"), str)
        and isinstance(entry.get("username"), str)
    )


def _document(environment: Mapping[str, str]) -> dict[str, object] | None:
    """The settings file, parsed; read whole at once, as it is replaced whole."""
    settings = environment.get("XDG_CONFIG_HOME", "")
    if not os.path.isabs(settings):  # noqa: PTH117 - pathlib takes longer to import than this to run
        settings = os.path.join(environment.get("HOME", ""), ".config")  # noqa: PTH118 - likewise
    if not os.path.isabs(settings):  # noqa: PTH117 - likewise
        return None
    try:
        file = read_trusted(os.path.join(settings, "ghcr-wizard", "profiles.json"), _LARGEST)  # noqa: PTH118 - likewise
        document = json.loads(file.content) if file else None
    except (UnreadableFileError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
