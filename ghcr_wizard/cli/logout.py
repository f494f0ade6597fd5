"""`ghcr-wizard logout`: remove a profile and its secret."""

import argparse
from typing import Any

from ghcr_wizard.catalog.removal import remove
from ghcr_wizard.cli.common import add_registry_option, hosts_of, stored_credentials, wanted_registry
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.outcome import DONE, STORE_FAILED, CommandError
from ghcr_wizard.cli.output import Mark, mark, say, say_json
from ghcr_wizard.cli.parsing import add_json_option
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_file import ProfilesError
from ghcr_wizard.credentials.stored import RemoveResult
from ghcr_wizard.diagnosis.model import Diagnosis


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser("logout", description="Delete a profile and its secret from this machine.")
    parser.add_argument("--profile", metavar="NAME", help="which one (default: the registry's default profile)")
    add_registry_option(parser)
    add_json_option(parser)


def refused(_args: argparse.Namespace, line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of a logout that failed."""
    return action("logout", line, done=False, diagnoses=diagnoses)


def run(args: argparse.Namespace) -> int:
    """Remove the profile; return the exit status."""
    result = run_async(_removed(args))
    summary = _summary(result)
    if args.json:
        say_json(action("logout", summary, done=True, changed=[result.profile.name]))
        return DONE
    say(mark(Mark.GOOD), summary)
    say(" ", _still_there(result.profile))
    return DONE


async def _removed(args: argparse.Namespace) -> RemoveResult:
    hosts = hosts_of(args.registry)
    credentials = stored_credentials()
    profile = await credentials.find(wanted_registry(args, hosts), args.profile)
    try:
        return await remove(credentials, profile, hosts_of(profile.registry))
    except KeyringFailure as failure:
        row = failure.diagnosis
        line = f"Nothing was removed: profile {profile.name} and its secret are still there. {row.cause} {row.fix}"
        raise CommandError(line, STORE_FAILED, row) from None
    except ProfilesError as error:
        line = f"The secret was removed, the profile {profile.name} was not: {error}"
        raise CommandError(line, STORE_FAILED, error.diagnosis) from None


def _still_there(profile: Profile) -> str:
    if profile.app is None:
        return "The token is still valid on GitHub; delete it there if unused."
    file = f" Its file is still there: {profile.app.key_file}." if profile.app.key_file else ""
    return f"The App's private key is still valid on GitHub; delete it there if unused.{file}"


def _summary(result: RemoveResult) -> str:
    if result.profile.store is Store.COMMAND:
        removed = "was deleted (no token was stored)"
    elif result.profile.app and result.profile.app.key_file:
        removed = "was deleted; its private key is still in its file"
    elif result.had_secret:
        removed = "and its secret are removed"
    else:
        removed = "is removed; the keyring had no secret of it"
    default = f" {result.profile.registry} takes {result.new_default} by default now." if result.new_default else ""
    return f"Profile {result.profile.name} {removed}.{default}"
