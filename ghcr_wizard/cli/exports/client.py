"""`ghcr-wizard export docker` and `export podman`: make the program ask `docker-credential-ghcr-wizard`."""

import argparse
import os
import sys
from collections.abc import Iterable

from ghcr_wizard.cli.common import hosts_of, stored_credentials, wanted_registry
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.findings import say_diagnoses
from ghcr_wizard.cli.outcome import DONE, REFUSED, CommandError
from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, mark, say, say_json
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.clients.lookup import Client
from ghcr_wizard.clients.places import docker_elsewhere
from ghcr_wizard.clients.setup import CLIENTS, Plan, SetupResult, apply, forget_plaintext, other_name, plan, plan_undo
from ghcr_wizard.credentials.store_trial import is_windows_beside
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.causes_clients import CREDENTIAL_PLAINTEXT
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.paths import Paths

_COLOURS = {"+": Colour.GREEN, "-": Colour.RED, "@": Colour.DIM}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the option that these two targets alone have."""
    parser.add_argument(
        "--remove-login", action="store_true", help="with --yes: take a login in plain text out of the file too"
    )


def run(args: argparse.Namespace) -> int:
    """Show the change, or make it; return the exit status."""
    if args.token_stdin or args.username is not None or args.anonymous:
        raise CommandError(
            f"export {args.target} sets up stored profiles; run ghcr-wizard login to store a token first"
        )
    if args.remove_login and (args.undo or not args.yes):
        raise CommandError("--remove-login goes with --yes, and not with --undo")
    return run_async(_exported(args))


async def _exported(args: argparse.Namespace) -> int:
    client = Client(args.target)
    hosts, note = await _hosts(args)
    planned = await (plan_undo if args.undo else plan)(client, hosts, os.environ)
    if not args.undo:
        note = " ".join(filter(None, (note, other_name(planned, hosts)))) or None
    if planned.edit is None:
        raise CommandError(planned.summary, REFUSED, next(iter(planned.diagnoses), None))
    if not args.yes:
        _show(planned, note, as_json=args.json)
        _say_elsewhere(client, as_json=args.json)
        return DONE
    outcome = await apply(planned, Paths.standard())
    if not outcome.done:
        raise CommandError(outcome.summary, REFUSED, _worst(outcome.diagnoses))
    if args.remove_login and planned.plaintext:
        outcome = _joined(outcome, await forget_plaintext(planned, Paths.standard()))
    _tell(outcome, planned, note, as_json=args.json)
    _say_elsewhere(client, as_json=args.json)
    return REFUSED if _worst(outcome.diagnoses) else DONE


async def _hosts(args: argparse.Namespace) -> tuple[Hosts, str | None]:
    """The servers, and what to say of a profile that was named and is not the one the helper answers with."""
    hosts = hosts_of(args.registry)
    if args.profile is None:
        return hosts, None
    stored = stored_credentials()
    profile = await stored.find(wanted_registry(args, hosts), args.profile)
    default = (await stored.list()).default_of(profile.registry)
    note = None
    if default != profile:
        name = CLIENTS[Client(args.target)]
        note = f"{name} gets the default profile’s credential; for this one set GHCR_WIZARD_PROFILE where {name} runs."  # noqa: RUF001 - an apostrophe
    return hosts_of(profile.registry), note


def _show(planned: Plan, note: str | None, *, as_json: bool) -> None:
    """Print the change that was not made."""
    if as_json:
        notes = " ".join((planned.summary, *planned.notes, *([note] if note else [])))
        say_json(action("export", notes, done=False, diagnoses=planned.diagnoses))
        return
    say(mark(Mark.NOTE), planned.summary)
    _say_notes([*planned.notes, *([note] if note else [])])
    if planned.diff:
        say()
    for line in planned.diff:
        say(_coloured(line))
    say_diagnoses(planned.diagnoses)
    if planned.changes:
        say()
        say(mark(Mark.NOTE), "Dry run: nothing was changed. Use --yes.")


def _tell(outcome: SetupResult, planned: Plan, note: str | None, *, as_json: bool) -> None:
    """Print what was done."""
    notes = [*planned.notes, *([note] if note else [])]
    if as_json:
        summary = " ".join(part for part in (outcome.summary, outcome.proof, *notes) if part)
        say_json(action("export", summary, done=True, changed=outcome.changed, diagnoses=outcome.diagnoses))
        return
    say(mark(Mark.GOOD), outcome.summary)
    if outcome.proof:
        say(mark(Mark.BAD if _worst(outcome.diagnoses) else Mark.GOOD), outcome.proof)
    _say_notes(notes)
    say_diagnoses(outcome.diagnoses)


def _say_elsewhere(client: Client, *, as_json: bool) -> None:
    """Say which Docker looks elsewhere, and so is not concerned by the change."""
    if as_json or client is not Client.DOCKER:
        return
    is_root = sys.platform != "win32" and os.geteuid() == 0
    say()
    for line in docker_elsewhere(os.environ, is_root=is_root, is_wsl=is_windows_beside()):
        say(mark(Mark.NOTE), line)


def _joined(first: SetupResult, second: SetupResult) -> SetupResult:
    """Both as one: the entry is there whatever came of the login."""
    left = (
        tuple(row for row in first.diagnoses if row.of is not CREDENTIAL_PLAINTEXT) if second.done else first.diagnoses
    )
    changed = tuple(dict.fromkeys((*first.changed, *second.changed)))
    return SetupResult(True, f"{first.summary} {second.summary}", changed, first.proof, left)  # noqa: FBT003 - its first field


def _say_notes(notes: Iterable[str]) -> None:
    for each in notes:
        say(mark(Mark.CAUTION), each)


def _coloured(line: str) -> Cell:
    colour = _COLOURS.get(line[:1])
    return Painted(line, colour) if colour else line


def _worst(rows: Iterable[Diagnosis]) -> Diagnosis | None:
    return next((row for row in rows if row.severity is Severity.ERROR), None)
