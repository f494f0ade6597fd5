"""`ghcr-wizard reset`: take back everything this program left, so that nothing breaks once it is uninstalled."""

import argparse
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ghcr_wizard.catalog.removal import remove
from ghcr_wizard.cli.common import hosts_of, stored_credentials
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.findings import say_diagnoses
from ghcr_wizard.cli.outcome import DONE, REFUSED, STORE_FAILED
from ghcr_wizard.cli.output import Cell, Mark, mark, say, say_json
from ghcr_wizard.cli.parsing import add_json_option
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.clients.setup import CLIENTS, Plan, apply, plan_undo
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_file import ProfilesError
from ghcr_wizard.deadline import call_async
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.paths import Paths

_SECONDS = 30.0
"""For a folder; only a dead network drive takes this long."""


@dataclass(slots=True)
class _Undone:
    """What was taken back, or would be, and what was not.

    Attributes:
        lines: What was or would be done, a sentence each.
        changed: Paths and names of what is different from before.
        left: What is still there, a sentence each.
        diagnoses: Why.
    """

    lines: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    store_failed: bool = False


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser(
        "reset",
        description="Take everything back before an uninstall: the entries in Docker's and Podman's files, the stored "
        "secrets, the profiles and the cache. Without --yes it only says what it would do.",
    )
    parser.add_argument("--yes", action="store_true", help="do it")
    add_json_option(parser)


def refused(_args: argparse.Namespace, line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of a reset that could not begin."""
    return action("reset", line, done=False, diagnoses=diagnoses)


def run(args: argparse.Namespace) -> int:
    """Take everything back, or say what would be; return the exit status."""
    undone, profiles = run_async(_reset(yes=args.yes))
    done = args.yes and not undone.left
    known = [_known(each) for each in profiles]
    if args.json:
        summary = " ".join([*undone.lines, *undone.left, *known])
        say_json(action("reset", summary, done=done, changed=undone.changed, diagnoses=undone.diagnoses))
    else:
        _say(undone, known, yes=args.yes)
    if undone.store_failed:
        return STORE_FAILED
    return REFUSED if undone.left else DONE


async def _reset(*, yes: bool) -> tuple[_Undone, tuple[Profile, ...]]:
    """Clients first: from then on no pull asks for what is taken away next."""
    paths, credentials, undone = Paths.standard(), stored_credentials(), _Undone()
    profiles: tuple[Profile, ...] = ()
    try:
        stored = await credentials.list()
        profiles = stored.profiles
        for entry in stored.unreadable:
            undone.left.append(f"The entry {entry.name} cannot be read, so its secret was not looked for.")
    except ProfilesError as error:
        undone.left.append(f"The profiles cannot be read, so their secrets are still there: {error}")
        undone.diagnoses.append(error.diagnosis)
        undone.store_failed = True
    await _clients(undone, {GHCR, *(each.registry for each in profiles)}, paths, yes=yes)
    for profile in profiles:
        await _profile(undone, credentials, profile, yes=yes)
    await _folder(undone, "The cache", paths.cache, yes=yes)
    if not undone.left:
        await _folder(undone, "The settings", paths.settings, yes=yes)
    return undone, profiles


async def _clients(undone: _Undone, registries: set[str], paths: Paths, *, yes: bool) -> None:
    for registry in sorted(registries):
        hosts = hosts_of(registry)
        for client in CLIENTS:
            planned = await plan_undo(client, hosts, os.environ)
            if planned.edit is None:
                _not_undone(undone, planned)
            elif planned.changes:
                await _undo(undone, planned, paths, yes=yes)


async def _undo(undone: _Undone, planned: Plan, paths: Paths, *, yes: bool) -> None:
    if not yes:
        undone.lines.append(planned.summary)
        return
    outcome = await apply(planned, paths)
    if outcome.done:
        undone.lines.append(outcome.summary)
        undone.changed += outcome.changed
    else:
        undone.left.append(outcome.summary)
        undone.diagnoses += outcome.diagnoses


def _not_undone(undone: _Undone, planned: Plan) -> None:
    """A file that cannot be read may hold the entry; where there is no home folder there is no file."""
    if planned.path is not None:
        undone.left.append(planned.summary)
        undone.diagnoses += planned.diagnoses


async def _profile(undone: _Undone, credentials: Credentials, profile: Profile, *, yes: bool) -> None:
    if not yes:
        secret = "" if profile.store is Store.COMMAND else f" and its secret (store {profile.store.value})"
        undone.lines.append(f"Profile {profile.name}{secret} would be removed.")
        return
    try:
        await remove(credentials, profile, hosts_of(profile.registry))
    except (KeyringFailure, ProfilesError) as failure:
        undone.left.append(f"Profile {profile.name} is still there. {failure}")
        undone.diagnoses.append(failure.diagnosis)
        undone.store_failed = True
    else:
        undone.lines.append(f"Profile {profile.name} is removed.")
        undone.changed.append(profile.name)


async def _folder(undone: _Undone, what: str, folder: Path, *, yes: bool) -> None:
    if not await call_async(folder.is_dir, _SECONDS):
        return
    if not yes:
        undone.lines.append(f"{what} would be removed: {folder}")
        return
    try:
        await call_async(lambda: _empty(folder), _SECONDS)
    except (OSError, TimeoutError):
        undone.left.append(f"{what} could not be removed: {folder}")
    else:
        undone.lines.append(f"{what} are removed: {folder}" if what.endswith("s") else f"{what} is removed: {folder}")
        undone.changed.append(str(folder))


def _empty(folder: Path) -> None:
    """Remove a folder of this program's; where it is a link, what it points to stays, emptied."""
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()
    if folder.is_symlink():
        folder.unlink()
    else:
        folder.rmdir()


def _known(profile: Profile) -> str:
    """What GitHub still knows of a profile."""
    if profile.app is not None:
        return f"The private key of {profile.name} is still valid on GitHub; delete it on the App's page if unused."
    return f"The token of {profile.name} is still valid on GitHub; delete it there if unused."


def _say(undone: _Undone, known: list[str], *, yes: bool) -> None:
    for line in undone.lines:
        say(mark(Mark.GOOD if yes else Mark.NOTE), line)
    for line in undone.left:
        say(mark(Mark.BAD), line)
    if not undone.lines and not undone.left:
        say(mark(Mark.NOTE), "There is nothing of ghcr-wizard on this machine.")
    rest: list[tuple[Cell, str]] = [(mark(Mark.CAUTION), line) for line in known]
    if known:
        hooks = "If you created a webhook here, its secret is still in the keyring, as webhook:ADDRESS."
        rest.append((mark(Mark.NOTE), hooks))
    for sign, line in rest:
        say(sign, line)
    say_diagnoses(undone.diagnoses)
    if not yes and undone.lines:
        say()
        say(mark(Mark.NOTE), "Dry run: nothing was changed. Use --yes.")
