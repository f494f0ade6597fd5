"""What can be done about what `doctor` found, and doing it: only the little that is safe, and only when told to."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ghcr_wizard import deadline
from ghcr_wizard.clients.auth_file import EMPTY, Dialect
from ghcr_wizard.clients.lookup import Role
from ghcr_wizard.clients.remedies import command_for
from ghcr_wizard.clients.report import CredentialVerdict, Examination, Examined, KeptIn
from ghcr_wizard.clients.rewriting import RewriteError, make_private, remove_entry
from ghcr_wizard.diagnosis.causes_clients import CREDENTIAL_READABLE_BY_OTHERS
from ghcr_wizard.diagnosis.causes_tokens import TOKEN_REJECTED
from ghcr_wizard.secret import Secret

_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """Take one entry out of a file of Docker's format.

    Attributes:
        path: The file.
        registry: The registry's host.
        key: The entry's name.
        secret: What it holds; an entry that holds something else by now is left alone.
        dialect: Whose file it is.
    """

    path: Path
    registry: str
    key: str
    secret: Secret | None
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class MakePrivate:
    """Give a file the mode 0600."""

    path: Path


@dataclass(frozen=True, slots=True)
class Fix:
    """One step against something that was found.

    Attributes:
        subject: Where: the credential's location.
        summary: What it does, as an order: “Remove …”.
        command: What a person can run instead; `None` where there is no such command.
        edit: What this program can do by itself; `None` where that is not its business.
    """

    subject: str
    summary: str
    command: str | None = None
    edit: RemoveEntry | MakePrivate | None = None

    @property
    def changes_content(self) -> bool:
        """Whether a file's content changes, of which a copy is kept."""
        return isinstance(self.edit, RemoveEntry)


@dataclass(frozen=True, slots=True)
class FixResult:
    """What came of a fix.

    Attributes:
        fix: Which one.
        done: Whether it is done now.
        summary: One sentence.
        changed: The paths that are different or new.
    """

    fix: Fix
    done: bool
    summary: str
    changed: tuple[str, ...] = ()


def fixes(examination: Examination) -> tuple[Fix, ...]:
    """The steps that would help, in the order of the credentials, each once."""
    unique: dict[tuple[str | None, object], Fix] = {}
    for row in examination.credentials:
        for fix in _of(row, examination):
            unique.setdefault((fix.command, fix.edit), fix)
    return tuple(unique.values())


async def apply_fix(fix: Fix) -> FixResult:
    """Do what the program can do by itself; never raises for what a file system does.

    Args:
        fix: One with an `edit`; another is not done.
    """
    if fix.edit is None:
        return FixResult(fix, done=False, summary=f"Do this manually: {fix.command or fix.summary}")
    edit = fix.edit
    try:
        return await deadline.call_async(lambda: _applied(fix, edit), _SECONDS)
    except TimeoutError:
        return FixResult(fix, done=False, summary=f"The drive of {edit.path} does not answer.")


def _applied(fix: Fix, edit: RemoveEntry | MakePrivate) -> FixResult:
    try:
        if isinstance(edit, MakePrivate):
            make_private(edit.path)
            return FixResult(fix, done=True, summary=f"{edit.path} now has mode 600.", changed=(str(edit.path),))
        backup = remove_entry(edit.path, edit.registry, edit.key, edit.secret, edit.dialect)
    except RewriteError as error:
        return FixResult(fix, done=False, summary=str(error))
    summary = f"The entry {edit.key} is out of {edit.path}; the file as it was is {backup}."
    return FixResult(fix, done=True, summary=summary, changed=(str(edit.path), str(backup)))


def _of(row: Examined, examination: Examination) -> Iterator[Fix]:
    kept, location = row.found.kept, row.found.location
    found = {each.of for each in row.diagnoses}
    removal = _removal(row, kept, examination) if kept and kept.key is not None else None
    commands = dict.fromkeys(command_for(each.of, row.found, examination.hosts) for each in row.diagnoses)
    if removal is not None and kept is not None:
        command = command_for(TOKEN_REJECTED, row.found, examination.hosts)
        commands.pop(command, None)
        yield Fix(location, f"Remove the entry {kept.key} from {kept.path}", command, removal)
    if kept is not None and CREDENTIAL_READABLE_BY_OTHERS in found:
        private = command_for(CREDENTIAL_READABLE_BY_OTHERS, row.found, examination.hosts)
        commands.pop(private, None)
        yield Fix(location, f"chmod 600 {kept.path}", private, MakePrivate(Path(kept.path)))
    for command in commands:
        if command is not None:
            yield Fix(location, f"Run {command}", command)


def _removal(row: Examined, kept: KeptIn, examination: Examination) -> RemoveEntry | None:
    """An entry that is dead by the registry's own word, or empty, may be taken out; no other."""
    dead = row.verdict is CredentialVerdict.REJECTED
    empty = row.found.secret is None and any(EMPTY in each.cause for each in row.found.flaws)
    if kept.key is None or not (dead or empty):
        return None
    dialect = Dialect.LEGACY if kept.legacy else Dialect.CONTAINERS
    dialect = Dialect.DOCKER if {Role.DOCKER, Role.HELM} & set(row.found.roles) else dialect
    return RemoveEntry(Path(kept.path), examination.hosts.registry, kept.key, row.found.secret, dialect)
