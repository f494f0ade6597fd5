"""What a listing and a look at one package yield while they run, as plain values in the past tense."""

from dataclasses import dataclass
from datetime import datetime

from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.packages import Access, Namespace, Package
from ghcr_wizard.github.references import Reference
from ghcr_wizard.registry.images import Image


@dataclass(frozen=True, slots=True)
class NamespaceFound:
    """A namespace became known, or something about it changed; the newer one replaces the older of that name.

    Attributes:
        namespace: As far as it is known.
        fresh: Whether GitHub said so in this run; otherwise it is remembered.
    """

    namespace: Namespace
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class PackagesListed:
    """A page of a namespace's packages arrived.

    Attributes:
        namespace: Whose.
        packages: This page's.
        pages_done: Pages that arrived so far.
        pages_total: Pages there are, or `None` where unknown.
        fresh: Whether they came from GitHub in this run; otherwise they are remembered.
    """

    namespace: str
    packages: tuple[Package, ...]
    pages_done: int
    pages_total: int | None
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class CatalogDiagnosed:
    """Something is missing or odd."""

    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class CatalogCompleted:
    """The listing ended; `complete` is false whenever something was left out."""

    complete: bool


CatalogEvent = NamespaceFound | PackagesListed | CatalogDiagnosed | CatalogCompleted
"""What the listing yields."""


@dataclass(frozen=True, slots=True)
class CatalogRemembered:
    """What was seen earlier follows, until something fresh does; it is being renewed.

    Attributes:
        seen_at: When the oldest part of it was last confirmed, in UTC.
    """

    seen_at: datetime


@dataclass(frozen=True, slots=True)
class NamespaceRefreshed:
    """A namespace whose packages were remembered has been listed anew.

    While that goes on, `PackagesListed` without packages tells how far it is; `NamespaceFound` follows.

    Attributes:
        namespace: Whose.
        packages: All that GitHub listed now; they replace everything shown of this namespace.
        remembered: Those remembered of the pages that are missing now; they may be shown as old, below the others.
        changed: Whether anything differs from what is shown; if not, nothing needs to be done.
    """

    namespace: str
    packages: tuple[Package, ...]
    remembered: tuple[Package, ...] = ()
    changed: bool = True


@dataclass(frozen=True, slots=True)
class NamespaceGone:
    """A remembered namespace is none of the credential's any more; what is shown of it is to be taken away."""

    namespace: str


@dataclass(frozen=True, slots=True)
class CatalogOffline:
    """GitHub cannot be asked now; what was remembered is all there is, and stays.

    Attributes:
        seen_at: When the oldest part of it was last confirmed, in UTC.
    """

    seen_at: datetime


RefreshEvent = CatalogRemembered | NamespaceRefreshed | NamespaceGone | CatalogOffline
"""What the listing yields besides, where it has a cache."""


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag of an opened package.

    Attributes:
        name: The tag, or `None` for an untagged version.
        digest: Where it points, if known.
        created_at: When that version was pushed, in UTC, if known.
        url: The page of that version, if known.
    """

    name: str | None
    digest: str | None = None
    created_at: datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TagsListed:
    """The tags of a package so far, newest first.

    Attributes:
        package: `OWNER/NAME`.
        tags: All known until now, attachments apart.
        attachments: Tags of signatures, attestations, SBOMs.
        untagged: How many versions without a tag were seen; `None` where the source does not tell.
        complete: Whether all pages arrived.
        source: `GitHub's API` or `the registry`.
    """

    package: str
    tags: tuple[TagRow, ...]
    attachments: tuple[TagRow, ...]
    untagged: int | None
    complete: bool
    source: str


@dataclass(frozen=True, slots=True)
class TagsRefused:
    """The tags of a package cannot be had."""

    package: str
    diagnosis: Diagnosis


TagsEvent = TagsListed | TagsRefused
"""What opening a package yields."""


@dataclass(frozen=True, slots=True)
class ImageRead:
    """What a tag or digest holds.

    Attributes:
        reference: What was read.
        image: What it holds; `None` where that cannot be read.
        diagnosis: Why that cannot be read, or why a part of it could not.
        manifests: How many manifests were read for it in all; each is a download in GitHub's count.
    """

    reference: Reference
    image: Image | None
    diagnosis: Diagnosis | None = None
    manifests: int = 0


@dataclass(frozen=True, slots=True)
class PullTried:
    """Whether a package can really be pulled, proven by a read that is no download."""

    package: str
    verdict: Access
    diagnosis: Diagnosis | None = None
