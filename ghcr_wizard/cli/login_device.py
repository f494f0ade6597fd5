"""`ghcr-wizard login --method oauth-device`: a code for the browser, and the token that comes of it.

The code and the page are said on standard error, so that standard output is the result alone. No browser is opened:
a command may run anywhere, and the page can be opened on any computer.
"""

import argparse
from dataclasses import replace

from ghcr_wizard.cli.login_stores import checked_store, require_store
from ghcr_wizard.cli.login_storing import Wanted, store_if_alive
from ghcr_wizard.cli.outcome import REFUSED, UNREACHABLE, CommandError
from ghcr_wizard.cli.output import remark
from ghcr_wizard.cli.parsing import not_one_of
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.sign_in import CodeShown, SignedIn, SignInEvent, SignInFailed, Slowed, sign_in
from ghcr_wizard.credentials.stores import STORES
from ghcr_wizard.diagnosis.cause import UNANSWERED
from ghcr_wizard.github.device_codes import ClientIdError, checked_client_id
from ghcr_wizard.github.scopes import Purpose, needs, wishes_for
from ghcr_wizard.github.tokens import TokenInspection


def add_device_options(parser: argparse.ArgumentParser) -> None:
    """Add what is for signing in with the browser alone."""
    group = parser.add_argument_group("for --method oauth-device")
    group.add_argument("--client-id", metavar="ID", help="of your own OAuth app with Device Flow enabled")
    group.add_argument("--purpose", metavar="WHAT", help="read (default), write or delete packages: the scopes")


def refuse_device_options(args: argparse.Namespace) -> None:
    """Refuse these options with another method.

    Raises:
        CommandError: One is there.
    """
    if args.client_id is not None or args.purpose is not None:
        raise CommandError("--client-id and --purpose go with --method oauth-device")


async def login_device(args: argparse.Namespace, wanted: Wanted, credentials: Credentials) -> int:
    """Sign in, then store the token as any other; return the exit status.

    Raises:
        CommandError: An option is wrong, the keyring cannot be used, or signing in failed.
        ProfilesError: The settings cannot be read.
    """
    client_id, purpose = _client_id(args), _purpose(args.purpose)
    await require_store(credentials, wanted.store, wanted.login)
    signed_in = await _signed_in(wanted, client_id, purpose)
    found = replace(wanted, username=signed_in.login, client_id=client_id)
    return await store_if_alive(credentials, found, _without_remarks(signed_in.inspection), as_json=args.json)


def _client_id(args: argparse.Namespace) -> str:
    of_others = args.token_stdin or args.username is not None or args.token_command is not None
    if of_others or not STORES[checked_store(args.store)].keeps_token:
        raise CommandError(
            "--method oauth-device gets user name and token from signing in: omit the options about them"
        )
    try:
        return checked_client_id(args.client_id or "")
    except ClientIdError as error:
        raise CommandError(f"--client-id: {error}") from None


def _purpose(given: str | None) -> Purpose:
    if given is None:
        return Purpose.READ
    if given not in set(Purpose):
        raise CommandError(not_one_of("--purpose", given, list(Purpose)))
    return Purpose(given)


async def _signed_in(wanted: Wanted, client_id: str, purpose: Purpose) -> SignedIn:
    scopes = tuple(need.scope for need in needs(wishes_for(purpose)))
    async for event in sign_in(wanted.hosts, client_id, scopes):
        if isinstance(event, SignedIn):
            return event
        if isinstance(event, SignInFailed):
            raise _failure(event)
        _tell(event)
    raise CommandError("signing in ended without a token", UNREACHABLE)


def _tell(event: SignInEvent) -> None:
    if isinstance(event, CodeShown):
        remark(f"Open {event.page} in a browser, on any computer, and type this code:")
        remark(f"    {event.user_code}")
        remark(f"Waiting until you have authorized it, at most {event.lives // 60} minutes; Ctrl+C stops.")
    elif isinstance(event, Slowed):
        remark(f"GitHub asked to poll less often: every {event.interval} seconds from now on.")


def _failure(event: SignInFailed) -> CommandError:
    row = event.diagnosis
    status = UNREACHABLE if row.family in UNANSWERED else REFUSED
    return CommandError(f"Nothing was stored. {row.cause} {row.fix}", status, row)


def _without_remarks(inspection: TokenInspection) -> TokenInspection:
    """What is said of a pasted token, such as a wrong checksum, says nothing of one that GitHub gave just now."""
    return replace(inspection, diagnoses=())
