"""Which packages a question about webhooks is about, and which repository publishes each."""

from dataclasses import dataclass, field

from ghcr_wizard.catalog.listing import list_namespace
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.diagnosis.causes_organizations import NAMESPACE_NOT_FOUND, ORG_LISTING_EMPTY
from ghcr_wizard.diagnosis.causes_packages import PACKAGE_NOT_FOUND
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.packages import Namespace, OwnerType, Package
from ghcr_wizard.github.references import Reference
from ghcr_wizard.github.refusals import Caller, api_refusal

_NOT_FOUND = 404


@dataclass(slots=True)
class Published:
    """An owner's packages, as far as this credential is told.

    Attributes:
        owner: Its login, as GitHub spells it.
        type: What it is; `None` where nobody said.
        packages: The packages.
        diagnoses: What kept them from being known.
        notes: What else should be known.
    """

    owner: str
    type: OwnerType | None = None
    packages: tuple[Package, ...] = ()
    diagnoses: list[Diagnosis] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def find_owner(session: Session, caller: Caller, login: str) -> Published:
    """Look an owner up: a user or an organization."""
    found = Published(login)
    reply = await session.api.account(login)
    if reply.value is not None:
        found.owner, found.type = reply.value.login, reply.value.owner_type
    elif (refusal := api_refusal(reply.exchange, caller, login)) is not None:
        found.diagnoses.append(refusal)
    elif reply.exchange.status == _NOT_FOUND:
        found.diagnoses.append(diagnose(NAMESPACE_NOT_FOUND, login))
    return found


async def find_package(session: Session, caller: Caller, found: Published, reference: Reference) -> None:
    """Look one package up by name."""
    owner_type = found.type or OwnerType.ORGANIZATION
    reply = await session.api.package(found.owner, owner_type, reference.name)
    if reply.value is not None:
        found.packages = (reply.value,)
        return
    name = f"{found.owner}/{reference.name}"
    refusal = api_refusal(reply.exchange, caller, name)
    found.diagnoses.append(refusal or diagnose(PACKAGE_NOT_FOUND, name, said=reply.exchange.message or "Not Found"))


async def find_packages(session: Session, caller: Caller, found: Published) -> None:
    """List all of an owner's packages."""
    namespace = Namespace(found.owner, found.type)
    own = found.type is OwnerType.USER and await _is_own(session, found.owner)
    listing = await list_namespace(session, caller, namespace, own=own)
    found.packages = tuple(listing.packages)
    for row in listing.diagnoses:
        if row.family is Family.LACKING:  # a token for webhooks need not read packages: said, and no error
            found.notes.append(f"This credential may not list {found.owner}'s packages; only places are looked at.")
        elif row.of is not ORG_LISTING_EMPTY:
            found.diagnoses.append(row)


async def _is_own(session: Session, login: str) -> bool:
    reply = await session.api.user()
    return reply.value is not None and reply.value.login.lower() == login.lower()
