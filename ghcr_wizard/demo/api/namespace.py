"""Whose packages are asked for, and the checks of token kind and scope every packages endpoint begins with."""

from dataclasses import dataclass
from typing import Final

from ghcr_wizard.demo.access import INSTALLATION_KINDS, has_scope
from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import PACKAGES_DOCS, not_found, refused
from ghcr_wizard.demo.world import Account, Token

NO_APPS: Final = "Resource not accessible by integration"
_NO_FINE_GRAINED: Final = "Resource not accessible by personal access token"
_OWNERS: Final = {"user": "the-authenticated-user", "users": "a-user", "orgs": "an-organization"}
_LISTS: Final = {
    "user": "list-packages-for-the-authenticated-users-namespace",
    "users": "list-packages-for-a-user",
    "orgs": "list-packages-for-an-organization",
}


@dataclass(frozen=True, slots=True)
class Namespace:
    """The account whose packages are asked for, and how it was addressed.

    Attributes:
        family: `user` (the caller's own), `users` or `orgs`.
        account: None when there is no such account of this type.
    """

    family: str
    account: Account | None

    @property
    def list_docs(self) -> str:
        """GitHub's documentation of this family's list."""
        return f"{PACKAGES_DOCS}#{_LISTS[self.family]}"

    @property
    def package_docs(self) -> str:
        """GitHub's documentation of getting one package."""
        return f"{PACKAGES_DOCS}#get-a-package-for-{_OWNERS[self.family]}"

    def version_docs(self, action: str) -> str:
        """GitHub's documentation of an action on versions (`list-package-versions`, `delete-package-version`…)."""
        return f"{PACKAGES_DOCS}#{action}-for-a-package-owned-by-{_OWNERS[self.family]}"

    def found(self, documentation: str) -> Account:
        """Return the account.

        Raises:
            RefusedError: 404, there is none.
        """
        if self.account is None:
            raise not_found(documentation)
        return self.account


def namespace(call: Call, family: str, name: str = "") -> Namespace:
    """Resolve the account addressed by `/user`, `/users/NAME` or `/orgs/NAME`; its type must fit the family."""
    login = call.token.login if family == "user" and call.token else name
    account = call.state.world.account(login)
    expected = "Organization" if family == "orgs" else "User"
    return Namespace(family, account if account and account.type == expected else None)


def check_kind(token: Token, documentation: str) -> None:
    """Refuse the token kinds no packages endpoint accepts.

    Raises:
        RefusedError: 403 for a fine-grained or an App user token.
    """
    if token.kind == "fine-grained":
        raise refused(403, _NO_FINE_GRAINED, documentation)
    if token.kind == "app-user":
        raise refused(403, NO_APPS, documentation)


def check_scope(token: Token, purpose: str, documentation: str) -> None:
    """Refuse a token without `read:packages`, or an installation without the packages permission.

    Raises:
        RefusedError: 403 with the scope message of this endpoint; `purpose` ends its sentence.
    """
    if token.kind in INSTALLATION_KINDS:
        permitted = token.installation is not None and token.installation.packages != "none"
    else:
        permitted = has_scope(token, "read:packages")
    if not permitted:
        raise refused(403, f"You need at least read:packages scope to {purpose}.", documentation)
