"""Whose packages there may be: the token's owner, the organizations found, the names typed."""

from asyncio import gather
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field

from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.causes_organizations import NAMESPACE_NOT_FOUND, SSO_PARTIAL_RESULTS
from ghcr_wizard.diagnosis.causes_servers import ANSWER_UNRECOGNIZED
from ghcr_wizard.diagnosis.causes_tokens import SCOPE_READ_ORG_MISSING
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.client import Account, Result
from ghcr_wizard.github.packages import Identity, Namespace, OwnerType
from ghcr_wizard.github.refusals import Caller, refusal_of, trouble
from ghcr_wizard.transport.exchange import Exchange
from ghcr_wizard.transport.headers import single_sign_on

_NOT_FOUND = 404


@dataclass(slots=True)
class Discovery:
    """The namespaces that were found, and what was seen on the way.

    Attributes:
        namespaces: By name, in the order found; nothing is listed yet.
        diagnoses: What is missing or odd.
        exchanges: Everything that was asked.
        hidden: Organizations that GitHub left out for single sign-on, by name or number.
    """

    namespaces: dict[str, Namespace] = field(default_factory=dict)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    _spelled: dict[str, str] = field(default_factory=dict)
    """Each namespace as it was found first, by its name in lower case."""

    def add(self, name: str, kind: OwnerType | None) -> None:
        """Remember a namespace, once, whatever its capitals."""
        if self._spelled.setdefault(name.lower(), name) not in self.namespaces:
            self.namespaces[name] = Namespace(name, kind)

    def type_of(self, name: str) -> OwnerType | None:
        """What a known namespace is."""
        known = self.namespaces.get(self._spelled.get(name.lower(), ""))
        return known.type if known else None


async def discover(
    session: Session,
    caller: Caller,
    identity: Identity | None,
    typed: Iterable[str] = (),
    *,
    organizations: Awaitable[Result[tuple[Account, ...]]] | None = None,
) -> Discovery:
    """Find the namespaces of a credential.

    Args:
        session: The open clients.
        caller: Who asks.
        identity: The token's owner, or `None` where nobody said.
        typed: Names a person gave; each is looked up.
        organizations: The owner's organizations, where they were asked for already.
    """
    found = Discovery()
    if identity is not None:
        kind = OwnerType.ORGANIZATION if identity.type == "Organization" else OwnerType.USER
        found.add(identity.login, kind)
        if kind is OwnerType.USER:
            reply = await (organizations or session.api.organizations())
            await _organizations(session, caller, identity.login, found, reply)
    unknown = [name for name in {name.lower(): name for name in typed}.values() if found.type_of(name) is None]
    replies = await gather(*(session.api.account(name) for name in unknown))
    for name, account in zip(unknown, replies, strict=True):  # in the order of the names, not of the answers
        _typed(account, caller, name, found)
    return found


async def _organizations(
    session: Session, caller: Caller, login: str, found: Discovery, reply: Result[tuple[Account, ...]]
) -> None:
    found.exchanges.extend(reply.exchanges or (reply.exchange,))
    for exchange in reply.exchanges or (reply.exchange,):
        await _left_out(session, exchange, found)
    if reply.value is not None:
        for account in reply.value:
            found.add(account.login, OwnerType.ORGANIZATION)
        problem = trouble(reply.exchange, "a part of the organizations")
        found.diagnoses.extend([problem] if problem else [])
    elif "read:org" in (reply.exchange.message or ""):
        found.diagnoses.append(diagnose(SCOPE_READ_ORG_MISSING))
    else:
        found.diagnoses.append(refusal_of(reply.exchange, caller))
    if not reply.value:
        await _public_memberships(session, login, found)


async def _public_memberships(session: Session, login: str, found: Discovery) -> None:
    """Without `read:org` the memberships a person made public are still told (github-api, Organizations)."""
    reply = await session.api.public_organizations(login)
    found.exchanges.extend(reply.exchanges or (reply.exchange,))
    for account in reply.value or ():
        found.add(account.login, OwnerType.ORGANIZATION)


async def _left_out(session: Session, exchange: Exchange, found: Discovery) -> None:
    """Name the organizations that a listing left out for single sign-on; they are shown as locked."""
    sent = exchange.headers.get("x-github-sso")
    header = single_sign_on(sent, session.hosts.web_url)
    if sent and header is None:
        found.diagnoses.append(diagnose(ANSWER_UNRECOGNIZED, said=f"single sign-on: {sent}"))
    if header is None or not header.organization_ids:
        return
    for reply, number in zip(
        await gather(*(session.api.organization_by_id(number) for number in header.organization_ids)),
        header.organization_ids,
        strict=True,
    ):
        found.exchanges.append(reply.exchange)
        login = reply.value.login if reply.value else None
        if login is not None:
            found.add(login, OwnerType.ORGANIZATION)
        name = login or f"organization {number}"
        found.hidden.append(name)
        page = f"{session.hosts.web_url}/settings/tokens"
        found.diagnoses.append(diagnose(SSO_PARTIAL_RESULTS, login, page, organizations=name))


def _typed(reply: Result[Account], caller: Caller, name: str, found: Discovery) -> None:
    found.exchanges.append(reply.exchange)
    if reply.value is not None:
        organization = reply.value.type == "Organization"
        found.add(reply.value.login, OwnerType.ORGANIZATION if organization else OwnerType.USER)
    elif reply.exchange.status == _NOT_FOUND:
        found.diagnoses.append(diagnose(NAMESPACE_NOT_FOUND, name))
    else:
        found.add(name, None)
        found.diagnoses.append(refusal_of(reply.exchange, caller, name))
