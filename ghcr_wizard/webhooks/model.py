"""Webhooks as GitHub keeps them: where one stands, what it is told, what became of its deliveries.

GitHub docs "REST API endpoints for repository webhooks" and "… for organization webhooks". Users have none of
their own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ghcr_wizard.text import redact
from ghcr_wizard.webhooks.payload import PushEvent

PACKAGE_EVENT = "package"
"""What repositories and organizations send for a push to ghcr.io; an App's webhook gets `registry_package` instead."""

_CONCERNING = frozenset({PACKAGE_EVENT, "registry_package", "ping"})
_EVERYTHING = "*"
_USER = re.compile(r"(?<=://)[^/?#@]*@")
_SUCCESS = range(200, 300)


class PlaceKind(StrEnum):
    """What a webhook can stand on."""

    ORGANIZATION = "organization"
    REPOSITORY = "repository"


_SCOPES = {PlaceKind.ORGANIZATION: "admin:org_hook", PlaceKind.REPOSITORY: "admin:repo_hook"}
_PERMISSIONS = {
    PlaceKind.ORGANIZATION: "organization permission “Webhooks: Read and write”",
    PlaceKind.REPOSITORY: "repository permission “Webhooks: Read and write”",
}
_ROLES = {PlaceKind.ORGANIZATION: "an owner of the organization", PlaceKind.REPOSITORY: "an admin of the repository"}


@dataclass(frozen=True, slots=True)
class HookPlace:
    """Where a webhook stands, or could: an organization `acme`, or a repository `acme/api`."""

    kind: PlaceKind
    name: str

    @classmethod
    def organization(cls, login: str) -> "HookPlace":
        """An organization."""
        return cls(PlaceKind.ORGANIZATION, login)

    @classmethod
    def repository(cls, full_name: str) -> "HookPlace":
        """A repository, as `OWNER/NAME`."""
        return cls(PlaceKind.REPOSITORY, full_name)

    @property
    def key(self) -> tuple[PlaceKind, str]:
        """What tells it from others; GitHub's names do not differ by capitals alone."""
        return self.kind, self.name.lower()

    @property
    def scope(self) -> str:
        """The scope a classic token needs to see and change the webhooks here."""
        return _SCOPES[self.kind]

    @property
    def permission(self) -> str:
        """What a fine-grained token or an App needs instead."""
        return _PERMISSIONS[self.kind]

    @property
    def role(self) -> str:
        """What its holder has to be."""
        return _ROLES[self.kind]

    @property
    def option(self) -> str:
        """The options of `ghcr-wizard webhook` that name it."""
        return f"--{'namespace' if self.kind is PlaceKind.ORGANIZATION else 'repository'} {self.name}"

    def settings_page(self, web_url: str) -> str:
        """The page of GitHub where its webhooks are kept."""
        path = f"organizations/{self.name}" if self.kind is PlaceKind.ORGANIZATION else self.name
        return f"{web_url}/{path}/settings/hooks"


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook. Its secret is never shown by GitHub: only whether there is one.

    Attributes:
        id: GitHub's number for it.
        url: Where it delivers to.
        events: What it is told about.
        active: Whether it is switched on.
        content_type: `json` or `form`.
        has_secret: Whether its deliveries are signed.
        verifies_tls: Whether the receiver's certificate is checked.
    """

    id: int
    url: str
    events: tuple[str, ...] = ()
    active: bool = True
    content_type: str | None = None
    has_secret: bool = False
    verifies_tls: bool = True

    @property
    def shown_url(self) -> str:
        """Its address without what its maker may have hidden in it: a user and password, or a token of GitHub's."""
        return redact(_USER.sub("…@", self.url))

    @property
    def hears_packages(self) -> bool:
        """Whether a push of a package is told."""
        return PACKAGE_EVENT in self.events or _EVERYTHING in self.events

    @property
    def works(self) -> bool:
        """Whether it is switched on and told about packages."""
        return self.active and self.hears_packages


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery.

    Attributes:
        id: GitHub's number for it.
        delivered_at: When, in UTC.
        event: `package`, `ping`, …
        action: `published`, `updated`, or `None`.
        status_code: What the receiver answered; 0 where it was not reached.
        status: The same in words, made safe to show.
        redelivery: Whether it was sent again by hand.
        told: What it said of a package; `None` where it is a ping, or was not looked at.
    """

    id: int
    delivered_at: datetime | None = None
    event: str = ""
    action: str | None = None
    status_code: int = 0
    status: str = ""
    redelivery: bool = False
    told: PushEvent | None = None

    @property
    def ok(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status_code in _SUCCESS

    @property
    def said(self) -> str:
        """What came back, in a few words."""
        return f"{self.status_code} {self.status}".strip() if self.status_code else self.status or "no answer"


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The newest deliveries that concern packages: `package`, `registry_package` and `ping`, newest first."""

    newest: tuple[Delivery, ...] = ()

    @classmethod
    def of(cls, deliveries: Iterable[Delivery]) -> "Deliveries":
        """Those of `deliveries`, in GitHub's order, that concern packages; what other events met says nothing."""
        return cls(tuple(row for row in deliveries if row.event in _CONCERNING))

    @property
    def ok(self) -> int:
        """How many the receiver took."""
        return sum(row.ok for row in self.newest)

    @property
    def failed(self) -> int:
        """How many it did not take."""
        return len(self.newest) - self.ok

    @property
    def last(self) -> Delivery | None:
        """The newest one."""
        return self.newest[0] if self.newest else None

    @property
    def failing(self) -> bool:
        """Whether deliveries fail now: the newest one did, or most of them."""
        return self.last is not None and (not self.last.ok or self.failed > self.ok)
