"""Taking over what other programs hold: found and checked here, asked about at GitHub only when a person wants it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ghcr_wizard.clients.find import CredentialSearch
from ghcr_wizard.clients.report import CredentialSource, Found
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.auth_methods import METHODS, Method
from ghcr_wizard.github.hosts import Hosts, github_host
from ghcr_wizard.github.identity import identify
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.scopes import Purpose, compare_scopes
from ghcr_wizard.github.tokens import TokenInspection, TokenKind, inspect_token

_ANY_NAME = "x-access-token"
_OF_GH = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")


@dataclass(frozen=True, slots=True)
class Offer:
    """A token that another program holds.

    Attributes:
        found: Where it is.
        inspection: It, judged offline.
        command: The command that prints it each time, where there is one.
        refresh: gh's command that adds `read:packages` to it, for gh's own token.
        overridden: The variable that keeps gh from refreshing while it is set.
    """

    found: Found
    inspection: TokenInspection
    command: str | None = None
    refresh: str | None = None
    overridden: str | None = None

    @property
    def method(self) -> Method:
        """The method that a token of its kind belongs to."""
        fitting = (info.method for info in METHODS if self.inspection.kind in info.kinds)
        return next(fitting, Method.CLASSIC_PAT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What GitHub says of an offered token.

    Attributes:
        alive: Whether it takes it; `None` where that could not be found out.
        login: Whose it is, if it said so.
        scopes: As sent; `None` for kinds that have none.
        missing: The scopes that reading packages lacks.
        diagnoses: Why it was refused, or could not be asked.
    """

    alive: bool | None
    login: str | None
    scopes: tuple[str, ...] | None
    missing: tuple[str, ...]
    diagnoses: tuple[Diagnosis, ...]


async def look(hosts: Hosts, environment: Mapping[str, str]) -> tuple[Offer, ...]:
    """The tokens other programs hold for a registry, each once; nothing is sent anywhere.

    Args:
        hosts: The servers, with the registry in question.
        environment: The variables other programs would see.
    """
    offers: list[Offer] = []
    async for found in CredentialSearch(hosts, environment, None).run():
        if found.secret is None or any(offer.found.secret == found.secret for offer in offers):
            continue
        inspection = inspect_token(found.secret.reveal())
        if inspection.usable:
            offers.append(_offer(found, inspection, hosts, environment))
    return tuple(offers)


def _offer(found: Found, inspection: TokenInspection, hosts: Hosts, environment: Mapping[str, str]) -> Offer:
    if found.source is not CredentialSource.GH:
        return Offer(found, inspection)
    host = github_host(hosts)
    overridden = next((name for name in _OF_GH if environment.get(name)), None)
    refresh = f"gh auth refresh -h {host} -s read:packages" if inspection.kind is TokenKind.OAUTH else None
    return Offer(found, inspection, f"gh auth token -h {host}", refresh, overridden)


async def ask(hosts: Hosts, offer: Offer) -> Asked:
    """Ask GitHub whose an offered token is, and what it may do; never raises for what a network or a server can do."""
    credential = Credential(offer.found.username or _ANY_NAME, offer.inspection.secret)
    async with open_session(hosts, credential) as session:
        owner = await identify(session.api, Caller(offer.inspection.kind, hosts))
    missing = () if owner.scopes is None else compare_scopes(owner.scopes, Purpose.READ).missing
    login = owner.identity.login if owner.identity else None
    return Asked(owner.alive, login, owner.scopes, missing, owner.diagnoses)
