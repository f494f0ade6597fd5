"""The second half of every login: ask GitHub whether the token is alive, store it, say so."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.findings import say_diagnoses
from ghcr_wizard.cli.login_stores import not_kept
from ghcr_wizard.cli.outcome import DONE, REFUSED, UNREACHABLE
from ghcr_wizard.cli.output import Mark, complain, mark, say, say_json
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.login import Admission, Life, admit
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.credentials.profile_names import suggest_profile_name
from ghcr_wizard.credentials.store_trial import PLACEHOLDER, Login
from ghcr_wizard.credentials.stored import StoreResult
from ghcr_wizard.diagnosis.model import Diagnosis, worst_first
from ghcr_wizard.formatting import date_and_time
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.tokens import TokenInspection
from ghcr_wizard.secret import Secret

_ANY_NAME = "x-access-token"
"""The registry ignores the user name, but wants one (registry facts, token exchange)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The profile that is to be, as far as the command line says.

    Attributes:
        hosts: The servers.
        method: How the credential is made.
        username: The registry's user name; `None` for the login GitHub tells.
        name: The profile's name; `None` for one made from the token's owner.
        description: The person's own words; `None` for those of the profile whose place it takes.
        store: Where the secret goes.
        command: The command that prints it, for the store `command`.
        client_id: The OAuth App that was signed in to.
        kept_until: When the store forgets it, in UTC.
    """

    hosts: Hosts
    method: Method
    username: str | None
    name: str | None
    description: str | None
    store: Store = Store.KEYRING
    command: str | None = None
    client_id: str | None = None
    kept_until: datetime | None = None

    @property
    def login(self) -> Login:
        """What another login would repeat."""
        return Login(self.method, self.hosts.registry, self.username or PLACEHOLDER)


async def store_if_alive(
    credentials: Credentials, wanted: Wanted, inspection: TokenInspection, *, as_json: bool
) -> int:
    """Store a token that GitHub takes, and say what was done; return the exit status.

    Args:
        credentials: Where to.
        wanted: The profile.
        inspection: The token, judged offline.
        as_json: Whether to print the document instead of text.

    Raises:
        CommandError: The keyring did not take it.
        ProfilesError: The settings cannot be read or written; nothing was sent in the first case.
    """
    await credentials.list()  # settings that cannot be read are told before anything is sent
    secret = inspection.secret or Secret("")
    admission = await admit(wanted.hosts, Credential(wanted.username or _ANY_NAME, secret), inspection.kind)
    rows = worst_first([*inspection.diagnoses, *admission.diagnoses])
    if admission.life is not Life.ALIVE:
        return _not_stored(admission, rows, as_json=as_json)
    owner = admission.identity.login if admission.identity else _ANY_NAME
    stored = await _store(credentials, replace(wanted, username=wanted.username or owner), secret, admission)
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


async def _store(credentials: Credentials, wanted: Wanted, secret: Secret, admission: Admission) -> StoreResult:
    existing = await credentials.list()
    name = wanted.name or _name(existing, wanted, admission)
    old = existing.named(name)
    profile = Profile(
        name=name,
        registry=wanted.hosts.registry,
        method=wanted.method,
        username=wanted.username or _ANY_NAME,
        description=(old.description if old else "") if wanted.description is None else wanted.description,
        store=wanted.store,
        created_at=datetime.now(UTC),
        expires_at=admission.expires_at,
        command=wanted.command,
        client_id=wanted.client_id,
        kept_until=wanted.kept_until,
    )
    try:
        return await credentials.store(profile, secret, default=old is None)
    except KeyringFailure as failure:
        raise await not_kept(failure.diagnosis, wanted.login) from None


def _name(existing: Profiles, wanted: Wanted, admission: Admission) -> str:
    """A name for the profile: its owner's; taken over from an earlier credential of the same making, never else."""
    owner = admission.identity.login if admission.identity else wanted.username or _ANY_NAME
    name = suggest_profile_name(owner, wanted.hosts.registry, ())
    held = existing.named(name)
    if held and (held.registry, held.method, held.store) == (wanted.hosts.registry, wanted.method, wanted.store):
        return name
    taken = existing.taken
    return suggest_profile_name(owner, wanted.hosts.registry, taken)


def _summary(stored: StoreResult) -> str:
    profile, old = stored.profile, stored.previous
    default = f"; it is the default for {profile.registry}" if stored.is_default else ""
    where = f"its token in {stored.keyring}"
    if profile.kept_until is not None:
        where += f" until {date_and_time(profile.kept_until)}"
    if profile.store is Store.COMMAND:
        where = "its token is not stored: the command runs each time"
    if old is None:
        return f"Profile {profile.name} is stored, {where}{default}."
    if stored.same_secret:
        return f"Profile {profile.name} already has this token, {where}{default}. Nothing was changed."
    return (
        f"Profile {profile.name} is stored, replacing the profile with that name, {where}{default}. "
        f"{_changes(old, profile)}"
    )


def _changes(old: Profile, new: Profile) -> str:
    """What is different about the credential that took another one's place."""
    changes = [f"Expires {_day(new.expires_at)} (was {_day(old.expires_at)})."]
    if old.username.lower() != new.username.lower():
        changes.append(f"Its user name is {new.username}, before it was {old.username}.")
    if old.method is not new.method:
        changes.append(f"Its method is {new.method.value}, before it was {old.method.value}.")
    changes.append("The previous token stays valid until it expires or you revoke it.")
    return " ".join(changes)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "unknown"
