"""`ghcr-wizard login`: store a credential without the wizard."""

import argparse
import sys
from dataclasses import replace
from typing import Any

from ghcr_wizard.cli.common import (
    add_registry_option,
    add_token_options,
    hosts_of,
    stored_credentials,
    token_from_stdin,
    username_for,
)
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.login_app import add_app_options, login_app, refuse_app_options
from ghcr_wizard.cli.login_device import add_device_options, login_device, refuse_device_options
from ghcr_wizard.cli.login_stores import add_store_options, checked_store, kept_until, require_store
from ghcr_wizard.cli.login_storing import Wanted, store_if_alive
from ghcr_wizard.cli.outcome import CommandError, UsageError
from ghcr_wizard.cli.output import is_terminal
from ghcr_wizard.cli.parsing import add_json_option, not_one_of
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.credentials.command import CommandLineError, words_of
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.credentials.profile_names import checked_description, checked_profile_name
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.auth_methods import BY_NAME, Method, MethodInfo
from ghcr_wizard.github.tokens import inspect_token

_DESCRIPTION = """\
Store a credential. Without options, on a terminal, it asks line by line. Else
the token is read from standard input, or printed by a command each time:

  login --method classic-pat --username NAME --token-stdin
  login --method classic-pat --username NAME --store command --command "gh auth token"
  login --method github-app --app-id ID --private-key PATH
  login --method oauth-device --client-id ID
  login --method classic-pat --username NAME --token-stdin --store pass
  login --method classic-pat --username NAME --token-stdin --store kernel --for 8h

The second imports it from gh without copying anything; gh prints GH_TOKEN
instead of its own token while that is set. The third generates its tokens itself.
The fourth prints a code and the page to type it on, and waits for the token.
The last two are for a machine without a desktop's keyring.
"""


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser(
        "login", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    storable = [info.method.value for info in BY_NAME.values() if info.storable]
    parser.add_argument("--method", metavar="METHOD", help=f"one of: {', '.join(storable)}")
    add_token_options(parser)
    parser.add_argument("--profile", metavar="NAME", help="profile name (default: the token's owner)")
    parser.add_argument("--description", metavar="TEXT", help="a note for yourself")
    add_store_options(parser)
    parser.add_argument("--command", dest="token_command", metavar="CMD", help="for --store command: prints the token")
    add_app_options(parser)
    add_device_options(parser)
    add_registry_option(parser)
    add_json_option(parser)


def refused(_args: argparse.Namespace, line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of a login that failed."""
    return action("login", line, done=False, diagnoses=diagnoses)


def run(args: argparse.Namespace) -> int:
    """Judge the token, ask GitHub whether it is alive, store it; return the exit status."""
    if args.method is None:
        return _asked(args)
    info = _method(args.method)
    if info.method is Method.GITHUB_APP:
        return run_async(login_app(args))
    refuse_app_options(args)
    if info.method is Method.OAUTH_DEVICE:
        return run_async(login_device(args, _wanted(args, info), stored_credentials()))
    refuse_device_options(args)
    store = _store(args)
    if store is Store.COMMAND:
        return run_async(_login_by_command(args, info))
    return run_async(_login_by_paste(args, info))


def _asked(args: argparse.Namespace) -> int:
    """Ask line by line, where a person is there to answer."""
    from ghcr_wizard.cli.login_questions import ask_for_login, wants_questions
    from ghcr_wizard.cli.questions import can_ask

    if not wants_questions(args) or not can_ask():
        raise UsageError(f"missing: --method, one of: {', '.join(_storable())}")
    return ask_for_login(args.registry)


async def _login_by_paste(args: argparse.Namespace, info: MethodInfo) -> int:
    """The token comes last, so that no wrong option waits for it."""
    wanted = _wanted(args, info)
    if not args.token_stdin:
        raise CommandError("login reads the token from standard input: add --token-stdin and pipe it in")
    credentials = stored_credentials()
    wanted = replace(wanted, username=username_for(args.username, info.username))
    if is_terminal(sys.stdin):  # nobody types a token that then finds no place
        await require_store(credentials, wanted.store, wanted.login)
    inspection = token_from_stdin(info.kinds)
    await require_store(credentials, wanted.store, wanted.login)
    return await store_if_alive(credentials, wanted, inspection, as_json=args.json)


async def _login_by_command(args: argparse.Namespace, info: MethodInfo) -> int:
    """The command is run once, before anything is stored."""
    wanted = replace(_wanted(args, info), username=username_for(args.username, info.username))
    credentials = stored_credentials()
    secret = await credentials.printed_by(args.token_command)
    wanted = replace(wanted, store=Store.COMMAND, command=args.token_command)
    return await store_if_alive(credentials, wanted, inspect_token(secret.reveal(), info.kinds), as_json=args.json)


def _wanted(args: argparse.Namespace, info: MethodInfo) -> Wanted:
    """What the arguments say of the profile, checked as far as it can be offline."""
    name = None if args.profile is None else checked_profile_name(args.profile)
    description = None if args.description is None else checked_description(args.description)
    store = checked_store(args.store)
    end = kept_until(args.keep_for, store)
    return Wanted(hosts_of(args.registry), info.method, None, name, description, store, kept_until=end)


def _storable() -> list[str]:
    """The methods whose credential can be stored."""
    return [info.method.value for info in BY_NAME.values() if info.storable]


def _method(given: str) -> MethodInfo:
    if given not in set(Method):
        raise CommandError(not_one_of("--method", given, _storable()))
    info = BY_NAME[Method(given)]
    if info.method is Method.ANONYMOUS:
        raise CommandError("Anonymous pulls need no login.")
    if not info.storable:
        raise CommandError("a workflow's GITHUB_TOKEN expires with its job, so it cannot be stored; use it in the job")
    return info


def _store(args: argparse.Namespace) -> Store:
    store = checked_store(args.store)
    if store is not Store.COMMAND:
        if args.token_command is not None:
            raise CommandError("--command goes with --store command")
        return store
    if args.token_command is None:
        raise CommandError('--store command needs --command, such as --command "gh auth token"')
    if args.token_stdin:
        raise CommandError("--store command takes the token from the command: omit --token-stdin")
    try:
        words_of(args.token_command)
    except CommandLineError as error:
        raise CommandError(str(error)) from None
    return store
