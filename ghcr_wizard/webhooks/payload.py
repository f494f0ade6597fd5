"""What GitHub delivers: what a `package` event says.

GitHub docs "Webhook events and payloads", `package` and `registry_package`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ghcr_wizard.text import clean

EXPECTATIONS = (
    "GitHub sends one event for every manifest: a push for two platforms makes three.",
    "The events of platform images and attestations come with an empty tag; only the index carries one.",
    ("Of several tags in one push the event names one, often latest: the receiver must list versions to see all tags."),
    "A ping comes first, when the webhook is made. The receiver has ten seconds to answer with a 2xx.",
)
"""What a person should expect of a webhook that works (github/docs#22091, docs "Best practices for using webhooks")."""

_KEYS = ("package", "registry_package")
_CONTAINERS = frozenset({"container", "docker"})


@dataclass(frozen=True, slots=True)
class PushEvent:
    """One `package` or `registry_package` event about a container.

    Attributes:
        action: `published` or `updated`.
        package: `OWNER/NAME`.
        digest: The manifest's digest; `None` if it was not said.
        tag: The tag; `None` for a platform's image or an attestation, whose tag is empty.
        repository: The linked repository; `None` where there is none.
    """

    action: str
    package: str
    digest: str | None
    tag: str | None
    repository: str | None = None

    @property
    def summary(self) -> str:
        """The event in one sentence."""
        what = f"tag {self.tag}" if self.tag else "without a tag (platform image, attestation)"
        return f"{self.package} {self.action}: {what}"


def parse_event(payload: object) -> PushEvent | None:
    """A delivered payload as an event; `None` where it is not one about a container.

    The owner is taken from `owner.login`: `namespace` may be the login or `OWNER/NAME`.
    """
    document = _mapping(payload)
    package = next((_mapping(document[key]) for key in _KEYS if isinstance(document.get(key), dict)), None)
    if package is None or _text(package.get("package_type")).lower() not in _CONTAINERS:
        return None
    version = _mapping(package.get("package_version"))
    tag = _mapping(_mapping(version.get("container_metadata")).get("tag"))
    owner, name = _text(_mapping(package.get("owner")).get("login")), _text(package.get("name"))
    digest = _text(tag.get("digest")) or _text(version.get("version"))
    return PushEvent(
        action=_text(document.get("action")),
        package=f"{owner}/{name}",
        digest=digest or None,
        tag=_text(tag.get("name")) or None,
        repository=_text(_mapping(document.get("repository")).get("full_name")) or None,
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return clean(value, 300, is_name=True).strip() if isinstance(value, str) else ""
