"""Why push events arrive or do not: packages, the places that hear of them, the webhooks there, their deliveries."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.packages import OwnerType, Package
from ghcr_wizard.github.references import Reference
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.webhooks import HookAddress, HookPlace, HookSurvey, Proposal, Route, findings, propose, route
from ghcr_wizard.webhooks.client import Webhooks
from ghcr_wizard.webhooks.packages import Published, find_owner, find_package, find_packages
from ghcr_wizard.webhooks.search import MOST_PLACES, HookSearch


@dataclass(frozen=True, slots=True)
class WebhookQuestion:
    """What is asked: exactly one of namespace, repository and package is given.

    Attributes:
        kind: The kind of the credential's token.
        address: The receiver; `None` asks about any.
        namespace: An organization, or a user.
        repository: `OWNER/NAME`.
        package: A package.
    """

    kind: TokenKind
    address: HookAddress | None = None
    namespace: str | None = None
    repository: str | None = None
    package: Reference | None = None

    @property
    def owner(self) -> str:
        """Whose packages it is about."""
        if self.package is not None:
            return self.package.owner
        return (self.repository or self.namespace or "").partition("/")[0]


@dataclass(frozen=True, slots=True)
class WebhookProgressed:
    """What is being looked at now, in words."""

    doing: str


@dataclass(frozen=True, slots=True)
class WebhooksSurveyed:
    """Everything was looked at; nothing follows.

    Attributes:
        survey: What was seen.
        diagnoses: What it means, worst first.
    """

    survey: HookSurvey
    diagnoses: tuple[Diagnosis, ...]


WebhookEvent = WebhookProgressed | WebhooksSurveyed
"""What the survey yields."""


async def survey_webhooks(session: Session, question: WebhookQuestion) -> AsyncIterator[WebhookEvent]:
    """Look at everything on the way of push events, from the package to the receiver.

    Args:
        session: The open clients, with a credential that may see webhooks.
        question: What is asked.
    """
    caller = Caller(question.kind, session.hosts)
    yield WebhookProgressed(f"asking which repository publishes {_subject(question)}")
    found = await find_owner(session, caller, question.owner)
    if not found.diagnoses:
        await _find(session, caller, found, question)
    routes = _routes(found, question)
    search = HookSearch(session, caller, question.address, routes)
    places = _places(found, routes, question)
    if places and not found.diagnoses:
        yield WebhookProgressed(f"reading the webhooks of {_count(places)}")
        await _read(search, places, question)
    if _is_silent(search, routes) and question.address is not None:
        yield WebhookProgressed(f"looking for the webhook on {found.owner}'s other repositories")
        await _look_elsewhere(session, search, found)
    survey = _surveyed(session, question, found, routes, search)
    yield WebhooksSurveyed(survey, findings(survey))


def _subject(question: WebhookQuestion) -> str:
    if question.package is not None:
        return f"{question.package.owner}/{question.package.name}"
    return f"{question.owner}'s packages"


def _count(places: list[HookPlace]) -> str:
    return places[0].name if len(places) == 1 else f"{len(places)} places"


async def _find(session: Session, caller: Caller, found: Published, question: WebhookQuestion) -> None:
    if question.package is not None:
        await find_package(session, caller, found, question.package)
    else:
        await find_packages(session, caller, found)


def _routes(found: Published, question: WebhookQuestion) -> tuple[Route, ...]:
    """The packages asked about; where a repository publishes none, those that others publish."""
    packages: tuple[Package, ...] = found.packages
    if question.repository and packages:
        own = tuple(row for row in packages if (row.repository or "").lower() == question.repository.lower())
        if not own:
            found.notes.append(f"{question.repository} publishes none of the packages that are seen.")
        packages = own or packages
    return tuple(route(row, found.type) for row in packages)


def _places(found: Published, routes: tuple[Route, ...], question: WebhookQuestion) -> list[HookPlace]:
    """Everywhere a webhook would hear of the packages, the organization first, and what was asked for by name."""
    places = [HookPlace.organization(found.owner)] if found.type is OwnerType.ORGANIZATION else []
    if question.repository:
        places.append(HookPlace.repository(question.repository))
    places += [row.repository for row in routes if row.repository]
    return list({place.key: place for place in places}.values())


async def _read(search: HookSearch, places: list[HookPlace], question: WebhookQuestion) -> None:
    """Read the places; an organization's own webhook that works makes its many repositories not worth a look."""
    first = places[:1]
    await search.read(first)
    if question.namespace is None or not search.has_hook(first[0], working=True):
        await search.read(places[1:])


def _is_silent(search: HookSearch, routes: tuple[Route, ...]) -> bool:
    """Whether no webhook stands on the way of some package, as far as that could be read."""
    return any(
        not any(search.has_hook(target) for target in row.targets)
        and all((seen := search.seen.get(target.key)) and seen.hooks is not None for target in row.targets)
        for row in routes
    )


async def _look_elsewhere(session: Session, search: HookSearch, found: Published) -> None:
    organization = found.type is OwnerType.ORGANIZATION
    reply = await Webhooks(session.api).repositories(found.owner, organization=organization)
    linked = [row.repository for row in found.packages if row.repository]
    others = [row.full_name for row in reply.value or ()]
    names = list(dict.fromkeys([*linked, *others]))
    looked = await search.look_elsewhere(HookPlace.repository(name) for name in names)
    if looked >= MOST_PLACES:
        found.notes.append(f"Of {found.owner}'s repositories {looked} were looked at; more exist.")


def _surveyed(
    session: Session, question: WebhookQuestion, found: Published, routes: tuple[Route, ...], search: HookSearch
) -> HookSurvey:
    return HookSurvey(
        hosts=session.hosts,
        address=question.address,
        routes=routes,
        targets=tuple(search.seen.values()),
        proposal=_proposal(found, routes, question),
        diagnoses=tuple(found.diagnoses),
        notes=(*found.notes, *_oddities(question, search)),
    )


def _oddities(question: WebhookQuestion, search: HookSearch) -> Iterator[str]:
    """What is no error and may still be why a receiver hears nothing."""
    if question.kind is TokenKind.OAUTH:
        yield "GitHub shows an OAuth app's token only the webhooks of that app."
    elif question.address is not None and not any(search.has_hook(row.target) for row in search.seen.values()):
        yield "Webhooks that an OAuth app made are not shown to this token; they would not be seen here."
    for row in search.seen.values():
        if any(search.means(each.hook) and each.hook.content_type == "form" for each in row.hooks or ()):
            yield f"The webhook on {row.target.name} sends forms; receivers of push events expect JSON."


def _proposal(found: Published, routes: tuple[Route, ...], question: WebhookQuestion) -> Proposal:
    """A repository asked for by name is taken as asked; else the packages decide."""
    if question.repository:
        target = HookPlace.repository(question.repository)
        publishes = any(row.repository and row.repository.key == target.key for row in routes)
        reason = f"{target.name} {'publishes the packages' if publishes else 'was asked for'}."
        return Proposal((target,), reason)
    owned = found.type is OwnerType.ORGANIZATION and question.package is None
    proposal = propose(routes, HookPlace.organization(found.owner) if owned else None)
    return proposal if routes or owned else replace(proposal, reason="No package is known here.")
