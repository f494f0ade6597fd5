"""Where webhooks stand, and who may look after them: the scopes, and the right of an admin or owner."""

from dataclasses import dataclass
from typing import Final

from ghcr_wizard.demo.access import INSTALLATION_KINDS, expand
from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import DOCS, not_found, refused
from ghcr_wizard.demo.api.namespace import NO_APPS
from ghcr_wizard.demo.api.policy import check_organization
from ghcr_wizard.demo.webhooks.state import LiveHook
from ghcr_wizard.demo.world import Account, Token

_SCOPES: Final = {"orgs": {"admin:org_hook"}, "repos": {"admin:repo_hook", "repo", "public_repo"}}
_READING: Final = {"orgs": set[str](), "repos": {"read:repo_hook"}}
_WRITING: Final = {"orgs": set[str](), "repos": {"write:repo_hook"}}
_NO_FINE_GRAINED: Final = "Resource not accessible by personal access token"


@dataclass(frozen=True, slots=True)
class Place:
    """Where webhooks stand: `orgs` and a login, or `repos` and a full name, as they are spelled."""

    family: str
    name: str

    @property
    def docs(self) -> str:
        """GitHub's documentation of webhooks here."""
        return f"{DOCS}/{'orgs' if self.family == 'orgs' else 'repos'}/webhooks"


def admitted(call: Call, place: Place, *, writes: bool) -> Place:
    """Return the place in GitHub's spelling if the caller may look after its webhooks.

    Raises:
        RefusedError: 401 or 404, 403 for the kinds of token that were given no permission, or a policy's refusal.
    """
    world, token = call.state.world, call.token
    if token is None:
        raise not_found(place.docs)
    if token.kind == "fine-grained":
        raise refused(403, _NO_FINE_GRAINED, place.docs)
    if token.kind in INSTALLATION_KINDS or token.kind == "app-user":
        raise refused(403, NO_APPS, place.docs)
    account = world.account(place.name.partition("/")[0])
    repository = world.repository(place.name) if place.family == "repos" else None
    more = _WRITING if writes else {family: _READING[family] | _WRITING[family] for family in _READING}
    held = expand(token.scopes) & (_SCOPES[place.family] | more[place.family])
    if account is None or not held or (place.family == "repos" and repository is None):
        raise not_found(place.docs)
    if place.family == "orgs" and account.type != "Organization":
        raise not_found(place.docs)
    if account.type == "Organization":
        check_organization(call, account)
    if not _administers(call, token, account) and (repository is None or token.login not in repository.admins):
        raise not_found(place.docs)
    return Place(place.family, repository.full_name if repository else account.login)


def _administers(call: Call, token: Token, account: Account) -> bool:
    if token.login.lower() == account.login.lower():
        return True
    membership = call.state.world.membership(account.login, token.login)
    return membership is not None and membership.role == "admin"


def sees_hook(call: Call, hook: LiveHook) -> bool:
    """Tell whether a webhook is shown: OAuth apps see their own alone, everybody else the others alone."""
    return hook.record.oauth == (call.token is not None and call.token.kind == "oauth")
