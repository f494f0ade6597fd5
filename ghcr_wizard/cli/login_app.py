"""`ghcr-wizard login --method github-app`: an App's key read, its installation found, a token minted, then stored."""

import argparse
from datetime import UTC, datetime

from ghcr_wizard.cli.common import hosts_of, stored_credentials
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.findings import say_diagnoses
from ghcr_wizard.cli.login_stores import checked_store, kept_until, not_kept, require_store
from ghcr_wizard.cli.outcome import DONE, REFUSED, CommandError, diagnosed
from ghcr_wizard.cli.output import Mark, mark, say, say_json
from ghcr_wizard.credentials.app import AppExamination, Installation, examine, fitting, mint
from ghcr_wizard.credentials.app_login import (
    KeyFile,
    MissingKeyFileError,
    NoKeyFileError,
    StoredApp,
    name_for,
    private_key,
    store_app,
)
from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.profile import AppGrant, Profile
from ghcr_wizard.credentials.profile_names import checked_description, checked_profile_name
from ghcr_wizard.credentials.store_trial import Login
from ghcr_wizard.credentials.stores import STORES
from ghcr_wizard.diagnosis.causes_apps import APP_NOT_INSTALLED
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.github.apps import USERNAME, AppInputError, checked_installation, checked_issuer, checked_repositories
from ghcr_wizard.github.auth_methods import Method

_KEY_HINT = "Or leave the key in its file: --keep-key-file."
_OF_TOKENS = (("username", "--username"), ("token_command", "--command"))


def add_app_options(parser: argparse.ArgumentParser) -> None:
    """Add what is for a GitHub App alone."""
    group = parser.add_argument_group("for --method github-app")
    group.add_argument("--app-id", metavar="ID", help="the App's client id (Iv…) or App id")
    group.add_argument("--private-key", metavar="PATH", help="its private key, a PEM file")
    group.add_argument("--installation", metavar="ID", help="which installation, where there are several")
    group.add_argument(
        "--repository", metavar="NAME", action="append", help="narrow tokens to this repository; repeatable"
    )
    group.add_argument("--keep-key-file", action="store_true", help="leave the key in its file, not in the keyring")


def refuse_app_options(args: argparse.Namespace) -> None:
    """Refuse an App's options with another method.

    Raises:
        CommandError: One is there.
    """
    given = (args.app_id, args.private_key, args.installation, args.repository, args.keep_key_file or None)
    if any(value is not None for value in given):
        raise CommandError("--app-id and its options require --method github-app")


async def login_app(args: argparse.Namespace) -> int:
    """Store an App that mints its own tokens; return the exit status.

    Raises:
        CommandError: An option is missing or impossible, the key cannot be used, or the keyring did not take it.
        UnobtainableError: GitHub refuses the App, or cannot be asked.
    """
    issuer, wanted, names = _checked(args)
    hosts = hosts_of(args.registry)
    name = None if args.profile is None else checked_profile_name(args.profile)
    description = checked_description(args.description or "")
    store = checked_store(args.store)
    end = kept_until(args.keep_for, store)
    key = await _key(args.private_key)
    credentials = stored_credentials()
    if not args.keep_key_file:  # then the store holds tokens alone, which can be generated again
        await require_store(credentials, store, Login(Method.GITHUB_APP, hosts.registry), _KEY_HINT)
    existing = await credentials.list()  # settings that cannot be read are told before anything is sent
    found = await examine(hosts, issuer, key.secret)
    installation = _chosen(found, wanted)
    beyond = fitting(installation)
    grant = AppGrant(issuer, installation.id, installation.account.login, None, _narrowed(names, installation))
    token = await mint(hosts, grant, key.secret)
    name = name or name_for(found.app.slug, hosts.registry, grant, existing)
    profile = Profile(
        name,
        hosts.registry,
        Method.GITHUB_APP,
        USERNAME,
        description,
        store,
        datetime.now(UTC),
        app=grant,
        kept_until=end,
    )
    try:
        stored = await store_app(credentials, profile, key, token, key_stays=args.keep_key_file)
    except KeyringFailure as failure:
        raise await not_kept(failure.diagnosis, Login(Method.GITHUB_APP, hosts.registry), _KEY_HINT) from None
    _tell(stored, key, beyond, as_json=args.json)
    return DONE


def _checked(args: argparse.Namespace) -> tuple[str, int | None, str]:
    """The App's id, the installation's number if one was given, and repositories as one text; checked offline.

    Raises:
        CommandError: One is missing or impossible, or an option cannot be used with an App.
    """
    for name, option in _OF_TOKENS:
        if getattr(args, name) is not None:
            raise CommandError(f"{option} cannot be used with --method github-app")
    if args.token_stdin:
        raise CommandError("an App generates its tokens: give --app-id and --private-key instead of --token-stdin")
    if not STORES[checked_store(args.store)].keeps_token:
        raise CommandError("an App's key needs a store that keeps it; --keep-key-file leaves it in the file")
    if args.app_id is None or args.private_key is None:
        raise CommandError("--method github-app needs --app-id ID and --private-key PATH")
    names = " ".join(args.repository or ())
    try:
        checked_repositories(names)
        number = None if args.installation is None else checked_installation(args.installation)
        return checked_issuer(args.app_id), number, names
    except AppInputError as error:
        raise CommandError(str(error)) from None


async def _key(path: str) -> KeyFile:
    try:
        return await private_key(path)
    except MissingKeyFileError as error:
        raise diagnosed(error.diagnosis) from None
    except NoKeyFileError as error:
        raise diagnosed(error.diagnosis, REFUSED) from None


def _chosen(found: AppExamination, wanted: int | None) -> Installation:
    """The installation to use: the one asked for, or the only one.

    Raises:
        CommandError: There are several and none was asked for, or the one asked for is not there.
    """
    if wanted is None and len(found.installations) == 1:
        return found.installations[0]
    named = ", ".join(_named(row) for row in found.installations)
    if wanted is None:
        raise CommandError(f"{found.app.name} has several installations; choose with --installation: {named}")
    chosen = next((row for row in found.installations if row.id == wanted), None)
    if chosen is None:
        raise diagnosed(diagnose(APP_NOT_INSTALLED, where=f"installation {wanted}"), REFUSED)
    return chosen


def _named(row: Installation) -> str:
    return f"{row.account.login} ({row.id}{', suspended' if row.suspended_at else ''})"


def _narrowed(names: str, installation: Installation) -> tuple[str, ...]:
    try:
        return checked_repositories(names, installation.account.login)
    except AppInputError as error:
        raise CommandError(str(error)) from None


def _tell(stored: StoredApp, key: KeyFile, beyond: tuple[str, ...], *, as_json: bool) -> None:
    profile = stored.result.profile
    account = profile.app.account if profile.app else ""
    replaced = ", replacing the profile with that name" if stored.result.replaced else ""
    default = f"; it is the default for {profile.registry}" if stored.result.is_default else ""
    summary = f"Profile {profile.name} of the App on {account} is stored{replaced}, {stored.place}{default}."
    if as_json:
        say_json(action("login", summary, done=True, changed=[profile.name], diagnoses=key.warnings))
        return
    say(mark(Mark.GOOD), summary)
    say(" ", "A token was generated to verify it. Tokens are valid for 1 hour and are renewed automatically.")
    if beyond:
        say(" ", f"The App may do more ({', '.join(beyond)}); its tokens are generated without that.")
    say_diagnoses(key.warnings)
    say()
    say(" ", f"Next: ghcr-wizard check --profile {profile.name}")
