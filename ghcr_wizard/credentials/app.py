"""A GitHub App looked at: which one it is, where it is installed, and a token minted for one of its installations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Never

from ghcr_wizard.credentials.profile import AppGrant
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.diagnosis.causes_apps import APP_INSTALLATION_SUSPENDED, APP_NOT_INSTALLED, APP_PERMISSION_MISSING
from ghcr_wizard.diagnosis.causes_servers import API_UNAVAILABLE
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.app_client import App, AppApi, Installation, UnusableKeyError
from ghcr_wizard.github.app_keys import invalid_key
from ghcr_wizard.github.app_refusals import app_refusal
from ghcr_wizard.github.apps import MintedToken, excess_permissions, missing_permissions
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.client import HttpClient
from ghcr_wizard.transport.exchange import Exchange

__all__ = ["App", "AppExamination", "Installation", "examine", "fitting", "mint"]


@dataclass(frozen=True, slots=True)
class AppExamination:
    """What a GitHub App turned out to be.

    Attributes:
        issuer: Its client id or App id, as it was given.
        app: Which one it is.
        installations: Where it is installed, suspended ones among them; never empty.
    """

    issuer: str
    app: App
    installations: tuple[Installation, ...]


async def examine(
    hosts: Hosts, issuer: str, key: Secret, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AppExamination:
    """Ask GitHub which App a key is of, and where it is installed.

    Args:
        hosts: Which GitHub.
        issuer: The App's client id or App id.
        key: Its private key, as PEM text.
        now: This computer's clock, in UTC.

    Raises:
        TokenUnavailableError: GitHub refuses the App or cannot be asked, or it is installed nowhere.
    """
    async with HttpClient() as http:
        api = AppApi(http, hosts, issuer, key, now)
        try:
            identity = await api.app()
            app = identity.value or _refuse(identity.exchange, api, hosts, issuer)
            listed = await api.installations()
        except UnusableKeyError as error:
            raise TokenUnavailableError.of(invalid_key(str(error))) from None
        if listed.value is None:
            _refuse(listed.exchange, api, hosts, issuer)
        if not listed.value:
            url = f"{hosts.web_url}/apps/{app.slug}/installations/new"
            raise TokenUnavailableError.of(diagnose(APP_NOT_INSTALLED, url=url, where="any account"))
        return AppExamination(issuer, app, listed.value)


async def mint(
    hosts: Hosts, grant: AppGrant, key: Secret, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> MintedToken:
    """A new token of an installation.

    Args:
        hosts: Which GitHub.
        grant: Which App, which installation, and what to narrow the token to.
        key: The App's private key, as PEM text.
        now: This computer's clock, in UTC.

    Raises:
        TokenUnavailableError: GitHub refuses, or cannot be asked.
    """
    async with HttpClient() as http:
        api = AppApi(http, hosts, grant.client_id, key, now)
        try:
            reply = await api.mint(grant.installation, grant.repositories)
        except UnusableKeyError as error:
            raise TokenUnavailableError.of(invalid_key(str(error))) from None
        token = reply.value or _refuse(reply.exchange, api, hosts, grant.client_id, grant.account)
        if not token.is_fresh(now()):
            raise TokenUnavailableError.of(diagnose(API_UNAVAILABLE, said="a token that has already expired"))
        return token


def fitting(installation: Installation) -> tuple[str, ...]:
    """That tokens of an installation can be minted to read packages; what it may do beyond, as `contents: write`.

    Raises:
        TokenUnavailableError: It is suspended, or has not the permissions.
    """
    account, page = installation.account.login, installation.page
    if installation.suspended_at is not None:
        raise TokenUnavailableError.of(diagnose(APP_INSTALLATION_SUSPENDED, account, page))
    if missing := missing_permissions(installation.permissions):
        raise TokenUnavailableError.of(diagnose(APP_PERMISSION_MISSING, account, page, said=", ".join(missing)))
    return excess_permissions(installation.permissions)


def _refuse(exchange: Exchange, api: AppApi, hosts: Hosts, issuer: str, target: str = "this account") -> Never:
    caller = Caller(TokenKind.NONE, hosts)
    refusal: Diagnosis = app_refusal(exchange, caller, issuer, target, api.ahead.total_seconds())
    raise TokenUnavailableError.of(refusal)
