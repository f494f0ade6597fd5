"""What exists in a simulated GitHub: pure data, without behaviour beyond looking things up."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from ghcr_wizard.demo.registry.plan import ImagePlan
from ghcr_wizard.demo.webhooks.model import Webhook

AccountType = Literal["User", "Organization"]
Visibility = Literal["public", "internal", "private"]
TokenKind = Literal["classic", "fine-grained", "oauth", "app-user", "installation", "actions", "legacy"]
Role = Literal["member", "admin"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What an organization demands of credentials.

    Attributes:
        saml: Tokens need single sign-on.
        enterprise: The enterprise it belongs to, whose single sign-on it then is; empty for none.
        forbids_classic: Classic personal access tokens are refused.
        token_lifetime_days: Longest lifetime of a fine-grained token; None for any.
        oauth_restricted: OAuth apps need approval.
        ip_allow_list: The caller's address is not on the allow list.
    """

    saml: bool = False
    enterprise: str = ""
    forbids_classic: bool = False
    token_lifetime_days: int | None = None
    oauth_restricted: bool = False
    ip_allow_list: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """A user or an organization: `login` as it is spelled, `id` as GitHub numbers it."""

    id: int
    login: str
    type: AccountType
    name: str
    created_at: datetime
    policy: Policy = Policy()


@dataclass(frozen=True, slots=True)
class Membership:
    """A user's place in an organization; only a public one is shown to strangers."""

    org: str
    user: str
    role: Role = "member"
    public: bool = False


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that packages may be linked to; `admins` are logins besides the owner's."""

    id: int
    owner: str
    name: str
    visibility: Visibility
    pushed_at: datetime
    admins: frozenset[str] = frozenset()

    @property
    def full_name(self) -> str:
        """`OWNER/NAME`."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class Package:
    """A container package.

    Attributes:
        owner: Login of the account it belongs to.
        name: Everything after the owner, lower case, perhaps nested (`team/web`).
        image: What is in it.
        repository: Full name of the linked repository, if any.
        restricted: Members of the organization have no access of their own; only `readers` and admins do.
        readers: Logins, and full names of repositories (Actions and Apps access), that may read.
        writers: The same for writing.
        governed: Access follows the private repository, so a token needs `repo` to pull.
    """

    id: int
    owner: str
    name: str
    visibility: Visibility
    created_at: datetime
    updated_at: datetime
    image: ImagePlan
    repository: str | None = None
    restricted: bool = False
    readers: frozenset[str] = frozenset()
    writers: frozenset[str] = frozenset()
    governed: bool = False

    @property
    def path(self) -> str:
        """Its name in the registry: `owner/name`, lower case."""
        return f"{self.owner.lower()}/{self.name}"


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App.

    Attributes:
        owner: Login of the account it belongs to.
        keys: Its public keys as PEM text, one for each private key that is not deleted.
    """

    id: int
    client_id: str
    slug: str
    name: str
    owner: str
    created_at: datetime
    keys: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Installation:
    """A GitHub App (or Actions) on an account: what it was given."""

    id: int
    app_id: int
    app_slug: str
    account: str
    repositories: tuple[str, ...]
    packages: Literal["none", "read", "write"] = "read"
    selection: Literal["all", "selected"] = "selected"
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A credential GitHub once issued.

    Attributes:
        id: GitHub's number for it; in the URL of a fine-grained token's settings.
        secret: The token itself.
        login: Whose it is: a user's login, or `slug[bot]` for an installation.
        scopes: Granted scopes, for classic and OAuth tokens.
        expires_at: None for a token that never expires.
        lifetime_days: From creation to expiry; None for a token that never expires.
        sso: Organizations it is authorised for.
        installation: For installation tokens.
        resource_owner: For fine-grained tokens.
    """

    id: int
    secret: str = field(repr=False)
    kind: TokenKind
    login: str
    scopes: frozenset[str] = frozenset()
    expires_at: datetime | None = None
    lifetime_days: int | None = None
    revoked: bool = False
    sso: frozenset[str] = frozenset()
    installation: Installation | None = None
    resource_owner: str | None = None


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """An OAuth App that may sign people in with a code.

    Attributes:
        client_id: Its public id.
        interval: Seconds between two polls.
        acts_after: After how many polls the person approves by herself; None where she has to open the page.
    """

    client_id: str
    interval: int = 5
    acts_after: int | None = None


@dataclass(frozen=True)
class World:
    """Everything there is, and the credential of the persona whose world it is.

    Attributes:
        now: The moment its dates are relative to (aware).
        username: What the persona types as user name; empty for nobody.
        token: The persona's token; empty for nobody.
        next_token: The one GitHub's page shows when the persona makes another; empty for the same one.
        private_key: The persona's App's private key as PEM text; empty where there is no App.
        oauth_app: The OAuth App she registered.
    """

    now: datetime
    accounts: tuple[Account, ...]
    memberships: tuple[Membership, ...] = ()
    repositories: tuple[Repository, ...] = ()
    packages: tuple[Package, ...] = ()
    tokens: tuple[Token, ...] = ()
    hooks: tuple[Webhook, ...] = ()
    apps: tuple[App, ...] = ()
    installations: tuple[Installation, ...] = ()
    username: str = ""
    token: str = field(default="", repr=False)
    next_token: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    oauth_app: OAuthApp | None = None

    @cached_property
    def _accounts_by_login(self) -> Mapping[str, Account]:
        return {account.login.lower(): account for account in self.accounts}

    @cached_property
    def _accounts_by_id(self) -> Mapping[int, Account]:
        return {account.id: account for account in self.accounts}

    @cached_property
    def _repositories(self) -> Mapping[str, Repository]:
        return {repository.full_name.lower(): repository for repository in self.repositories}

    @cached_property
    def _packages_by_path(self) -> Mapping[str, Package]:
        return {package.path: package for package in self.packages}

    @cached_property
    def _packages_by_owner(self) -> Mapping[str, list[Package]]:
        owners: defaultdict[str, list[Package]] = defaultdict(list)
        for package in self.packages:
            owners[package.owner.lower()].append(package)
        return owners

    @cached_property
    def _tokens(self) -> Mapping[str, Token]:
        return {token.secret: token for token in self.tokens}

    @cached_property
    def _roles(self) -> Mapping[tuple[str, str], Membership]:
        return {(m.org.lower(), m.user.lower()): m for m in self.memberships}

    @cached_property
    def public_paths(self) -> list[str]:
        """Names of all public packages in the registry, lexically sorted."""
        return sorted(package.path for package in self.packages if package.visibility == "public")

    def account(self, login: str) -> Account | None:
        """Return the account of this login, in any spelling."""
        return self._accounts_by_login.get(login.lower())

    def account_by_id(self, number: int) -> Account | None:
        """Return the account of this number."""
        return self._accounts_by_id.get(number)

    def repository(self, full_name: str | None) -> Repository | None:
        """Return the repository of this full name, in any spelling."""
        return self._repositories.get((full_name or "").lower())

    def package(self, path: str) -> Package | None:
        """Return the package of this exact name in the registry (`owner/name`)."""
        return self._packages_by_path.get(path)

    def packages_of(self, login: str) -> list[Package]:
        """Return the packages of one account."""
        return self._packages_by_owner.get(login.lower(), [])

    def repositories_of(self, login: str) -> list[Repository]:
        """Return the repositories of one account."""
        return [each for each in self.repositories if each.owner.lower() == login.lower()]

    def token_of(self, secret: str) -> Token | None:
        """Return the token that was once issued as `secret`, alive or not."""
        return self._tokens.get(secret)

    def membership(self, org: str, user: str) -> Membership | None:
        """Return the user's place in the organization."""
        return self._roles.get((org.lower(), user.lower()))

    def memberships_of(self, user: str) -> list[Membership]:
        """Return the user's places in organizations."""
        return [m for m in self.memberships if m.user.lower() == user.lower()]
