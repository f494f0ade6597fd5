"""The tags of one package, as the tree shows them below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from ghcr_wizard.github.packages import Version
from ghcr_wizard.registry.attachments import is_attachment

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag.

    Attributes:
        name: The tag, capitals kept.
        digest: What it points at, `sha256:…`, or `None` where only names were listed.
        updated_at: When it was last pushed, in UTC, or `None`.
    """

    name: str
    digest: str | None = None
    updated_at: datetime | None = None

    @property
    def is_attachment(self) -> bool:
        """Whether it is a signature, an attestation or an SBOM rather than a release."""
        return is_attachment(self.name)


def tags_of(versions: Iterable[Version]) -> tuple[Tag, ...]:
    """The tags of GitHub's versions of a package, one each."""
    return tuple(
        Tag(name, version.digest, version.updated_at or version.created_at)
        for version in versions
        for name in version.tags
    )


def newest_first(tags: Iterable[Tag]) -> list[Tag]:
    """Tags by date, the newest first; those without a date stay in the order they came, at the end."""
    return sorted(tags, key=lambda tag: tag.updated_at or _LONG_AGO, reverse=True)
