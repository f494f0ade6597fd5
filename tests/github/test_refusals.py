"""Refusals, word for word as they were seen, and what they mean."""

import inspect
import sys
from dataclasses import replace

import pytest

from ghcr_wizard.check.report import Verdict
from ghcr_wizard.check.verdict import exit_status, overall, sample
from ghcr_wizard.diagnosis.cause import About, Cause, Severity
from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.diagnosis.model import diagnose, worst_first
from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github import refusals
from ghcr_wizard.github.hosts import hosts_of
from ghcr_wizard.github.packages import Access, Package, PackageGrant, Visibility
from ghcr_wizard.github.refusals import Caller, api_refusal, push_refusal, refusal_of, registry_refusal
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.headers import SingleSignOn, single_sign_on
from ghcr_wizard.transport.throttling import is_throttled

HOSTS = hosts_of("ghcr.io")
CLASSIC = Caller(TokenKind.CLASSIC_PAT, HOSTS, ("read:packages",))
FINE_GRAINED = Caller(TokenKind.FINE_GRAINED_PAT, HOSTS)
INSTALLATION = Caller(TokenKind.APP_INSTALLATION, HOSTS)
APP_USER = Caller(TokenKind.APP_USER, HOSTS)

SAML = (
    "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this "
    "organization."
)
NO_CLASSIC = (
    "`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal "
    "access token with fine-grained permissions."
)
LIFETIME = (
    "The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is "
    "greater than 366 days. Please adjust your token's lifetime at the following URL: "
    "https://github.com/settings/personal-access-tokens/1"
)
OAUTH = (
    "Although you appear to have the correct authorization credentials, the `acme` organization has enabled OAuth App "
    "access restrictions, meaning that data access to third-parties is limited."
)
ALLOW_LIST = (
    "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list "
    "enabled, and your IP address is not permitted to access this resource."
)
INTEGRATION = "Resource not accessible by integration"
SCOPE = "You need at least read:packages scope to list packages."


def api(status: int | None, message: str = "", **headers: str) -> Exchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    url = "https://api.github.com/orgs/acme/packages"
    return Exchange(Server.API, "GET", url, status, None, message, named, authenticated=True)


def registry(status: int, message: str, code: str = "DENIED", *, login: bool = False, own: bool = True) -> Exchange:
    url = "https://ghcr.io/token" if login else "https://ghcr.io/v2/acme/api/tags/list"
    return Exchange(Server.REGISTRY, "GET", url, status, code, message, authenticated=own)


@pytest.mark.parametrize(
    ("exchange", "caller", "code"),
    [
        (api(401, "Bad credentials"), CLASSIC, "token-rejected"),
        (api(401, "Bad credentials"), INSTALLATION, "installation-token-expired"),
        (api(403, "Maximum number of login attempts exceeded. Please try again later."), CLASSIC, "api-login-lockout"),
        (api(403, SAML, x_github_sso="required; url=https://github.com/orgs/acme/sso?x=1"), CLASSIC, "sso-required"),
        (api(404, "Not Found", x_github_sso="required; url=https://evil.example/"), CLASSIC, "sso-required"),
        (api(403, NO_CLASSIC), CLASSIC, "org-forbids-classic-pat"),
        (api(403, LIFETIME), FINE_GRAINED, "org-forbids-token-lifetime"),
        (api(403, "The token is pending approval."), FINE_GRAINED, "fine-grained-pending-approval"),
        (api(403, OAUTH), Caller(TokenKind.OAUTH, HOSTS), "org-oauth-restricted"),
        (api(403, ALLOW_LIST), CLASSIC, "org-ip-allow-list"),
        (api(403, SCOPE), CLASSIC, "scope-read-packages-missing"),
        (api(403, "Resource not accessible by personal access token"), FINE_GRAINED, "fine-grained-not-accepted"),
        (api(403, INTEGRATION), APP_USER, "app-user-token-unsupported"),
        (api(403, INTEGRATION), INSTALLATION, "app-token-cannot-list"),
        (api(400, "Invalid argument."), INSTALLATION, "app-token-cannot-list"),
        (api(403, "API rate limit exceeded for user ID 1.", x_ratelimit_remaining="0"), CLASSIC, "api-rate-limited"),
        (api(429, "You have exceeded a secondary rate limit."), CLASSIC, "api-rate-limited"),
        (api(502), CLASSIC, "api-unavailable"),
        (api(410, "This API version is no longer supported."), CLASSIC, "api-version-unsupported"),
    ],
)
def test_refusals_of_the_api(exchange: Exchange, caller: Caller, code: str) -> None:
    refusal = api_refusal(exchange, caller, "acme")
    assert refusal is not None
    assert refusal.code == code
    if code.startswith(("org-", "sso-", "fine-grained-pending")):
        assert refusal.subject == "acme"
    assert "evil.example" not in (refusal.url or "")


@pytest.mark.parametrize(
    ("exchange", "caller", "code"),
    [
        (registry(403, "denied", login=True), CLASSIC, "token-rejected"),
        (registry(403, "denied", login=True), INSTALLATION, "installation-token-expired"),
        (
            registry(403, "permission_denied: The token provided does not match expected scopes."),
            CLASSIC,
            "scope-read-packages-missing",
        ),
        (
            registry(403, "permission_denied: The token provided does not match expected scopes."),
            FINE_GRAINED,
            "fine-grained-not-accepted",
        ),
        (registry(403, "permission_denied: read_package"), CLASSIC, "package-no-grant"),
        (registry(403, "installation not allowed to Read organization package"), INSTALLATION, "app-token-pull-denied"),
        (registry(403, "permission_denied: " + NO_CLASSIC), CLASSIC, "org-forbids-classic-pat"),
        (registry(404, "name unknown", "NAME_UNKNOWN"), CLASSIC, "package-not-found"),
        (registry(401, "authentication required", "UNAUTHORIZED", login=True, own=False), CLASSIC, "package-private"),
        (
            registry(403, "requested access to the resource is denied", login=True, own=False),
            CLASSIC,
            "package-not-found",
        ),
        (
            registry(429, "retry-after: 880.092µs, allowed: 44000/minute", "TOOMANYREQUESTS"),
            CLASSIC,
            "registry-rate-limited",
        ),
        (registry(503, ""), CLASSIC, "registry-unavailable"),
        (registry(403, "permission_denied: unable to connect to authzd server: x"), CLASSIC, "registry-unavailable"),
        (registry(403, "unknown error", "UNKNOWN"), CLASSIC, "registry-unavailable"),
    ],
)
def test_refusals_of_the_registry(exchange: Exchange, caller: Caller, code: str) -> None:
    refusal = registry_refusal(exchange, caller, "acme/api")
    assert refusal is not None
    assert refusal.code == code
    subjects = {About.PACKAGE: "acme/api", About.ACCOUNT: "acme"}
    assert refusal.subject == subjects.get(CAUSES[code].about, refusal.subject)


def test_every_cause_of_a_refusal_is_expected_of_some_answer_here() -> None:
    causes = {cause.code for cause in vars(refusals).values() if isinstance(cause, Cause)}
    tested = inspect.getsource(sys.modules[__name__])

    assert [code for code in sorted(causes) if f'"{code}"' not in tested] == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.DNS, "dns-failure"),
        (Fault.TLS, "tls-untrusted"),
        (Fault.CONNECT, "network-unreachable"),
        (Fault.NO_IPV4, "ipv6-only"),
        (Fault.TIMEOUT, "network-unreachable"),
        (Fault.PROXY, "network-unreachable"),
        (Fault.NOT_PROTOCOL, "api-unavailable"),
        (Fault.TOO_LARGE, "api-unavailable"),
        (Fault.BROKEN, "api-unavailable"),
    ],
)
def test_faults_of_the_network_say_nothing_about_the_credential(fault: Fault, code: str) -> None:
    refusal = api_refusal(Exchange(Server.API, "GET", "https://api.github.com/user", fault=fault), CLASSIC)
    assert refusal is not None
    assert refusal.code == code
    assert exit_status([refusal], tested=False) == 3


@pytest.mark.parametrize(
    ("fault", "code"), [(Fault.FOREIGN_ORIGIN, "untrusted-realm"), (Fault.DIGEST, "digest-mismatch")]
)
def test_an_answer_that_is_not_to_be_trusted_is_no_refusal_of_the_credential(fault: Fault, code: str) -> None:
    url = "https://ghcr.io/v2/acme/api/manifests/1"
    refusal = registry_refusal(Exchange(Server.REGISTRY, "GET", url, fault=fault), CLASSIC, "acme/api")

    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize(
    ("exchange", "caller"),
    [
        (api(451, "Unavailable for legal reasons"), CLASSIC),
        (api(403, "The moon is in the wrong house."), CLASSIC),
        (api(401, "This door takes two keys."), CLASSIC),
        (api(400, "Invalid argument."), CLASSIC),
        (api(200), CLASSIC),
    ],
)
def test_what_no_rule_of_the_api_knows_is_said_to_be_unknown(exchange: Exchange, caller: Caller) -> None:
    if exchange.status == 200:
        exchange = replace(exchange, fault=Fault.SHAPE, detail="JSON of an unexpected shape")
    refusal = refusal_of(exchange, caller, "acme")

    assert refusal.code == "answer-unrecognized"
    assert str(exchange.status) in refusal.cause


@pytest.mark.parametrize(
    "exchange",
    [
        registry(418, "I'm a teapot"),
        registry(403, "permission_denied: write_on_tuesdays"),
        registry(401, "two keys are needed", "UNAUTHORIZED"),
        registry(418, "denied", login=True),
        registry(403, "the moon is in the wrong house", login=True),
        registry(418, "", own=False),
    ],
)
@pytest.mark.parametrize("caller", [CLASSIC, FINE_GRAINED, INSTALLATION])
def test_what_no_rule_of_the_registry_knows_is_said_to_be_unknown(exchange: Exchange, caller: Caller) -> None:
    for refusal in (registry_refusal(exchange, caller, "acme/api"), push_refusal(exchange, caller, "acme/api")):
        assert refusal is not None
        assert refusal.code == "answer-unrecognized"
        assert str(exchange.status) in refusal.cause


@pytest.mark.parametrize(
    "message",
    [
        "permission_denied: write_package",
        "permission_denied: create_package",
        "installation not allowed to Write x",
        "denied",
    ],
)
def test_the_registrys_own_words_for_a_push_refused_are_known(message: str) -> None:
    assert push_refusal(registry(403, message), CLASSIC, "acme/api").code == "package-no-write-grant"


def test_success_is_no_refusal() -> None:
    assert api_refusal(api(200), CLASSIC) is None
    assert registry_refusal(registry(200, ""), CLASSIC, "a/b") is None
    assert not is_throttled(api(403, "Forbidden"))


def test_hostile_text_in_a_refusal_is_shown_as_text() -> None:
    said = "[@click=app.quit]x[/]\x1b[2J" + "y" * 10_000
    refusal = registry_refusal(registry(403, said), CLASSIC, "acme/[red]x")
    assert refusal is not None
    assert "\x1b" not in refusal.cause
    assert len(refusal.cause) < 1_500


SSO_PAGE = "https://github.com/orgs/acme/sso?authorization_request=AB12"


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        (None, None),
        ("", None),
        ("nonsense", None),
        (f"required; url={SSO_PAGE}", SingleSignOn(required=True, url=SSO_PAGE)),
        ("required", SingleSignOn(required=True)),
        ("required; url=http://github.com/orgs/acme/sso", SingleSignOn(required=True)),
        ("required; url=https://github.com.evil.example/sso", SingleSignOn(required=True)),
        ("required; url=https://github.com@evil.example/sso", SingleSignOn(required=True)),
        ("required; url=https://github.com:99999/sso", SingleSignOn(required=True)),
        ("required; url=https://github.com/\x1b[2J", SingleSignOn(required=True)),
        ("required; url=javascript:alert(1)", SingleSignOn(required=True)),
        ("required; url=https://[::1", SingleSignOn(required=True)),
        ("partial-results; organizations=2195,2058", SingleSignOn(required=False, organization_ids=(2195, 2058))),
        ("partial-results; organizations=", SingleSignOn(required=False)),
        ("partial-results; organizations=x,7,\x00", SingleSignOn(required=False, organization_ids=(7,))),
    ],
)
def test_single_sign_on_is_read_and_a_foreign_link_dropped(header: str | None, meaning: SingleSignOn | None) -> None:
    assert single_sign_on(header, HOSTS.web_url) == meaning


def test_both_forms_of_an_expiry_are_understood() -> None:
    first, second = parse_moment("2026-09-27 03:07:38 UTC"), parse_moment("2027-03-19 00:00:00 -0500")
    assert first is not None
    assert second is not None
    assert first.isoformat() == "2026-09-27T03:07:38+00:00"
    assert second.isoformat() == "2027-03-19T05:00:00+00:00"
    assert parse_moment("soon") is None
    assert parse_moment(None) is None


def test_the_worst_comes_first_and_nothing_twice() -> None:
    rows = [
        diagnose(CAUSES["token-never-expires"]),
        diagnose(CAUSES["token-missing"]),
        diagnose(CAUSES["token-never-expires"]),
    ]
    assert [row.code for row in worst_first(rows)] == ["token-missing", "token-never-expires"]
    assert worst_first(rows)[0].severity is Severity.ERROR


GRANTED, DENIED = PackageGrant("a/b", pull=Access.GRANTED), PackageGrant("a/c", pull=Access.DENIED)
UNTRIED = PackageGrant("a/d")


@pytest.mark.parametrize(
    ("grants", "codes", "reachable", "verdict"),
    [
        ([GRANTED], [], True, Verdict.OK),
        ([GRANTED], ["token-never-expires"], True, Verdict.OK),
        ([GRANTED, DENIED], ["sso-partial-results"], True, Verdict.LIMITED),
        ([DENIED], [], True, Verdict.FAILED),
        ([GRANTED], [], False, Verdict.UNREACHABLE),
        ([], [], True, Verdict.UNVERIFIED),
        ([], ["token-expires-soon"], True, Verdict.UNVERIFIED),
        ([UNTRIED], ["app-token-cannot-list"], True, Verdict.UNVERIFIED),
        ([UNTRIED], ["namespace-not-found"], True, Verdict.FAILED),
        ([], ["api-unavailable"], True, Verdict.FAILED),
        ([GRANTED], ["api-unavailable"], True, Verdict.LIMITED),
        ([], ["api-login-lockout"], True, Verdict.FAILED),
    ],
)
def test_the_verdict_follows_from_what_was_granted(
    grants: list[PackageGrant],
    codes: list[str],
    reachable: bool,
    verdict: Verdict,
) -> None:
    facts = dict.fromkeys(("organizations", "said", "when"), "x")
    rows = [diagnose(CAUSES[code], **facts) for code in codes]
    assert overall(grants, rows, reachable=reachable) is verdict


def test_an_error_of_the_credential_wins_over_one_of_the_network() -> None:
    network, credential = diagnose(CAUSES["dns-failure"], host="x"), diagnose(CAUSES["token-missing"])
    assert exit_status([network], tested=True) == 3
    assert exit_status([network, credential], tested=True) == 1
    assert exit_status([diagnose(CAUSES["api-rate-limited"], left_out="x", when="y")], tested=False) == 3
    assert exit_status([diagnose(CAUSES["api-rate-limited"], left_out="x", when="y")], tested=True) == 0
    assert exit_status([], tested=True) == 0


def test_a_sample_covers_every_namespace_and_visibility() -> None:
    rows = [
        Package(owner, f"p{number}", visibility)
        for owner in ("a", "b", "c")
        for visibility in Visibility
        for number in range(5)
    ]
    chosen = sample(rows)
    assert {(row.owner, row.visibility) for row in chosen} == {(o, v) for o in ("a", "b", "c") for v in Visibility}
    assert chosen[0].visibility is Visibility.PRIVATE
    assert sample(rows, everything=True) == tuple(rows)


def test_a_sample_of_many_namespaces_stays_bounded() -> None:
    rows = [Package(f"o{number}", "p", Visibility.PUBLIC) for number in range(500)]
    rows.append(Package("o7", "q", Visibility.PRIVATE))
    chosen = sample(rows)
    assert len(chosen) <= 60
    assert Visibility.PRIVATE in {row.visibility for row in chosen}
