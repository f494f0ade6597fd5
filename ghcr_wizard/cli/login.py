"""`ghcr-wizard login`: store a credential without the wizard."""

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ghcr_wizard.cli.common import (
    add_json_option,
    add_registry_option,
    add_token_options,
    hosts_of,
    stored_credentials,
    token_from_stdin,
    username_for,
)
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.findings import say_diagnoses
from ghcr_wizard.cli.outcome import DONE, REFUSED, STORE_FAILED, UNREACHABLE, CommandError
from ghcr_wizard.cli.output import Mark, complain, mark, say, say_json
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.domain.credential import Credential
from ghcr_wizard.domain.diagnoses import Diagnosis, worst_first
from ghcr_wizard.domain.hosts import Hosts
from ghcr_wizard.domain.methods import BY_NAME, METHODS, Method, MethodInfo
from ghcr_wizard.domain.profiles import Profile, Store
from ghcr_wizard.domain.secret import Secret
from ghcr_wizard.domain.text import clean, redact
from ghcr_wizard.domain.tokens import TokenJudgement
from ghcr_wizard.operations.credentials import Credentials, StoreResult
from ghcr_wizard.operations.login import Admission, Life, admit
from ghcr_wizard.operations.profile_names import checked_profile_name, suggest_profile_name
from ghcr_wizard.services.keyring_errors import KeyringFailure
from ghcr_wizard.services.profile_format import Profiles

_LONGEST_DESCRIPTION = 200


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser("login", description="Store a credential: its token is read from standard input.")
    storable = [info.method.value for info in METHODS if info.storable]
    parser.add_argument("--method", metavar="METHOD", required=True, help=f"one of: {', '.join(storable)}")
    add_token_options(parser)
    parser.add_argument("--profile", metavar="NAME", help="the profile's name (default: made from the token's owner)")
    parser.add_argument("--description", metavar="TEXT", default="", help="a note for yourself")
    parser.add_argument("--store", metavar="STORE", default="keyring", help="where the secret goes (default: keyring)")
    add_registry_option(parser)
    add_json_option(parser)


def refused(_args: argparse.Namespace, line: str, diagnosis: Diagnosis | None) -> dict[str, object]:
    """The document of a login that failed."""
    return action("login", line, done=False, diagnoses=[diagnosis] if diagnosis else [])


def run(args: argparse.Namespace) -> int:
    """Judge the token, ask GitHub whether it is alive, store it; return the exit status."""
    return run_async(_login(_request(args), as_json=args.json))


@dataclass(frozen=True, slots=True)
class _Request:
    """What is to be stored, every part checked as far as it can be offline."""

    hosts: Hosts
    method: Method
    username: str
    judgement: TokenJudgement
    secret: Secret
    name: str | None
    description: str

    @property
    def credential(self) -> Credential:
        return Credential(self.username, self.secret)


def _request(args: argparse.Namespace) -> _Request:
    """The arguments and standard input, checked; the token comes last, so that no wrong option waits for it."""
    info = _method(args.method)
    _refuse_other_stores(args.store)
    name = None if args.profile is None else checked_profile_name(args.profile)
    description = _description(args.description)
    hosts = hosts_of(args.registry)
    if not args.token_stdin:
        raise CommandError("login reads the token from standard input: add --token-stdin and pipe it in")
    username = username_for(args.username, info.username)
    judgement = token_from_stdin(info.kinds)
    secret = judgement.secret or Secret("")
    return _Request(hosts, info.method, username, judgement, secret, name, description)


def _method(given: str) -> MethodInfo:
    storable = [info.method.value for info in METHODS if info.storable]
    if given not in set(Method):
        raise CommandError(f"--method is one of: {', '.join(storable)}")
    info = BY_NAME[Method(given)]
    if info.method is Method.ANONYMOUS:
        raise CommandError("anonymous needs no login: there is nothing to store; leave the token away where you pull")
    if not info.storable:
        raise CommandError("a workflow's GITHUB_TOKEN ends with its job: there is nothing to store; use it in the job")
    return info


def _refuse_other_stores(given: str) -> None:
    if given == Store.SESSION:
        raise CommandError("the store session ends with the program; it is for the wizard: run ghcr-wizard")
    if given != Store.KEYRING:
        raise CommandError("--store is one of: keyring")


def _description(given: str) -> str:
    text = clean(given.strip(), _LONGEST_DESCRIPTION)
    if redact(text) != text:
        raise CommandError("a description must not hold a token")
    return text


async def _login(request: _Request, *, as_json: bool) -> int:
    credentials = stored_credentials()
    await credentials.list()  # settings that cannot be read are told before anything is sent
    admission = await admit(request.hosts, request.credential, request.judgement.kind)
    rows = worst_first([*request.judgement.diagnoses, *admission.diagnoses])
    if admission.life is not Life.ALIVE:
        return _not_stored(admission, rows, as_json=as_json)
    stored = await _store(credentials, request, admission)
    summary = _summary(stored)
    if as_json:
        say_json(action("login", summary, done=True, changed=[stored.profile.name], diagnoses=rows))
        return DONE
    say(mark(Mark.GOOD), summary)
    say_diagnoses(rows)
    say()
    say(" ", f"Next: ghcr-wizard check --profile {stored.profile.name}")
    return DONE


def _not_stored(admission: Admission, rows: list[Diagnosis], *, as_json: bool) -> int:
    """Say why nothing was stored; the worst of the admission's own diagnoses is the reason."""
    reason = worst_first(list(admission.diagnoses))[0]
    line = f"Nothing was stored. {reason.cause} {reason.fix}"
    if as_json:
        say_json(action("login", line, done=False, diagnoses=rows))
    complain(line)
    return REFUSED if admission.life is Life.REJECTED else UNREACHABLE


async def _store(credentials: Credentials, request: _Request, admission: Admission) -> StoreResult:
    profile = Profile(
        name=request.name or _name(await credentials.list(), request, admission),
        registry=request.hosts.registry,
        method=request.method,
        username=request.username,
        description=request.description,
        store=Store.KEYRING,
        created_at=datetime.now(UTC),
        expires_at=admission.expires_at,
    )
    try:
        return await credentials.store(profile, request.secret)
    except KeyringFailure as failure:
        row = failure.diagnosis
        raise CommandError(f"Nothing was stored. {row.cause} {row.fix}", STORE_FAILED, row) from None


def _name(existing: Profiles, request: _Request, admission: Admission) -> str:
    """A name for the profile: its owner's; taken over from an earlier credential of the same making, never else."""
    owner = admission.identity.login if admission.identity else request.username
    name = suggest_profile_name(owner, request.hosts.registry, ())
    held = existing.named(name)
    if held and (held.registry, held.method) == (request.hosts.registry, request.method):
        return name
    taken = {profile.name for profile in existing.profiles} | set(existing.unknown)
    return suggest_profile_name(owner, request.hosts.registry, taken)


def _summary(stored: StoreResult) -> str:
    profile = stored.profile
    replaced = ", in place of the one of that name" if stored.replaced else ""
    default = f"; it is what {profile.registry} takes by default" if stored.is_default else ""
    return f"Profile {profile.name} is stored{replaced}, its token in: {stored.keyring}{default}."
