"""The packages endpoints: lists, one package, its versions, deleting a version.

The order of checks is the one GitHub shows: token kind, scope, single sign-on and policy, existence and visibility.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from ghcr_wizard.demo.access import INSTALLATION_KINDS, has_scope, may_read, may_write, role
from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import not_found, package_not_found, refused
from ghcr_wizard.demo.api.json import Json, minimal_repository, simple_user
from ghcr_wizard.demo.api.namespace import NO_APPS, Namespace, check_kind, check_scope
from ghcr_wizard.demo.api.paging import paginate
from ghcr_wizard.demo.api.policy import check_organization, check_policy, needs_sso
from ghcr_wizard.demo.registry.content import Manifest
from ghcr_wizard.demo.registry.documents import timestamp
from ghcr_wizard.demo.wire import Response
from ghcr_wizard.demo.world import Account, Package


def _addresses(call: Call, account: Account, package: Package) -> tuple[str, str, str]:
    """Return a package's REST address, its web page, and where its versions' web pages begin."""
    family = "orgs" if account.type == "Organization" else "users"
    name = quote(package.name, safe="")
    origins = call.state.origins
    owner = f"{family}/{account.login}/packages/container"
    return f"{origins.api}/{owner}/{name}", f"{origins.web}/{owner}/package/{name}", f"{origins.web}/{owner}/{name}"


def package_json(call: Call, account: Account, package: Package) -> Json:
    """Return the schema `package`; `repository` is absent when there is none."""
    url, html_url, _ = _addresses(call, account, package)
    body: Json = {
        "id": package.id,
        "name": package.name,
        "package_type": "container",
        "owner": simple_user(call.state.origins, account),
        "version_count": call.state.version_count(package),
        "visibility": package.visibility,
        "url": url,
        "created_at": timestamp(package.created_at),
        "updated_at": timestamp(package.updated_at),
        "html_url": html_url,
    }
    repository = call.state.world.repository(package.repository)
    if repository is not None and not call.state.switches.omit_repository:
        body["repository"] = minimal_repository(call.state.origins, repository, account)
    return body


def version_json(call: Call, account: Account, package: Package, manifest: Manifest, tags: Sequence[str]) -> Json:
    """Return the schema `package-version`; no tags means untagged."""
    url, html_url, pages = _addresses(call, account, package)
    return {
        "id": manifest.id,
        "name": manifest.digest,
        "url": f"{url}/versions/{manifest.id}",
        "package_html_url": html_url,
        "created_at": timestamp(manifest.pushed_at),
        "updated_at": timestamp(manifest.pushed_at),
        "html_url": f"{pages}/{manifest.id}",
        "metadata": {"package_type": "container", "container": {"tags": list(tags)}},
    }


_TYPES: Final = frozenset({"npm", "maven", "rubygems", "docker", "nuget", "container"})
_VISIBILITIES: Final = frozenset({"public", "private", "internal"})
_NEED_DELETE: Final = "You need at least delete:packages and read:packages scopes to delete a package version."


@dataclass(frozen=True, slots=True)
class Target:
    """A package as it is addressed: namespace, type and (decoded) name."""

    space: Namespace
    package_type: str
    name: str


def _check_listing(call: Call, space: Namespace) -> str:
    """Check who may list what; return the package type.

    Raises:
        RefusedError: In GitHub's words; an installation's refusal is an argument error, and for containers only.
    """
    docs = space.list_docs
    token = call.signed_in(docs)
    package_type = call.request.query.get("package_type", "")
    installation = token.kind in INSTALLATION_KINDS
    if installation and space.family == "user":
        raise refused(403, NO_APPS, docs)
    if not installation:
        check_kind(token, docs)
        check_scope(token, "list packages", docs)
    if package_type not in _TYPES or (installation and package_type == "container"):
        raise refused(400, "Invalid argument.", docs)
    return package_type


def list_packages(call: Call, space: Namespace) -> Response:
    """Answer a list of packages: those the account may read, never what a scope alone would suggest.

    Raises:
        RefusedError: In GitHub's words.
    """
    package_type = _check_listing(call, space)
    account = space.found(space.list_docs)
    packages = _listed(call, account) if package_type == "container" else []
    own = space.family == "user"
    base = "/organizations" if account.type == "Organization" else "/user"
    path = "/user/packages" if own else f"{base}/{account.id}/packages"
    page, headers = paginate(call, packages, path, space.list_docs, as_packages=True)
    return call.ok([package_json(call, account, package) for package in page]).with_headers(headers)


def _listed(call: Call, account: Account) -> list[Package]:
    """Return the account's packages the caller may read, narrowed by `visibility`, policies permitting."""
    world, token = call.state.world, call.token
    packages = [package for package in world.packages_of(account.login) if may_read(world, token, package)]
    if call.state.switches.sso_listing == "filtered" and needs_sso(world, token, account):
        check_policy(call, account)
        packages = [package for package in packages if package.visibility == "public"]
    else:
        check_organization(call, account)
    wanted = call.request.query.get("visibility", "")
    if wanted in _VISIBILITIES:
        return [package for package in packages if package.visibility == wanted]
    return packages


def _existing(call: Call, target: Target, docs: str) -> tuple[Account, Package]:
    """Return the package if it exists and the caller may know of it, policies permitting.

    Raises:
        RefusedError: For a policy, or 404.
    """
    account = target.space.account
    if account is not None:
        check_organization(call, account)
        package = call.state.world.package(f"{account.login.lower()}/{target.name}")
        visible = package is not None and may_read(call.state.world, call.token, package)
        if package is not None and visible and target.package_type == "container":
            return account, package
    raise package_not_found(docs)


def _readable(call: Call, target: Target, purpose: str, docs: str) -> tuple[Account, Package]:
    """Return the package after all checks of a reading endpoint.

    Raises:
        RefusedError: In GitHub's words.
    """
    token = call.signed_in(docs)
    check_kind(token, docs)
    check_scope(token, purpose, docs)
    return _existing(call, target, docs)


def get_package(call: Call, target: Target) -> Response:
    """Answer one package by name.

    Raises:
        RefusedError: In GitHub's words.
    """
    account, package = _readable(call, target, "get a package", target.space.package_docs)
    return call.ok(package_json(call, account, package))


def list_versions(call: Call, target: Target) -> Response:
    """Answer a package's versions, newest first: every manifest is one, platform children and signatures too.

    Raises:
        RefusedError: In GitHub's words.
    """
    docs = target.space.version_docs("list-package-versions")
    account, package = _readable(call, target, "get a package's versions", docs)
    content = call.state.content(package)
    deleted = call.request.query.get("state", "active") == "deleted"
    manifests = [] if deleted else list(reversed(content.manifests.values()))
    base = "organizations" if account.type == "Organization" else "user"
    path = f"/{base}/{account.id}/packages/container/{quote(package.name, safe='')}/versions"
    page, headers = paginate(call, manifests, path, docs)
    tags = content.tags_of()
    bodies = [version_json(call, account, package, item, tags.get(item.digest, ())) for item in page]
    return call.ok(bodies).with_headers(headers)


def _version(call: Call, package: Package, number: str, docs: str) -> Manifest:
    """Return the version of this number.

    Raises:
        RefusedError: 404, there is none.
    """
    for manifest in call.state.content(package).manifests.values():
        if str(manifest.id) == number:
            return manifest
    raise not_found(docs)


def get_version(call: Call, target: Target, number: str) -> Response:
    """Answer one version by its number.

    Raises:
        RefusedError: In GitHub's words.
    """
    docs = target.space.version_docs("get-a-package-version")
    account, package = _readable(call, target, "get a package version", docs)
    manifest = _version(call, package, number, docs)
    tags = call.state.content(package).tags_of().get(manifest.digest, ())
    return call.ok(version_json(call, account, package, manifest, tags))


def delete_version(call: Call, target: Target, number: str) -> Response:
    """Delete a version: both scopes are asked for before anything is said about its existence.

    Raises:
        RefusedError: In GitHub's words.
    """
    docs = target.space.version_docs("delete-package-version")
    token = call.signed_in(docs)
    check_kind(token, docs)
    installation = token.kind in INSTALLATION_KINDS
    if not installation and not (has_scope(token, "delete:packages") and has_scope(token, "read:packages")):
        raise refused(403, _NEED_DELETE, docs)
    _, package = _existing(call, target, docs)
    manifest = _version(call, package, number, docs)
    if installation and not may_write(call.state.world, token, package):
        raise refused(403, NO_APPS, docs)
    if not installation and role(call.state.world, token.login, package) != "admin":
        raise package_not_found(docs)
    call.state.delete_version(package, manifest.digest)
    return Response(204)
