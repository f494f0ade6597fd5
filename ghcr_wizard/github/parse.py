"""What GitHub's REST API says, as plain values. Pure; shapes from the OpenAPI description of the endpoints named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github.packages import OwnerType, Package, Version, Visibility
from ghcr_wizard.text import clean_soon
from ghcr_wizard.transport.json_reader import flag, mapping, mappings, number, text, texts, web_address

__all__ = [
    "Account",
    "Meta",
    "Page",
    "Repository",
    "accounts",
    "packages",
    "parse_account",
    "parse_meta",
    "parse_package",
    "parse_repository",
    "repositories",
    "repositories_of_list",
    "versions",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Account:
    """A user, bot or organization: `type` is `User`, `Bot`, `Organization`, or `None` where the list did not say."""

    login: str
    id: int | None = None
    type: str | None = None

    @property
    def owner_type(self) -> OwnerType | None:
        """What it is as the owner of packages."""
        if self.type is None:
            return None
        return OwnerType.ORGANIZATION if self.type == "Organization" else OwnerType.USER


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository: `OWNER/NAME`, who owns it, and whether it is private, where that was said."""

    full_name: str
    owner: Account | None = None
    private: bool | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """What a GitHub says about itself: `installed_version` is an Enterprise Server's, `None` on GitHub.com."""

    installed_version: str | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing.

    Attributes:
        items: What stands on it.
        number: Which page it is, from 1.
        last: The number of the last page; `None` where the server did not say, as on a last page.
        next_url: The next page's address, `None` if there is none.
        unlinked: Whether the server said nothing about other pages.
        overfull: Whether there was more on it than was asked for; that is left out.
    """

    items: tuple[T, ...]
    number: int = 1
    last: int | None = None
    next_url: str | None = None
    unlinked: bool = False
    overfull: bool = False


def parse_account(value: object) -> Account | None:
    """A user or organization (`simple-user`, `organization-simple`, `public-user`)."""
    fields = mapping(value)
    login = text(fields.get("login"), 100)
    if login is None:
        return None
    return Account(login, number(fields.get("id")), text(fields.get("type"), 40))


def accounts(value: object) -> tuple[Account, ...] | None:
    """A list of organizations, which have no `type` there."""
    if not isinstance(value, list):
        return None
    found = (parse_account(item) for item in mappings(value))
    return tuple(account for account in found if account is not None)


def parse_repository(value: object) -> Repository | None:
    """A repository (`minimal-repository`)."""
    fields = mapping(value)
    name = text(fields.get("full_name"))
    if name is None:
        return None
    return Repository(name, parse_account(fields.get("owner")), flag(fields.get("private")))


def repositories(value: object) -> tuple[Repository, ...] | None:
    """What `GET /installation/repositories` lists."""
    return repositories_of_list(mapping(value).get("repositories"))


def repositories_of_list(value: object) -> tuple[Repository, ...] | None:
    """A list of repositories."""
    if not isinstance(value, list):
        return None
    found = (parse_repository(item) for item in mappings(value))
    return tuple(repository for repository in found if repository is not None)


def parse_meta(value: object) -> Meta | None:
    """What `GET /meta` says."""
    return Meta(text(mapping(value).get("installed_version"), 40)) if isinstance(value, dict) else None


def parse_package(value: object, owner: str | None = None) -> Package | None:
    """A package; one without a name is none.

    Args:
        value: The schema `package`.
        owner: Whose listing it stands in, for a package that does not say.
    """
    fields = mapping(value)
    name = text(fields.get("name"))
    account = parse_account(fields.get("owner"))
    login = account.login if account else owner
    if name is None or login is None:
        return None
    repository = mapping(fields.get("repository"))
    linked = text(repository.get("full_name"))
    return Package(
        owner=login,
        name=name,
        visibility=_visibility(fields),
        repository=linked,
        repository_private=flag(repository.get("private")) if linked else None,
        version_count=number(fields.get("version_count")),
        created_at=parse_moment(fields.get("created_at")),
        updated_at=parse_moment(fields.get("updated_at")),
        url=web_address(fields.get("html_url")),
    )


def _texts(fields: Mapping[str, object]) -> Iterator[str]:
    """What of a package's texts is shown."""
    account, repository = mapping(fields.get("owner")), mapping(fields.get("repository"))
    shown = (fields.get("name"), fields.get("html_url"), account.get("login"), repository.get("full_name"))
    return (value for value in shown if isinstance(value, str))


def packages(value: object, owner: str | None) -> tuple[Package, ...] | None:
    """A list of packages."""
    if not isinstance(value, list):
        return None
    items = mappings(value)
    clean_soon([text for item in items for text in _texts(item)])
    found = (parse_package(item, owner) for item in items)
    return tuple(package for package in found if package is not None)


def versions(value: object) -> tuple[Version, ...] | None:
    """A list of the schema `package-version`."""
    if not isinstance(value, list):
        return None
    found = (_version(item) for item in mappings(value))
    return tuple(version for version in found if version is not None)


def _version(fields: Mapping[str, object]) -> Version | None:
    identity, digest = number(fields.get("id")), text(fields.get("name"))
    if identity is None or digest is None:
        return None
    container = mapping(mapping(fields.get("metadata")).get("container"))
    return Version(
        id=identity,
        digest=digest,
        tags=texts(container.get("tags"), 128),
        created_at=parse_moment(fields.get("created_at")),
        updated_at=parse_moment(fields.get("updated_at")),
        url=web_address(fields.get("html_url")),
    )


def _visibility(fields: Mapping[str, object]) -> Visibility | None:
    try:
        return Visibility(str(fields.get("visibility")))
    except ValueError:
        return None
