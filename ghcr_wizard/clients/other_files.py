"""Reading the files of other forms than Docker's that programs take their logins from."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ghcr_wizard.clients.auth_file import AuthFile, AuthFileError, json_object
from ghcr_wizard.clients.other_forms import (
    containerd_of,
    hosts_folders,
    hosts_toml_of,
    imports_of,
    regctl_of,
    registries_yaml_of,
    takes_dockers,
    toml_of,
)
from ghcr_wizard.clients.places import Place, containerd_file, hosts_toml_files, regctl_files, registries_yaml_files
from ghcr_wizard.explain.outline import outline
from ghcr_wizard.file_reader import FileRead, UnreadableFileError, read_file

_MOST_IMPORTED = 32
"""Files of one program's settings that are looked at."""
_STARS = re.compile(r"\*{2,}")
"""What would be every folder below here, and is one star to containerd."""


@dataclass(frozen=True, slots=True)
class OtherFile:
    """One file that is there.

    Attributes:
        place: Which one.
        file: It; `None` where it cannot be read.
        told: What it says about the registry, or why its program does not understand it.
        counts: Whether its program is to be spoken of.
    """

    place: Place
    file: FileRead | None
    told: AuthFile | str
    counts: bool = True


def other_files(registry: str, environment: Mapping[str, str], etc: Path) -> list[OtherFile]:
    """The files that are there, of the same program in the order it looks. May block on a slow drive.

    Those of k3s, RKE2 and containerd are root's, which nobody else may read as a rule: a refusal is no finding.

    Args:
        registry: The registry's host.
        environment: The variables the programs would see.
        etc: The folder of the computer's settings.
    """
    found = [_read(place, registry, _yaml_of, registries_yaml_of) for place in registries_yaml_files(etc)]
    found.extend(_containerd(registry, etc))
    services = [row for row in found if row is not None and row.file is not None]
    return [*services, *_regctl(registry, environment)]


def _containerd(registry: str, etc: Path) -> Iterator[OtherFile]:
    own = _containerds_own(containerd_file(etc), registry)
    yield from own
    folders = next((named for row in own if (named := _folders(row))), ())
    for hosts in hosts_toml_files(etc, folders, registry):
        row = _read(hosts, registry, toml_of, hosts_toml_of)
        if row is not None:
            yield row
            return


def _containerds_own(place: Place, registry: str) -> tuple[OtherFile, ...]:
    """Containerd's settings and those they import, the one first that counts: what is imported later wins."""
    waiting, found = [place.path], dict[Path, OtherFile]()
    while waiting and len(found) < _MOST_IMPORTED:
        path = waiting.pop(0)
        row = None if path in found else _read(replace(place, path=path), registry, toml_of, containerd_of)
        if row is not None:
            found[path] = row
            waiting.extend(_imported(row))
    return tuple(reversed(found.values()))


def _imported(own: OtherFile) -> Iterator[Path]:
    """The files that one of containerd's settings imports, in its order; a name without a folder is beside it."""
    if own.file is None:
        return
    try:
        names = imports_of(toml_of(own.file.content))
    except AuthFileError:
        return
    for name in names[:_MOST_IMPORTED]:
        path = Path(os.path.normpath(own.place.path.parent / _STARS.sub("*", name)))
        if path.name and path.is_absolute():
            yield from sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))[:_MOST_IMPORTED]


def _folders(own: OtherFile) -> tuple[str, ...]:
    if own.file is None:
        return ()
    try:
        return hosts_folders(toml_of(own.file.content), os.pathsep)
    except AuthFileError:
        return ()


def _regctl(registry: str, environment: Mapping[str, str]) -> Iterator[OtherFile]:
    for place in regctl_files(environment):
        row = _read(place, registry, json_object, regctl_of)
        if row is not None:
            yield replace(row, counts=_speaks(row))
            return


def _speaks(own: OtherFile) -> bool:
    """Whether regctl has a login of its own, or takes Docker's."""
    if isinstance(own.told, str) or own.file is None:
        return True
    return bool(own.told.entries or own.told.helper or own.told.store) or takes_dockers(json_object(own.file.content))


def _read(
    place: Place,
    registry: str,
    parse: Callable[[bytes], Mapping[str, object]],
    tell: Callable[[Mapping[str, object], str], AuthFile],
) -> OtherFile | None:
    file = None
    try:
        file = read_file(place.path)
        if file is None:
            return None
        return OtherFile(place, file, tell(parse(file.content), registry))
    except (UnreadableFileError, AuthFileError) as error:
        return OtherFile(place, file, str(error))


def _yaml_of(content: bytes) -> Mapping[str, object]:
    try:
        return outline(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise AuthFileError("it is not UTF-8") from None
