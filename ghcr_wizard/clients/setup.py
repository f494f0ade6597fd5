"""Docker and Podman made to ask `docker-credential-ghcr-wizard` for a registry's credential, and that taken back.

For a face: `plan` (or `plan_undo`) says what would change and changes nothing; `apply` makes the change that was
planned, keeps a copy of the file, and asks the helper once, as the program would. A plan is a value: show its `diff`,
`notes` and `diagnoses`, ask for a yes, apply it where it is `ready`. Where its `plaintext` is not empty, offer
`forget_plaintext` after that. None of them raises for what a file system, another program or a person can do.

    planned = await plan(Client.DOCKER, hosts, os.environ)
    if planned.ready:
        outcome = await apply(planned, Paths.standard())

The change is one entry of `credHelpers` (docker/cli's documentation of its configuration file;
containers-auth.json(5)). Podman's, which skopeo and Buildah read too, goes into the file that a reboot leaves alone.
"""

import difflib
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from ghcr_wizard import deadline
from ghcr_wizard.clients.auth_file import AuthEntry
from ghcr_wizard.clients.helper_entry import HelperEdit, UnfitFileError, apply_edit, plan_entry, plan_removal
from ghcr_wizard.clients.helpers import ask_helper, program_of
from ghcr_wizard.clients.lookup import Client
from ghcr_wizard.clients.places import dialect_of, relative_variable, setup_file
from ghcr_wizard.clients.rewriting import RewriteError, remove_entry
from ghcr_wizard.clients.rivals import general_helper, left_behind, rival_of
from ghcr_wizard.diagnosis.causes_clients import CLIENT_CONFIG_INVALID, CREDENTIAL_PLAINTEXT, HELPER_MISSING
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.files import LockTimeoutError, locked
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.paths import Paths
from ghcr_wizard.programs import ProgramError, beside_python, find_program
from ghcr_wizard.text import clean, redact

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"(?P<name>\s*:)?')
_LONGEST_LINE = 400
_AROUND = 2
"""Lines shown before and after a change."""


def changed_lines(before: bytes | None, after: bytes | None, path: str, shown: Collection[str]) -> tuple[str, ...]:
    """The change as a unified diff, safe to show.

    Args:
        before: The configuration, JSON in UTF-8; `None` where there is none.
        after: What it is to be; `None` where it goes.
        path: Its name in the heading.
        shown: The values that may be shown; every other text in it is `…`.
    """
    lines = difflib.unified_diff(
        _lines(before, shown),
        _lines(after, shown),
        path if before is not None else "(no file)",
        path if after is not None else "(no file)",
        n=_AROUND,
        lineterm="",
    )
    return tuple(clean(line, _LONGEST_LINE) for line in lines)


def _lines(content: bytes | None, shown: Collection[str]) -> list[str]:
    if content is None:
        return []
    text = content.decode("utf-8", "replace")
    return _STRING.sub(lambda match: _masked(match, shown), text).replace("\t", "    ").splitlines()


def _masked(match: re.Match[str], shown: Collection[str]) -> str:
    if match["name"] is not None:
        return redact(match.group())
    try:
        value = json.loads(match.group(), strict=False)
    except ValueError:
        value = None
    return match.group() if value in shown else '"…"'


HELPER = "ghcr-wizard"
"""What configurations call the helper."""

PROGRAM = program_of(HELPER)

CLIENTS: Mapping[Client, str] = {Client.DOCKER: "Docker", Client.PODMAN: "Podman"}
"""The programs that can be set up, with the names people know them by."""

_SECONDS = 15.0
"""Only a dead network drive, or another process that keeps the lock, takes this long."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change in a program's configuration; nothing has.

    Attributes:
        client: Whose configuration.
        registry: The registry as image references name it.
        summary: One sentence.
        path: The file; `None` where there is no home folder to look in.
        edit: The change; `None` where there can be none, and `diagnoses` or the summary say why.
        diff: The change line by line, secrets left out; empty where there is none.
        notes: What else to know, as sentences: what the entry replaces, what wins over it.
        diagnoses: What is wrong, as rows of the table.
        plaintext: The registry's logins in plain text in the same file, which the helper replaces.
        undo: Whether it takes an earlier change back.
        environment: The variables the program would see.
    """

    client: Client
    registry: str
    summary: str
    path: Path | None = None
    edit: HelperEdit | None = None
    diff: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    plaintext: tuple[AuthEntry, ...] = field(default=(), repr=False)
    undo: bool = False
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def ready(self) -> bool:
        """Whether `apply` would go ahead, if only to find that all is as wanted already."""
        return self.edit is not None and not any(row.of is HELPER_MISSING for row in self.diagnoses)

    @property
    def changes(self) -> bool:
        """Whether a file would be different."""
        return self.edit is not None and self.edit.changes


@dataclass(frozen=True, slots=True)
class SetupResult:
    """What came of a plan.

    Attributes:
        done: Whether the configuration is as it was planned.
        summary: One sentence or two.
        changed: The paths that are different or new, the kept copy last.
        proof: What the helper answered when it was asked the way the program asks, as a sentence; empty for an undo.
        diagnoses: What is wrong.
    """

    done: bool
    summary: str
    changed: tuple[str, ...] = ()
    proof: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()


async def plan(client: Client, hosts: Hosts, environment: Mapping[str, str]) -> Plan:
    """What makes `client` ask the helper for the registry.

    Args:
        client: One of `CLIENTS`.
        hosts: The servers.
        environment: The variables the program would see.
    """
    begun = _begun(client, hosts, environment)
    path = begun.path
    if path is None:
        return begun
    try:
        edit = await _patiently(lambda: plan_entry(path, begun.registry, HELPER, dialect_of(client)))
        rival = await _patiently(lambda: rival_of(client, begun.registry, edit, environment))
    except UnfitFileError as error:
        return _unfit(begun, str(error))
    plaintext = left_behind(edit, begun.registry, dialect_of(client))
    general = general_helper(edit, begun.registry, dialect_of(client))
    name = CLIENTS[client]
    summary = f"{name} would ask {PROGRAM} for {begun.registry}: one entry of credHelpers in {path}."
    return replace(
        begun,
        summary=summary if edit.changes else f"{name} asks {PROGRAM} for {begun.registry} already, by {path}.",
        edit=edit,
        diff=_diff(edit, general),
        notes=tuple(note for note in (_replaced(edit, general), rival) if note),
        diagnoses=(*_missing(begun), *(_plain(begun) if plaintext else ())),
        plaintext=plaintext,
    )


async def plan_undo(client: Client, hosts: Hosts, environment: Mapping[str, str]) -> Plan:
    """What takes the helper's entry for the registry out again, and nothing else; the arguments are those of `plan`."""
    begun = replace(_begun(client, hosts, environment), undo=True)
    path = begun.path
    if path is None:
        return begun
    try:
        edit = await _patiently(lambda: plan_removal(path, begun.registry, HELPER, dialect_of(client)))
    except UnfitFileError as error:
        return _unfit(begun, str(error))
    summary = f"{CLIENTS[client]} will no longer ask {PROGRAM} for {begun.registry}: the entry is removed from {path}."
    if edit.after is None:
        summary = f"{CLIENTS[client]} will no longer ask {PROGRAM}: {path} is removed, as it only contained that."
    if not edit.changes:
        summary = f"{CLIENTS[client]} does not ask {PROGRAM} for {begun.registry}: there is nothing to undo."
    return replace(begun, summary=summary, edit=edit, diff=_diff(edit))


async def apply(planned: Plan, paths: Paths) -> SetupResult:
    """Make the planned change, then ask the helper once.

    Args:
        planned: From `plan` or `plan_undo`; one that is not `ready` is not done.
        paths: Where this program's processes take turns.
    """
    edit = planned.edit
    if edit is None or not planned.ready:
        return SetupResult(done=False, summary=_reason(planned), diagnoses=planned.diagnoses)
    try:
        copy = await _patiently(lambda: apply_edit(edit, paths.settings / "clients")) if edit.changes else None
    except (RewriteError, UnfitFileError) as error:
        return SetupResult(done=False, summary=str(error), diagnoses=planned.diagnoses)
    changed = (str(edit.path), *([str(copy)] if copy else [])) if edit.changes else ()
    verb = "does not ask" if planned.undo else "asks"
    moment = "any more" if planned.undo else "now"
    summary = f"{CLIENTS[planned.client]} {verb} {PROGRAM} for {planned.registry} {moment}."
    done = SetupResult(
        done=True,
        summary=(summary + (f" The file as it was is {copy}." if copy else "")) if edit.changes else planned.summary,
        changed=changed,
        diagnoses=planned.diagnoses,
    )
    return done if planned.undo else await _proven(done, planned)


async def forget_plaintext(planned: Plan, paths: Paths) -> SetupResult:
    """Take the logins of `planned.plaintext` out of the file; the copy that is kept still has them, which is said.

    Args:
        planned: The plan that named them.
        paths: As for `apply`.
    """
    path = planned.path
    changed: list[str] = []
    if path is None or not planned.plaintext:
        return SetupResult(done=False, summary="There is no login in plain text to remove.")
    for entry in planned.plaintext:
        try:
            copy = await _patiently(lambda entry=entry: _removed(path, planned, entry, paths))  # type: ignore[misc]
        except (RewriteError, UnfitFileError) as error:
            return SetupResult(done=False, summary=str(error), changed=tuple(changed))
        changed += [str(path), str(copy)]
    summary = (
        f"The login in plain text was removed from {path}; the backups beside it still contain it: delete them soon."
    )
    return SetupResult(done=True, summary=summary, changed=tuple(dict.fromkeys(changed)))


def client_registry(hosts: Hosts) -> str:
    """The registry as image references name it: its host, with the port where there is one."""
    return urlsplit(hosts.registry_url).netloc


def other_name(planned: Plan, hosts: Hosts) -> str | None:
    """By which name images are pulled where an override leads elsewhere than the registry's own name."""
    if not planned.environment.get("GHCR_WIZARD_REGISTRY_URL") or planned.registry == hosts.registry:
        return None
    name = CLIENTS[planned.client]
    return f"GHCR_WIZARD_REGISTRY_URL is set, so {name} must pull images as {planned.registry}/OWNER/NAME."


def _begun(client: Client, hosts: Hosts, environment: Mapping[str, str]) -> Plan:
    relative = relative_variable(client, environment)
    path = None if relative else setup_file(client, environment)
    begun = Plan(client, client_registry(hosts), "", path, environment=environment)
    if path is not None:
        return begun
    said, fix = "there is no home folder to look for it in", "Set HOME to a folder."
    if relative:
        said, fix = f"{relative} names a relative path, which is another file in every folder", "Make it absolute."
    row = replace(diagnose(CLIENT_CONFIG_INVALID, CLIENTS[client], said=said), fix=fix)
    return replace(begun, summary=f"{row.cause} {row.fix}", diagnoses=(row,))


def _unfit(begun: Plan, said: str) -> Plan:
    row = diagnose(CLIENT_CONFIG_INVALID, str(begun.path), said=said)
    return replace(begun, summary=f"{row.cause} {row.fix}", diagnoses=(row,))


def _missing(begun: Plan) -> tuple[Diagnosis, ...]:
    """`helper-missing` where the program would not find the helper; the fix says where it is, if anywhere."""
    try:
        find_program(PROGRAM, begun.environment)
    except ProgramError as error:
        row = diagnose(HELPER_MISSING, str(begun.path), helper=PROGRAM, said=str(error))
        here = beside_python(PROGRAM)
        fix = "Install ghcr-wizard so that its programs are on the search path (PATH), with pipx for example."
        if here is not None:
            fix = f"Add {here.parent} to PATH where {CLIENTS[begun.client]} is started, or link {here} into it."
        return (replace(row, fix=fix),)
    return ()


def _plain(begun: Plan) -> tuple[Diagnosis, ...]:
    row = diagnose(CREDENTIAL_PLAINTEXT, str(begun.path))
    command = f"ghcr-wizard export {begun.client.value} --yes --remove-login"
    return (replace(row, fix=f"The helper replaces that login; `{command}` takes it out of the file too."),)


def _replaced(edit: HelperEdit, general: str | None) -> str | None:
    """What the entry displaces, where that is a helper."""
    if not edit.changes or (edit.helper or general) is None:
        return None
    if edit.helper is not None:
        return f"It replaces {program_of(edit.helper)}, which an undo puts back."
    return f"Takes precedence over {program_of(general or '')} for this registry; it is kept for all others."


def _diff(edit: HelperEdit, general: str | None = None) -> tuple[str, ...]:
    shown = {HELPER, *(name for name in (edit.helper, general) if name)}
    return changed_lines(edit.before, edit.after, str(edit.path), shown)


def _reason(planned: Plan) -> str:
    missing = [f"{row.cause} {row.fix}" for row in planned.diagnoses if row.of is HELPER_MISSING]
    return f"Nothing was changed. {missing[0] if missing else planned.summary}"


async def _proven(done: SetupResult, planned: Plan) -> SetupResult:
    """The outcome with what the helper answers when it is asked as the program would ask."""
    answer = await ask_helper(HELPER, planned.registry, planned.environment)
    if answer.trouble is not None:
        row = diagnose(HELPER_MISSING, str(planned.path), helper=PROGRAM, said=answer.trouble)
        row = replace(row, fix="Put right what it says; until then this registry cannot be used with it.")
        return replace(done, proof=f"The helper {answer.trouble}", diagnoses=(*done.diagnoses, row))
    if answer.secret is None:
        return replace(done, proof="The helper answers; it has no credential for this registry yet.")
    return replace(done, proof=f"The helper answers with a credential of {clean(answer.username or 'nobody')}.")


def _removed(path: Path, planned: Plan, entry: AuthEntry, paths: Paths) -> Path:
    try:
        with locked(paths.settings / "clients"):
            return remove_entry(path, planned.registry, entry.key, entry.secret, dialect_of(planned.client))
    except (LockTimeoutError, OSError) as error:
        raise RewriteError(str(error)) from None


async def _patiently(work: Callable[[], T]) -> T:
    try:
        return await deadline.call_async(work, _SECONDS)
    except TimeoutError:
        raise UnfitFileError("the drive it is on does not answer") from None
