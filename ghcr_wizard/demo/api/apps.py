"""The endpoints of GitHub Apps: who an App is, where it is installed, and the tokens it mints.

GitHub docs "REST API endpoints for GitHub Apps" and "… for GitHub App installations".
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Final

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.api.app_assertions import signed_by
from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import DOCS, JSON_TYPE, RefusedError, not_found, refused
from ghcr_wizard.demo.api.json import listed_repository, simple_user
from ghcr_wizard.demo.api.paging import paginate
from ghcr_wizard.demo.registry.documents import timestamp
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Request, Response, encode_json
from ghcr_wizard.demo.world import App, Installation, Token

_APPS_DOCS: Final = f"{DOCS}/apps/apps"
_MINT_DOCS: Final = f"{_APPS_DOCS}#create-an-installation-access-token-for-an-app"
_LIFETIME: Final = timedelta(hours=1)
_LEVELS: Final = ("none", "read", "write")
_NOT_GRANTED: Final = "The permissions requested are not granted to this installation."
_NO_REPOSITORY: Final = (
    "There is at least one repository that does not exist or is not accessible to the parent installation."
)


def is_for_apps(request: Request) -> bool:
    """Tell whether an address takes an App's signed request and no token."""
    segments = request.segments
    return segments[:1] == ["app"] or (segments[:1] != ["installation"] and segments[-1:] == ["installation"])


def answer_app(state: State, request: Request) -> Response:
    """Answer a request that an App signed.

    Raises:
        RefusedError: In GitHub's words.
    """
    app = signed_by(state, request)
    call = Call(request, state, None)
    match request.verb, request.segments:
        case "GET", ["app"]:
            return call.ok(_app(state, app))
        case "GET", ["app", "installations"]:
            return _list_installations(call, app)
        case "GET", ["app", "installations", number]:
            return call.ok(_installation_json(state, app, _installation(state, app, number)))
        case "POST", ["app", "installations", number, "access_tokens"]:
            return _mint(call, app, number)
        case "GET", ["orgs" | "users", login, "installation"]:
            return call.ok(_installation_json(state, app, _on(state, app, login)))
        case "GET", ["repos", login, name, "installation"]:
            found = _on(state, app, login)
            if f"{login}/{name}".lower() in {full_name.lower() for full_name in found.repositories}:
                return call.ok(_installation_json(state, app, found))
    raise not_found(_APPS_DOCS)


def revoke_installation_token(call: Call) -> Response:
    """End the token the request was made with.

    Raises:
        RefusedError: 401 anonymously, 403 for a token of another kind.
    """
    token = call.signed_in(f"{DOCS}/apps/installations#revoke-an-installation-access-token")
    if token.installation is None:
        raise refused(403, "You must authenticate with an installation access token in order to revoke one.")
    call.state.withdraw(token)
    return Response(204)


def permissions(installation: Installation) -> dict[str, str]:
    """Return what an installation was given, by name."""
    packages = {} if installation.packages == "none" else {"packages": installation.packages}
    return {"metadata": "read", **packages}


def _of(state: State, app: App) -> list[Installation]:
    return [installation for installation in state.world.installations if installation.app_id == app.id]


def _installation(state: State, app: App, number: str) -> Installation:
    """Return the App's installation of this number.

    Raises:
        RefusedError: 404, there is none.
    """
    for installation in _of(state, app):
        if str(installation.id) == number:
            return installation
    raise not_found(_APPS_DOCS)


def _on(state: State, app: App, login: str) -> Installation:
    """Return the App's installation on an account.

    Raises:
        RefusedError: 404, there is none.
    """
    for installation in _of(state, app):
        if installation.account.lower() == login.lower():
            return installation
    raise not_found(_APPS_DOCS)


def _app(state: State, app: App) -> dict[str, object]:
    owner = state.world.account(app.owner)
    installed = _of(state, app)
    return {
        "id": app.id,
        "client_id": app.client_id,
        "slug": app.slug,
        "node_id": f"A_{app.id}",
        "owner": simple_user(state.origins, owner) if owner else None,
        "name": app.name,
        "description": "",
        "external_url": f"{state.origins.web}/{app.owner}",
        "html_url": f"{state.origins.web}/apps/{app.slug}",
        "created_at": timestamp(app.created_at),
        "updated_at": timestamp(app.created_at),
        "permissions": permissions(installed[0]) if installed else {"metadata": "read"},
        "events": [],
        "installations_count": len(installed),
    }


def _list_installations(call: Call, app: App) -> Response:
    """Answer where the App is installed, suspended installations among them.

    Raises:
        RefusedError: For a page beyond what GitHub gives.
    """
    page, headers = paginate(call, _of(call.state, app), "/app/installations", _APPS_DOCS)
    return call.ok([_installation_json(call.state, app, row) for row in page]).with_headers(headers)


def _installation_json(state: State, app: App, installation: Installation) -> dict[str, object]:
    account = state.world.account(installation.account)
    suspender = state.world.account(app.owner) if installation.suspended else None
    moment = timestamp(state.world.now - timedelta(days=40))
    api = f"{state.origins.api}/app/installations/{installation.id}"
    kind = account.type if account else "User"
    settings = f"organizations/{installation.account}/settings" if kind == "Organization" else "settings"
    return {
        "id": installation.id,
        "account": simple_user(state.origins, account) if account else None,
        "repository_selection": installation.selection,
        "access_tokens_url": f"{api}/access_tokens",
        "repositories_url": f"{state.origins.api}/installation/repositories",
        "html_url": f"{state.origins.web}/{settings}/installations/{installation.id}",
        "app_id": app.id,
        "client_id": app.client_id,
        "app_slug": app.slug,
        "target_id": account.id if account else 0,
        "target_type": kind,
        "permissions": permissions(installation),
        "events": [],
        "created_at": moment,
        "updated_at": moment,
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": simple_user(state.origins, suspender) if suspender else None,
        "suspended_at": timestamp(state.world.now - timedelta(days=2)) if installation.suspended else None,
    }


def _mint(call: Call, app: App, number: str) -> Response:
    """Answer a new token, narrowed as it was asked for.

    Raises:
        RefusedError: 404, 403 for a suspended installation, 422 for more than it was given.
    """
    installation = _installation(call.state, app, number)
    if installation.suspended:
        raise refused(403, "This installation has been suspended", _MINT_DOCS)
    asked = _asked(call.request)
    narrowed = _narrowed(installation, asked)
    expires_at = call.state.now().replace(microsecond=0) + _LIFETIME
    secret = _secret(call, app, narrowed)
    login = f"{app.slug}[bot]"
    call.state.issue(Token(3_100_000, secret, "installation", login, expires_at=expires_at, installation=narrowed))
    document: dict[str, object] = {
        "token": secret,
        "expires_at": timestamp(expires_at),
        "permissions": permissions(narrowed),
        "repository_selection": narrowed.selection,
    }
    if "repositories" in asked:
        document["repositories"] = [
            listed_repository(call.state.origins, repository, owner)
            for name in narrowed.repositories
            if (repository := call.state.world.repository(name))
            and (owner := call.state.world.account(repository.owner))
        ]
    enabled = "enabled" if call.state.switches.installation_tokens == "stateless" else "disabled"
    return Response(201, [JSON_TYPE, ("x-github-stateless-s2s-token", enabled)], encode_json(document))


def _asked(request: Request) -> Mapping[str, object]:
    try:
        document = json.loads(request.body or b"{}")
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise _unparsable()
    return document


def _unparsable() -> RefusedError:
    return refused(400, "Problems parsing JSON", _MINT_DOCS)


def _narrowed(installation: Installation, asked: Mapping[str, object]) -> Installation:
    """Return the installation as a token of it sees it.

    Raises:
        RefusedError: 422 for a permission or a repository it was not given.
    """
    given, wanted = permissions(installation), asked.get("permissions")
    narrowed = installation
    if isinstance(wanted, dict):
        for name, level in wanted.items():
            if level not in _LEVELS or _LEVELS.index(level) > _LEVELS.index(given.get(name, "none")):
                raise refused(422, _NOT_GRANTED, _MINT_DOCS)
        level = wanted.get("packages", "none")
        narrowed = replace(narrowed, packages=level)
    names = asked.get("repositories")
    if isinstance(names, list):
        known = {full_name.partition("/")[2].lower(): full_name for full_name in installation.repositories}
        if not all(str(name).lower() in known for name in names):
            raise refused(422, _NO_REPOSITORY, _MINT_DOCS)
        chosen = tuple(known[str(name).lower()] for name in names)
        narrowed = replace(narrowed, repositories=chosen, selection="selected")
    return narrowed


def _secret(call: Call, app: App, installation: Installation) -> str:
    """Return a token nobody has had before, in the form the switches say."""
    seed = sha256(f"{app.id}:{installation.id}:{call.state.request_id()}".encode()).hexdigest()
    if call.state.switches.installation_tokens == "stateful":
        return tokens.prefixed("ghs_", seed)
    claims = {"iss": "github", "sub": installation.id, "exp": int((call.state.now() + _LIFETIME).timestamp())}
    return tokens.stateless_installation(app.id, claims, seed)
