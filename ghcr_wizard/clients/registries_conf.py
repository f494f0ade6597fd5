"""`registries.conf`, as far as credential helpers go: containers-registries.conf(5), `credential-helpers`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard.clients.places import registries_files
from ghcr_wizard.file_reader import UnreadableFileError, read_file

_FILES = "containers-auth.json"
"""The name that stands for the files among the helpers."""


@dataclass(frozen=True, slots=True)
class RegistryHelpers:
    """The helpers Podman and skopeo ask for every registry.

    Attributes:
        path: The file that names them.
        first: Those asked before the files.
        last: Those asked after the files, or instead of them.
        flaw: Why the file cannot be understood, as the rest of a sentence.
    """

    path: Path
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    flaw: str | None = None


def read_registries_conf(environment: Mapping[str, str]) -> RegistryHelpers | None:
    """The helpers of the first `registries.conf` there is; `None` without one. May block on a slow drive."""
    for path in registries_files(environment):
        try:
            file = read_file(path)
            if file is not None:
                return _helpers(path, tomllib.loads(file.content.decode("utf-8")))
        except UnreadableFileError as error:
            return RegistryHelpers(path, flaw=str(error))
        except (ValueError, RecursionError):
            return RegistryHelpers(path, flaw="it is not TOML")
    return None


def _helpers(path: Path, document: Mapping[str, object]) -> RegistryHelpers:
    listed = document.get("credential-helpers", [])
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        return RegistryHelpers(path, flaw="its credential-helpers is not a list of names")
    names: list[str] = listed
    at = names.index(_FILES) if _FILES in names else len(names)
    return RegistryHelpers(path, tuple(names[:at]), tuple(names[at + 1 :]))
