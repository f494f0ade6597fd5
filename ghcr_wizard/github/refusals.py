"""From what was seen to what it means: pure functions from exchanges to diagnoses.

The texts are the ones GitHub and the registry were seen to send; each row names its diagnosis. A new cause is a new
row: of `_ORGANIZATION_POLICY` where API and registry use the same words, else of `_API_REFUSALS` or
`_REGISTRY_REFUSALS`. A push, and a request without a token, are read by rules of their own.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ghcr_wizard.diagnosis.cause import About, Cause, Family
from ghcr_wizard.diagnosis.causes_organizations import (
    ORG_FORBIDS_CLASSIC_PAT,
    ORG_FORBIDS_TOKEN_LIFETIME,
    ORG_IP_ALLOW_LIST,
    ORG_OAUTH_RESTRICTED,
    SSO_REQUIRED,
)
from ghcr_wizard.diagnosis.causes_packages import (
    PACKAGE_NO_GRANT,
    PACKAGE_NO_WRITE_GRANT,
    PACKAGE_NOT_FOUND,
    PACKAGE_PRIVATE,
    UNTRUSTED_REALM,
)
from ghcr_wizard.diagnosis.causes_servers import (
    ANSWER_UNRECOGNIZED,
    API_RATE_LIMITED,
    API_UNAVAILABLE,
    API_VERSION_UNSUPPORTED,
    DIGEST_MISMATCH,
    DNS_FAILURE,
    IPV6_ONLY,
    NETWORK_UNREACHABLE,
    REGISTRY_RATE_LIMITED,
    REGISTRY_UNAVAILABLE,
    TLS_UNTRUSTED,
)
from ghcr_wizard.diagnosis.causes_tokens import (
    API_LOGIN_LOCKOUT,
    APP_TOKEN_CANNOT_LIST,
    APP_TOKEN_PULL_DENIED,
    APP_USER_TOKEN_UNSUPPORTED,
    FINE_GRAINED_NOT_ACCEPTED,
    FINE_GRAINED_PENDING_APPROVAL,
    INSTALLATION_TOKEN_EXPIRED,
    SCOPE_READ_PACKAGES_MISSING,
    TOKEN_REJECTED,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.formatting import parse_epoch
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.headers import single_sign_on
from ghcr_wizard.transport.throttling import is_throttled

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _GONE = 401, 403, 404, 410
_REFUSING = frozenset({_UNAUTHORIZED, _FORBIDDEN})

_FAULTS = {
    Fault.DNS: DNS_FAILURE,
    Fault.TLS: TLS_UNTRUSTED,
    Fault.CONNECT: NETWORK_UNREACHABLE,
    Fault.NO_IPV4: IPV6_ONLY,
    Fault.TIMEOUT: NETWORK_UNREACHABLE,
    Fault.PROXY: NETWORK_UNREACHABLE,
    Fault.FOREIGN_ORIGIN: UNTRUSTED_REALM,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked: what decides how a refusal is to be read.

    Attributes:
        kind: The credential's kind.
        hosts: The servers.
        scopes: Its scopes as GitHub sent them, or `None` where unknown.
    """

    kind: TokenKind
    hosts: Hosts
    scopes: tuple[str, ...] | None = None


_ORGANIZATION_POLICY = (
    (r"forbids access via a personal access token \(classic\)", ORG_FORBIDS_CLASSIC_PAT),
    (
        r"forbids access via a fine-grained personal access tokens? if the token's lifetime",
        ORG_FORBIDS_TOKEN_LIFETIME,
    ),
    (r"token .*pending approval", FINE_GRAINED_PENDING_APPROVAL),
    (r"SAML enforcement", SSO_REQUIRED),
    (r"OAuth App access restrictions", ORG_OAUTH_RESTRICTED),
    (r"IP allow list enabled", ORG_IP_ALLOW_LIST),
)
"""Sentences of organization policies; the same from the API and from the registry."""

_API_REFUSALS = (
    (r"Maximum number of login attempts", API_LOGIN_LOCKOUT),
    *_ORGANIZATION_POLICY,
    (r"You need at least .*packages", SCOPE_READ_PACKAGES_MISSING),
    (r"not accessible by personal access token", FINE_GRAINED_NOT_ACCEPTED),
    (r"not accessible by integration", APP_TOKEN_CANNOT_LIST),
)

_BAD_CREDENTIALS = r"^(bad credentials|requires authentication|must authenticate\b.*)\.?$"
"""What the API says of a credential that is none, or none any more."""

_LOGIN_REFUSED = (
    r"^(denied|unauthorized|unauthenticated: .*|authentication .*|invalid token|.* is denied|forbidden)\.?$"
)
"""What the registry says where a credential is exchanged for a bearer."""

_READ_REFUSED = (
    rf"{_LOGIN_REFUSED}|^permission_denied: (read_package|the token provided does not match expected scopes)"
)
"""What it says of a package that a live credential may not read."""

_PUSH_REFUSED = (
    rf"{_READ_REFUSED}|^permission_denied: (write_package|create_package|the requested installation)"
    r"|^installation not allowed to|^not_found: owner"
)
"""What it says where a live credential may not push."""

_REGISTRY_REFUSALS = (
    *_ORGANIZATION_POLICY,
    (r"installation not allowed to", APP_TOKEN_PULL_DENIED),
)


def said(exchange: Exchange) -> str:
    """What the server answered, in a few words: status, and its own message where there is one."""
    if exchange.fault is not None:
        words = exchange.detail or exchange.fault.value
        return f"{exchange.status}, {words}" if exchange.status else words
    return f"{exchange.status} {exchange.message}" if exchange.message else f"{exchange.status}"


def trouble(exchange: Exchange, left_out: str = "a part") -> Diagnosis | None:
    """The diagnosis of an exchange that failed for reasons other than the credential; `None` if it did not."""
    host = urlsplit(exchange.url).hostname or exchange.url
    if ended_version(exchange):
        return diagnose(API_VERSION_UNSUPPORTED, said=said(exchange))
    if is_throttled(exchange):
        cause = REGISTRY_RATE_LIMITED if exchange.server is Server.REGISTRY else API_RATE_LIMITED
        return diagnose(cause, left_out=left_out, when=_again(exchange))
    if exchange.fault in _FAULTS:
        words = exchange.detail or exchange.fault.value
        foreign = exchange.detail or "a foreign host"
        return diagnose(_FAULTS[exchange.fault], host=foreign if _foreign(exchange) else host, said=words)
    if exchange.fault is Fault.DIGEST:
        return diagnose(DIGEST_MISMATCH, _repository(exchange), said=exchange.detail or exchange.fault.value)
    if exchange.fault is Fault.SHAPE:
        return diagnose(ANSWER_UNRECOGNIZED, _repository(exchange), said=said(exchange))
    if exchange.server_failed or _is_incident(exchange):
        cause = REGISTRY_UNAVAILABLE if exchange.server is Server.REGISTRY else API_UNAVAILABLE
        return diagnose(cause, said=said(exchange))
    return None


def _is_incident(exchange: Exchange) -> bool:
    """Whether the registry refuses because something behind it failed (slsa-framework/slsa-github-generator#1699)."""
    behind = re.search(r"unable to connect to authzd|twirp error|^unknown error$", exchange.message or "")
    return exchange.server is Server.REGISTRY and behind is not None


def _repository(exchange: Exchange) -> str | None:
    """The repository whose manifest or blob an exchange is about."""
    path = urlsplit(exchange.url).path.removeprefix("/v2/")
    return next((path.partition(part)[0] for part in ("/manifests/", "/blobs/") if part in path), None)


def ended_version(exchange: Exchange) -> bool:
    """Whether GitHub has ended the API version that was asked for: 410 (GitHub docs, "API Versions")."""
    return exchange.server is Server.API and exchange.status == _GONE


def _foreign(exchange: Exchange) -> bool:
    return exchange.fault is Fault.FOREIGN_ORIGIN


def _again(exchange: Exchange) -> str:
    seconds = exchange.headers.get("retry-after", "")
    if re.fullmatch(r"[0-9]{1,9}", seconds):
        return f"in {int(seconds)} seconds"
    reset = parse_epoch(exchange.headers.get("x-ratelimit-reset"))
    if exchange.headers.get("x-ratelimit-remaining") == "0" and reset is not None:
        return f"after {reset:%H:%M} UTC"
    return "in a minute" if exchange.server is Server.API else "in a moment"


def rejected(exchange: Exchange, kind: TokenKind) -> Diagnosis:
    """A credential that the server says is bad."""
    cause = INSTALLATION_TOKEN_EXPIRED if kind is TokenKind.APP_INSTALLATION else TOKEN_REJECTED
    return diagnose(cause, said=said(exchange))


def api_refusal(exchange: Exchange, caller: Caller, subject: str | None = None) -> Diagnosis | None:
    """Why GitHub's API refused, or `None` where the answer is a success or says nothing known.

    Args:
        exchange: The answer.
        caller: Who asked.
        subject: What was asked for: an organization, a package.
    """
    if exchange.ok:
        return None
    if (problem := trouble(exchange)) is not None:
        return problem
    if (sign_on := sso_refusal(exchange, caller.hosts, subject)) is not None:
        return sign_on
    cause = _first_match(_API_REFUSALS, exchange.message)
    if cause is APP_TOKEN_CANNOT_LIST and caller.kind is TokenKind.APP_USER:
        cause = APP_USER_TOKEN_UNSUPPORTED
    if cause is not None:
        return _filled(cause, exchange, caller, subject)
    if exchange.status == _UNAUTHORIZED and exchange.authenticated and _says(_BAD_CREDENTIALS, exchange):
        return rejected(exchange, caller.kind)
    if caller.kind is TokenKind.APP_INSTALLATION and (exchange.message or "").startswith("Invalid argument"):
        return diagnose(APP_TOKEN_CANNOT_LIST, said=said(exchange))
    # Measured as 403 without its words (github facts, "Unknown or conflicting"): any are taken for these.
    if caller.kind is TokenKind.FINE_GRAINED_PAT and exchange.status == _FORBIDDEN:
        return _filled(FINE_GRAINED_NOT_ACCEPTED, exchange, caller, None)
    return None


def refusal_of(exchange: Exchange, caller: Caller, subject: str | None = None) -> Diagnosis:
    """Why GitHub's API did not give what was asked for; in GitHub's own words where no rule knows them.

    Args:
        exchange: The answer, one without what was asked for.
        caller: Who asked.
        subject: What was asked for.
    """
    return api_refusal(exchange, caller, subject) or diagnose(ANSWER_UNRECOGNIZED, subject, said=said(exchange))


def sso_refusal(exchange: Exchange, hosts: Hosts, subject: str | None) -> Diagnosis | None:
    """`sso-required` where the answer's header says so, whatever its status (a bare 404 is possible)."""
    header = single_sign_on(exchange.headers.get("x-github-sso"), hosts.web_url)
    if header is None or not header.required:
        return None
    return diagnose(SSO_REQUIRED, subject, header.url or f"{hosts.web_url}/settings/tokens")


def registry_refusal(exchange: Exchange, caller: Caller, package: str) -> Diagnosis | None:
    """Why the registry refused to let a credential read a package, or `None` where it did not.

    What no rule knows, a status or words, is `answer-unrecognized` and nothing that is known.

    Args:
        exchange: The answer, of the token exchange or of the registry itself.
        caller: Who asked.
        package: `OWNER/NAME`.
    """
    if exchange.ok:
        return None
    if (problem := trouble(exchange)) is not None:
        return problem
    if not exchange.authenticated:
        return _anonymous_refusal(exchange, package)
    if at_login(exchange):
        return login_refusal(exchange, caller, package)
    cause = _first_match(_REGISTRY_REFUSALS, exchange.message)
    if cause is not None:
        about = package if cause.about is About.PACKAGE else package.partition("/")[0]
        return _filled(cause, exchange, caller, about)
    if exchange.status == _NOT_FOUND:
        return diagnose(PACKAGE_NOT_FOUND, package, said=said(exchange))
    if exchange.status not in _REFUSING or not _says(_READ_REFUSED, exchange):
        return diagnose(ANSWER_UNRECOGNIZED, package, said=said(exchange))
    return _filled(_refusal_by_kind(exchange, caller), exchange, caller, package)


def push_refusal(exchange: Exchange, caller: Caller, package: str) -> Diagnosis:
    """Why the registry did not let a credential begin a push; not for an answer of success.

    Args:
        exchange: The answer, of the token exchange or to the empty upload.
        caller: Who asked.
        package: `OWNER/NAME`.
    """
    if (problem := trouble(exchange, f"the push test of {package}")) is not None:
        return problem
    if at_login(exchange):
        return registry_refusal(exchange, caller, package) or diagnose(REGISTRY_UNAVAILABLE, said=said(exchange))
    policy = _first_match(_ORGANIZATION_POLICY, exchange.message)
    known = exchange.status in {*_REFUSING, _NOT_FOUND} and (policy or _says(_PUSH_REFUSED, exchange))
    return diagnose(PACKAGE_NO_WRITE_GRANT if known else ANSWER_UNRECOGNIZED, package, said=said(exchange))


def login_refusal(exchange: Exchange, caller: Caller, subject: str | None = None) -> Diagnosis:
    """Why the registry gave a credential no bearer, trouble of the servers aside; a policy may be the reason."""
    if exchange.status in _REFUSING and _says(_LOGIN_REFUSED, exchange):
        return rejected(exchange, caller.kind)
    cause = _first_match(_REGISTRY_REFUSALS, exchange.message)
    if cause is not None:
        return _filled(cause, exchange, caller, subject)
    return diagnose(ANSWER_UNRECOGNIZED, subject, said=said(exchange))


def at_login(exchange: Exchange) -> bool:
    """Whether an exchange with the registry is the token exchange, not a request for content."""
    return exchange.server is Server.REGISTRY and not urlsplit(exchange.url).path.startswith("/v2")


def _anonymous_refusal(exchange: Exchange, package: str) -> Diagnosis:
    """The registry's two answers to anonymous requests are a hint, never a proof: the wording says so."""
    if exchange.status == _UNAUTHORIZED:
        return diagnose(PACKAGE_PRIVATE, package, status=exchange.status)
    known = exchange.status in {_FORBIDDEN, _NOT_FOUND}
    return diagnose(PACKAGE_NOT_FOUND if known else ANSWER_UNRECOGNIZED, package, said=said(exchange))


def _says(pattern: str, exchange: Exchange) -> bool:
    """Whether a refusal's words are known ones; one without words, as of a HEAD, has its status alone."""
    return exchange.message is None or re.search(pattern, exchange.message, re.IGNORECASE) is not None


def _refusal_by_kind(exchange: Exchange, caller: Caller) -> Cause:
    wrong_scopes = "does not match expected scopes" in (exchange.message or "")
    if caller.kind is TokenKind.FINE_GRAINED_PAT:
        return FINE_GRAINED_NOT_ACCEPTED
    if caller.kind is TokenKind.APP_INSTALLATION:
        return APP_TOKEN_PULL_DENIED
    if caller.kind is TokenKind.APP_USER and wrong_scopes:
        return APP_USER_TOKEN_UNSUPPORTED
    return SCOPE_READ_PACKAGES_MISSING if wrong_scopes else PACKAGE_NO_GRANT


def _first_match(table: tuple[tuple[str, Cause], ...], message: str | None) -> Cause | None:
    if message:
        for pattern, cause in table:
            if re.search(pattern, message, re.IGNORECASE):
                return cause
    return None


_NAMED_ORGANIZATION = re.compile(r"[`']([A-Za-z0-9][A-Za-z0-9_-]{0,99})[`']")


def _filled(cause: Cause, exchange: Exchange, caller: Caller, subject: str | None) -> Diagnosis:
    if cause.family is Family.POLICY:
        named = _NAMED_ORGANIZATION.search(exchange.message or "")
        subject = named[1] if named else subject
    if cause.about is About.TOKEN:
        subject = None
    if cause is SSO_REQUIRED:
        return diagnose(cause, subject, f"{caller.hosts.web_url}/settings/tokens")
    scopes = "no scope at all" if caller.scopes == () else ", ".join(caller.scopes or ()) or "unknown scopes"
    return diagnose(cause, subject, said=said(exchange), scopes=scopes, host=caller.hosts.web_host)
