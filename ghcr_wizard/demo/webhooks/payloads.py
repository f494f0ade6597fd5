"""What GitHub delivers: the payloads of `ping` and `package`, and the headers around them.

GitHub docs "Webhook events and payloads" and "Validating webhook deliveries"; how a package of containers is described
was recorded (JRoy/disgit#3, octokit/webhooks.net#178, google/go-github#2033). One event for every manifest: the images
of single platforms come with an empty tag and a `package_url` that ends in a colon.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import Final

from ghcr_wizard.demo.api.json import Json, listed_repository, organization_simple, simple_user
from ghcr_wizard.demo.registry.content import Manifest
from ghcr_wizard.demo.registry.documents import timestamp
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.webhooks.state import LiveHook
from ghcr_wizard.demo.wire import encode_json
from ghcr_wizard.demo.world import Account, Package, Repository

_ZEN: Final = "Non-blocking is better than blocking."
_NO_TIME: Final = "0001-01-01T00:00:00Z"
_EVENT_OF_A_PUSH: Final = 3


@dataclass(frozen=True, slots=True)
class Event:
    """An event before it is sent: its payload, and the repository it is of."""

    name: str
    action: str | None
    payload: Json
    repository_id: int | None = None


def _place(state: State, target: str) -> tuple[Account | None, Repository | None]:
    repository = state.world.repository(target)
    return state.world.account(target.partition("/")[0]), repository


def surroundings(state: State, target: str, sender: str) -> Json:
    """Return `repository`, `organization` and `sender`, as far as there are any."""
    owner, repository = _place(state, target)
    account = state.world.account(sender) or owner
    document: Json = {}
    if owner and repository:
        document["repository"] = listed_repository(state.origins, repository, owner)
    if owner and owner.type == "Organization":
        document["organization"] = organization_simple(state.origins, owner)
    if account:
        document["sender"] = simple_user(state.origins, account)
    return document


def ping(state: State, hook: LiveHook, hook_document: Json, sender: str) -> Event:
    """Return the event a new webhook gets first."""
    _, repository = _place(state, hook.record.target)
    around = surroundings(state, hook.record.target, sender)
    payload: Json = {"zen": _ZEN, "hook_id": hook.record.id, "hook": hook_document, **around}
    return Event("ping", None, payload, repository.id if repository else None)


def pushes(state: State, package: Package) -> list[Event]:
    """Return the events of a package's newest push, in the order they were sent: platforms first, the tagged last."""
    content = state.content(package)
    tags = content.tags_of()
    newest = list(content.manifests.values())[-_EVENT_OF_A_PUSH:]
    order = sorted(newest, key=lambda each: bool(tags.get(each.digest)))
    return [_push(state, package, manifest, next(iter(tags.get(manifest.digest, ())), "")) for manifest in order]


def _push(state: State, package: Package, manifest: Manifest, tag: str) -> Event:
    around = surroundings(state, package.repository or package.owner, package.owner)
    repository = state.world.repository(package.repository)
    payload: Json = {"action": "published", "package": _package(state, package, manifest, tag), **around}
    return Event("package", "published", payload, repository.id if repository else None)


def _package(state: State, package: Package, manifest: Manifest, tag: str) -> Json:
    owner = state.world.account(package.owner)
    page = f"{state.origins.web}/{package.owner}/packages/{package.id}"
    return {
        "id": package.id,
        "name": package.name,
        "namespace": package.owner.lower(),
        "description": "",
        "ecosystem": "CONTAINER",
        "package_type": "CONTAINER",
        "html_url": page,
        "created_at": timestamp(package.created_at),
        "updated_at": timestamp(package.updated_at),
        "owner": simple_user(state.origins, owner) if owner else None,
        "package_version": _version(state, package, manifest, tag, page),
        "registry": {
            "about_url": "https://docs.github.com/packages/learn-github-packages/introduction-to-github-packages",
            "name": "GitHub CONTAINER registry",
            "type": "CONTAINER",
            "url": f"https://CONTAINER.pkg.github.com/{package.owner}",
            "vendor": "GitHub Inc",
        },
    }


def _version(state: State, package: Package, manifest: Manifest, tag: str, page: str) -> Json:
    reference = f"ghcr.io/{package.path}:{tag}"
    owner = state.world.account(package.owner)
    document = json.loads(manifest.body)
    return {
        "id": manifest.id,
        "version": manifest.digest,
        "name": manifest.digest,
        "description": "",
        "summary": "",
        "body": {"repository": {"repository": {"full_name": package.repository or ""}}},
        "html_url": f"{page}?version={tag or manifest.digest}",
        "target_commitish": "main",
        "target_oid": sha1(package.path.encode(), usedforsecurity=False).hexdigest(),
        "created_at": _NO_TIME,
        "updated_at": _NO_TIME,
        "metadata": [],
        "docker_metadata": [],
        "container_metadata": {
            "tag": {"name": tag, "digest": manifest.digest},
            "labels": _labels(document.get("annotations", {})),
            "manifest": {
                "digest": manifest.digest,
                "media_type": manifest.media_type,
                "uri": f"repositories/{package.path}/manifests/{manifest.digest}",
                "size": len(manifest.body),
                "config": _part(document.get("config", {})),
                "layers": [_part(each) for each in document.get("layers", ())],
            },
        },
        "package_files": [],
        "installation_command": f"docker pull {reference}",
        "package_url": reference,
        "author": simple_user(state.origins, owner) if owner else None,
    }


def _labels(given: Mapping[str, str]) -> Json:
    """Return what an event says of an image's labels, those that GitHub knows by name first."""
    known = {name: f"org.opencontainers.image.{name}" for name in ("description", "source", "revision", "licenses")}
    return {**{name: given.get(label, "") for name, label in known.items()}, "image_url": "", "all_labels": dict(given)}


def _part(descriptor: Mapping[str, object]) -> Json:
    """Return what an event says of a manifest's config or layer; of an index's, which has none, nothing."""
    kind, size = descriptor.get("mediaType", ""), descriptor.get("size", 0)
    return {"digest": descriptor.get("digest", ""), "media_type": kind, "size": size}


def headers_of(state: State, hook: LiveHook, event: Event, guid: str) -> dict[str, str]:
    """Return the request headers of a delivery, signed where the webhook has a secret."""
    owner, repository = _place(state, hook.record.target)
    number = repository.id if repository else owner.id if owner else 0
    headers = {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/2f3c9ab",
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": event.name,
        "X-GitHub-Hook-ID": str(hook.record.id),
        "X-GitHub-Hook-Installation-Target-ID": str(number),
        "X-GitHub-Hook-Installation-Target-Type": "repository" if repository else "organization",
    }
    secret, body = hook.record.secret.encode(), encode_json(event.payload)
    if secret:
        headers["X-Hub-Signature"] = "sha1=" + hmac.new(secret, body, sha1).hexdigest()
        headers["X-Hub-Signature-256"] = "sha256=" + hmac.new(secret, body, sha256).hexdigest()
    return headers
