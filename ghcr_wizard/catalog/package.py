"""One package looked at closely: its tags newest first, whether it can be pulled."""

from collections.abc import AsyncIterator

from ghcr_wizard.catalog.events import PullTried, TagRow, TagsEvent, TagsListed, TagsRefused
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.causes_packages import VISIBILITY_DIFFERS_FROM_REPOSITORY
from ghcr_wizard.diagnosis.causes_servers import REGISTRY_UNAVAILABLE
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.packages import OwnerType, Package, Version
from ghcr_wizard.github.refusals import Caller, registry_refusal
from ghcr_wizard.registry.attachments import is_attachment
from ghcr_wizard.registry.probe import probe

_MOST_PAGES = 100
"""GitHub's API ends at 10,000 versions; the registry's tags are read no further than that either."""


async def tags(
    session: Session, caller: Caller, package: Package, owner_type: OwnerType | None
) -> AsyncIterator[TagsEvent]:
    """The tags of a package, newest first, growing page by page.

    GitHub's API is asked first: it knows digests and dates and counts no download. Where the token may not list,
    the registry's own tag list fills in; it is oldest first and has names only.
    """
    listed = False
    async for page in _from_api(session, package, owner_type or OwnerType.ORGANIZATION):
        listed = True
        yield page
    if not listed:
        async for event in _from_registry(session, caller, package):
            yield event


async def _from_api(session: Session, package: Package, owner_type: OwnerType) -> AsyncIterator[TagsListed]:
    if session.credential.is_anonymous:
        return
    versions: list[Version] = []
    for number in range(1, _MOST_PAGES + 1):
        reply = await session.api.versions_page(package.owner, owner_type, package.name, number)
        if reply.value is None:
            if versions:
                yield _of_versions(package, versions, complete=False)
            return
        versions.extend(reply.value.items)
        last = reply.value.next_url is None
        yield _of_versions(package, versions, complete=last)
        if last:
            return


def _of_versions(package: Package, versions: list[Version], *, complete: bool) -> TagsListed:
    rows = [
        TagRow(tag, version.digest, version.created_at, version.url) for version in versions for tag in version.tags
    ]
    return TagsListed(
        package.full_name,
        tuple(row for row in rows if not is_attachment(row.name or "")),
        tuple(row for row in rows if is_attachment(row.name or "")),
        sum(not version.tags for version in versions),
        complete,
        "GitHub's API",
    )


async def _from_registry(session: Session, caller: Caller, package: Package) -> AsyncIterator[TagsEvent]:
    repository = package.full_name.lower()
    names: list[str] = []
    reply = await session.registry.tags(repository)
    for _ in range(_MOST_PAGES):
        if reply.value is None:
            if not names:
                yield TagsRefused(package.full_name, _why(registry_refusal(reply.exchange, caller, package.full_name)))
            else:
                yield _of_names(package, names, complete=False)
            return
        names.extend(reply.value.tags)
        last = reply.value.next_url is None
        yield _of_names(package, names, complete=last)
        if last:
            return
        reply = await session.registry.tags(repository, after=reply.value)


def _of_names(package: Package, names: list[str], *, complete: bool) -> TagsListed:
    newest_first = [TagRow(name) for name in reversed(names)]
    return TagsListed(
        package.full_name,
        tuple(row for row in newest_first if not is_attachment(row.name or "")),
        tuple(row for row in newest_first if is_attachment(row.name or "")),
        None,
        complete,
        "the registry",
    )


def _why(refusal: Diagnosis | None) -> Diagnosis:
    return refusal or diagnose(REGISTRY_UNAVAILABLE, said="no usable answer")


async def try_pull(session: Session, caller: Caller, package: Package) -> PullTried:
    """Prove that a package can be pulled, by a read that is no download."""
    tried = await probe(session.registry, session.anonymous_registry, caller, package)
    worst = next((row for row in tried.diagnoses if row.of is not VISIBILITY_DIFFERS_FROM_REPOSITORY), None)
    return PullTried(package.full_name, tried.grant.pull, worst)
