"""The REST API's JSON of packages and their versions.

`visibility` says `internal` where GitHub does, although the published description of the response names only
`private` and `public`.
"""

from collections.abc import Sequence
from urllib.parse import quote

from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.json import Json, minimal_repository, simple_user
from ghcr_wizard.demo.registry.content import Manifest
from ghcr_wizard.demo.registry.documents import timestamp
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
