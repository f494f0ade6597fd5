"""What the commands share: their common options, a token from standard input, and whose credential a call uses."""

import argparse
import os
import sys
from dataclasses import dataclass

from ghcr_wizard.cli.outcome import CommandError, diagnosed
from ghcr_wizard.cli.output import is_terminal
from ghcr_wizard.cli.parsing import add_json_option
from ghcr_wizard.cli.running import interruptible
from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.causes_tokens import USERNAME_EMPTY
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.github.auth_methods import METHODS
from ghcr_wizard.github.hosts import GHCR, Hosts, recognise
from ghcr_wizard.github.tokens import Checksum, TokenInspection, TokenKind, decode, inspect_token
from ghcr_wizard.paths import Paths
from ghcr_wizard.text import clean

_MOST_STDIN = 64 * 1024
"""Bytes read in search of a token; the longest has about 520 characters."""

_LONGEST_USERNAME = 100

_NO_TOKEN = TokenInspection(None, TokenKind.NONE, Checksum.NOT_APPLICABLE, 0)


@dataclass(frozen=True, slots=True)
class Given:
    """Whose credential a call uses, and where.

    Attributes:
        hosts: The servers.
        credential: User name and secret, or anonymous.
        inspection: Its token, judged offline.
        profile: Where it is stored; `None` for one given for this call alone.
    """

    hosts: Hosts
    credential: Credential
    inspection: TokenInspection
    profile: Profile | None = None


def add_registry_option(parser: argparse.ArgumentParser) -> None:
    """Add `--registry`."""
    parser.add_argument("--registry", metavar="HOST", help=f"the registry (default: {GHCR})")


def add_token_options(parser: argparse.ArgumentParser) -> None:
    """Add `--username` and `--token-stdin`."""
    parser.add_argument("--username", metavar="NAME", help="the user name that goes with the token")
    parser.add_argument("--token-stdin", action="store_true", help="read the token from standard input")


def add_credential_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say whose credential a call uses, and where: see `given_credential`."""
    add_json_option(parser)
    add_registry_option(parser)
    parser.add_argument("--profile", metavar="NAME", help="a stored profile instead of the registry's default one")
    add_token_options(parser)
    parser.add_argument("--anonymous", action="store_true", help="anonymous: use no credential")


def hosts_of(registry: str | None) -> Hosts:
    """The servers of a registry as it was typed, ghcr.io if it was not; the environment may override addresses.

    Raises:
        CommandError: It is no usable host, or an override is no usable address.
    """
    recognition = recognise(GHCR if registry is None else registry, os.environ)
    if recognition.hosts is None:
        raise CommandError(recognition.summary, diagnosis=recognition.diagnosis)
    return recognition.hosts


def asked_hosts(args: argparse.Namespace) -> Hosts | None:
    """The servers as far as the options of `add_credential_options` say; `None` where they name none that is usable."""
    if args.registry is None and args.profile is not None:
        return None
    return recognise(GHCR if args.registry is None else args.registry, os.environ).hosts


def wanted_registry(args: argparse.Namespace, hosts: Hosts) -> str | None:
    """The registry a profile must be of; `None` where one is named and no registry is: it brings its own."""
    return None if args.registry is None and args.profile is not None else hosts.registry


def stored_credentials() -> Credentials:
    """This user's stored credentials.

    Raises:
        NoHomeError: There is no folder for settings.
    """
    return Credentials(Paths.standard())


def token_from_stdin(expected: frozenset[TokenKind] = frozenset()) -> TokenInspection:
    """The token piped in, or typed without echo where a person sits at standard input; judged offline.

    Raises:
        CommandError: There is none, or it cannot be one.
    """
    with interruptible():
        given = _typed() if is_terminal(sys.stdin) else _piped()
    inspection = inspect_token(given, expected)
    for row in inspection.diagnoses:
        if row.severity is Severity.ERROR:
            raise diagnosed(row)
    return inspection


def _typed() -> str:
    import getpass

    try:
        return getpass.getpass("Token (not shown): ")
    except EOFError:
        return ""


def _piped() -> str:
    if sys.stdin is None:
        return ""
    return decode(sys.stdin.buffer.read(_MOST_STDIN))


def username_for(typed: str | None, customary: str | None) -> str:
    """The user name to send.

    Args:
        typed: What was given, if anything.
        customary: The name to take where nothing was given, `x-access-token` for an App.

    Raises:
        CommandError: There is none, or it can be none.
    """
    name = (typed or "").strip() or customary
    if not name:
        raise diagnosed(diagnose(USERNAME_EMPTY))
    if clean(name, _LONGEST_USERNAME) != name or ":" in name:
        raise CommandError("invalid user name: no colon, no control character, at most 100 characters")
    return name


async def given_credential(args: argparse.Namespace) -> Given:
    """Whose credential a call uses: standard input, else none if so asked, else the profile named, else the default.

    A profile that is named brings its own registry, unless `--registry` says which it has to be.

    Args:
        args: Parsed from the options of `add_credential_options`.

    Raises:
        CommandError: A token or user name is missing or impossible, or the registry is.
        NoSuchProfileError: Nothing is stored that fits.
        ProfilesError: The profiles cannot be read.
        KeyringFailure: The keyring does not give the secret out.
    """
    if args.username is not None and not args.token_stdin:
        raise CommandError("--username goes with --token-stdin; a profile has its own user name")
    hosts = hosts_of(args.registry)
    if args.token_stdin:
        inspection = token_from_stdin()
        customary = next((info.username for info in METHODS if inspection.kind in info.kinds), None)
        return Given(hosts, Credential(username_for(args.username, customary), inspection.secret), inspection)
    if args.anonymous:
        return Given(hosts, ANONYMOUS, _NO_TOKEN)
    stored = stored_credentials()
    profile = await stored.find(wanted_registry(args, hosts), args.profile)
    args.registry = profile.registry  # for the document of what fails from here on
    credential = await stored.load(profile)
    inspection = inspect_token(credential.secret.reveal()) if credential.secret else _NO_TOKEN
    return Given(hosts_of(profile.registry), credential, inspection, profile)
