"""What an organization's policies refuse, in GitHub's exact words."""

from hashlib import sha256
from typing import Final

from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import DOCS, RefusedError, not_found, refused
from ghcr_wizard.demo.world import Account, Token, World

_AUTHORISED_SEPARATELY: Final = frozenset({"classic", "oauth", "legacy"})
_PERSONAL: Final = frozenset({"classic", "legacy"})


def needs_sso(world: World, token: Token | None, account: Account) -> bool:
    """Tell whether the organization's SAML enforcement refuses this token.

    It concerns members only, and only tokens that are authorised one by one: fine-grained tokens are authorised when
    they are made, App tokens always are.
    """
    return (
        token is not None
        and account.policy.saml
        and token.kind in _AUTHORISED_SEPARATELY
        and account.login not in token.sso
        and world.membership(account.login, token.login) is not None
    )


def classic_forbidden(token: Token | None, account: Account) -> str | None:
    """Return the text with which the organization refuses classic tokens, if it does."""
    if token is None or token.kind not in _PERSONAL or not account.policy.forbids_classic:
        return None
    return (
        f"`{account.login}` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, "
        "or a personal access token with fine-grained permissions."
    )


def oauth_restricted(token: Token | None, account: Account) -> str | None:
    """Return the text with which the organization refuses OAuth apps it has not approved, if it does."""
    if token is None or token.kind != "oauth" or not account.policy.oauth_restricted:
        return None
    return (
        "Although you appear to have the correct authorization credentials, the "
        f"`{account.login}` organization has enabled OAuth App access restrictions, meaning that data access to "
        "third-parties is limited. For more information on these restrictions, including how to enable this app, visit "
        "https://docs.github.com/articles/restricting-access-to-your-organization-s-data/"
    )


def lifetime_exceeded(token: Token | None, account: Account) -> str | None:
    """Return the text with which the organization refuses a fine-grained token's lifetime, if it does."""
    longest = account.policy.token_lifetime_days
    if token is None or token.kind != "fine-grained" or longest is None:
        return None
    if token.lifetime_days is not None and token.lifetime_days <= longest:
        return None
    return (
        f"The '{account.login}' organization forbids access via a fine-grained personal access tokens if the token's "
        f"lifetime is greater than {longest} days. Please adjust your token's lifetime at the following URL: "
        f"https://github.com/settings/personal-access-tokens/{token.id}"
    )


def address_refused(token: Token | None, account: Account) -> str | None:
    """Return the text with which the organization's IP allow list refuses the caller, if it does."""
    if token is None or not account.policy.ip_allow_list:
        return None
    return (
        "Although you appear to have the correct authorization credentials, the "
        f"`{account.login}` organization has an IP allow list enabled, and your IP address is not permitted to access "
        "this resource."
    )


def check_policy(call: Call, account: Account) -> None:
    """Refuse what the organization's policies refuse, single sign-on aside.

    Raises:
        RefusedError: 403 with the policy's text.
    """
    for rule in (address_refused, classic_forbidden, lifetime_exceeded, oauth_restricted):
        text = rule(call.token, account)
        if text is not None:
            raise refused(403, text)


def sso_refusal(call: Call, account: Account) -> RefusedError:
    """Return the refusal of a token without single sign-on: 403 with the link to authorise it, or a bare 404."""
    if call.state.switches.sso_not_found:
        return not_found()
    oauth = call.token is not None and call.token.kind == "oauth"
    kind = "OAuth token" if oauth else "Personal Access Token"
    request = sha256(f"sso {account.login}".encode()).hexdigest().upper()
    enterprise = account.policy.enterprise
    place = f"enterprises/{enterprise}" if enterprise else f"orgs/{account.login}"  # cli/cli#7881
    whose = "an organization within this business" if enterprise else "this organization"  # remotion-dev/…#189
    url = f"{call.state.origins.web}/{place}/sso?authorization_request={request}"
    return refused(
        403,
        f"Resource protected by organization SAML enforcement. You must grant your {kind} access to {whose}.",
        f"{DOCS}/authentication/authenticating-to-the-rest-api",
        [("x-github-sso", f"required; url={url}")],
    )


def check_organization(call: Call, account: Account) -> None:
    """Refuse for single sign-on, then for the organization's other policies.

    Raises:
        RefusedError: 403 (or 404) in GitHub's words.
    """
    if needs_sso(call.state.world, call.token, account):
        raise sso_refusal(call, account)
    check_policy(call, account)
