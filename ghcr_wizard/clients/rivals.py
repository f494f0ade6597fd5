"""What else a program may find for a registry beside the helper's entry, and whether that wins over it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard.clients.auth_file import AuthEntry, AuthFile, AuthFileError, Dialect, read_auth_file
from ghcr_wizard.clients.helper_entry import HelperEdit
from ghcr_wizard.clients.helpers import program_of
from ghcr_wizard.clients.lookup import Candidate, Client, Holding, Means, Role, decider
from ghcr_wizard.clients.places import auth_files
from ghcr_wizard.clients.registries_conf import read_registries_conf
from ghcr_wizard.file_reader import UnreadableFileError, read_file
from ghcr_wizard.text import clean

_DOCKER_VARIABLE = "DOCKER_AUTH_CONFIG"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A candidate, and how a person would call it."""

    candidate: Candidate
    called: str
    ours: bool = False


def rival_of(client: Client, registry: str, edit: HelperEdit, environment: Mapping[str, str]) -> str | None:
    """What the program would take instead, once the edit is made, as a sentence; `None` where the helper decides.

    May block on a slow drive. Other helpers are not asked: one that is configured is taken to have something.

    Args:
        client: The program.
        registry: The registry as image references name it.
        edit: The edit that names the helper.
        environment: The variables the program would see.
    """
    seen: list[_Seen] = []
    files: set[Role] = set()
    seen.extend(_in_variable(registry, environment))
    for place in auth_files(environment):
        ours = place.path == edit.path
        content = edit.after if ours else _content(place.path)
        if content is None:
            continue
        files.update(place.roles)
        told = _told(content, registry, place.dialect)
        for role in place.roles:
            seen.extend(_of_file(role, told, str(place.path), ours=ours))
    seen.extend(_of_registries(environment))
    index = decider(client, [row.candidate for row in seen], files)
    if index is None or seen[index].ours:
        return None
    return f"{client.value.capitalize()} takes {seen[index].called} first: remove it, or the helper is not asked."


def general_helper(edit: HelperEdit, registry: str, dialect: Dialect) -> str | None:
    """The helper that the file names for every other registry (`credsStore`), which the entry goes before."""
    return _told(edit.before or b"{}", registry, dialect).store


def left_behind(edit: HelperEdit, registry: str, dialect: Dialect) -> tuple[AuthEntry, ...]:
    """The registry's logins in plain text in the edited file; the helper is asked instead of them."""
    told = _told(edit.after or b"{}", registry, dialect)
    return tuple(entry for entry in told.entries if entry.secret is not None and not entry.namespace)


def _in_variable(registry: str, environment: Mapping[str, str]) -> Iterator[_Seen]:
    """Docker takes a whole configuration from a variable, and passes over one it cannot read."""
    content = environment.get(_DOCKER_VARIABLE, "")
    for entry in _told(content.encode("utf-8", "replace"), registry, Dialect.DOCKER).entries if content.strip() else ():
        yield _Seen(_candidate(Role.DOCKER_ENVIRONMENT, entry), f"the variable {_DOCKER_VARIABLE}")


def _of_file(role: Role, told: AuthFile, path: str, *, ours: bool) -> Iterator[_Seen]:
    shown = clean(path)
    for entry in told.entries:
        if not entry.marker:
            yield _Seen(_candidate(role, entry), f"the login in {shown}")
    if told.helper is not None:
        yield _Seen(Candidate(role, Means.HELPER, Holding.SECRET), f"{program_of(told.helper)}, by {shown},", ours)
    if told.store is not None:
        yield _Seen(Candidate(role, Means.STORE, Holding.SECRET), f"{program_of(told.store)}, by {shown},")


def _of_registries(environment: Mapping[str, str]) -> Iterator[_Seen]:
    try:
        conf = read_registries_conf(environment)
    except UnreadableFileError:
        return
    if conf is None:
        return
    shown = clean(str(conf.path))
    for role, names in ((Role.HELPERS_FIRST, conf.first), (Role.HELPERS_LAST, conf.last)):
        for name in names:
            yield _Seen(Candidate(role, Means.HELPER, Holding.SECRET), f"{program_of(name)}, by {shown},")


def _candidate(role: Role, entry: AuthEntry) -> Candidate:
    return Candidate(role, Means.ENTRY, entry.holding, entry.namespace, "://" not in entry.key)


def _content(path: Path) -> bytes | None:
    try:
        file = read_file(path)
    except UnreadableFileError:
        return None
    return None if file is None else file.content


def _told(content: bytes, registry: str, dialect: Dialect) -> AuthFile:
    """What a file says; nothing where its program cannot read it, which is doctor's to tell."""
    try:
        return read_auth_file(content, registry, dialect)
    except AuthFileError:
        return AuthFile()
