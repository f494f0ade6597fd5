"""Webhooks without any server: addresses, routes, what is proposed, what is found, signatures and payloads."""

from dataclasses import replace

import pytest

from ghcr_wizard.github.hosts import Hosts, hosts_of
from ghcr_wizard.github.packages import OwnerType, Package
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.transport.exchange import Exchange, Server
from ghcr_wizard.webhooks import (
    Deliveries,
    Delivery,
    Hook,
    HookAddressError,
    HookPlace,
    HookSurvey,
    SeenHook,
    SeenPlace,
    findings,
    hooks_refusal,
    parse_address,
    parse_event,
    propose,
    route,
    unreachable,
)

HARBOR = "https://harbor.example.com/api/webhooks/github"
HOSTS = hosts_of("ghcr.io")
API = Package("acme", "team/api", repository="acme/api")
WEB = Package("acme", "team/web", repository="acme/web")
LOOSE = Package("acme", "loose")
MINE = Package("octocat", "hello", repository="octocat/hello")
MINE_LOOSE = Package("octocat", "scratchpad")
ORG, USER = OwnerType.ORGANIZATION, OwnerType.USER
ACME, AT_API, AT_WEB = (
    HookPlace.organization("acme"),
    HookPlace.repository("acme/api"),
    HookPlace.repository("acme/web"),
)
DOCS = HookPlace.repository("acme/docs")
GOOD = Hook(1, HARBOR, ("package",))


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("harbor.example.com", HARBOR),
        (" https://harbor.example.com/ ", HARBOR),
        ("harbor.example.com:8443", "https://harbor.example.com:8443/api/webhooks/github"),
        ("https://ci.example.com/hook?team=1#x", "https://ci.example.com/hook?team=1"),
        ("ci.example.com/hook", "https://ci.example.com/hook"),
        ("HTTPS://CI.example.com/Hook", "https://CI.example.com/Hook"),
    ],
)
def test_a_host_alone_is_completed_to_harborguards_address(typed: str, url: str) -> None:
    assert parse_address(typed).url == url
    assert parse_address(typed).completed == url.endswith("/api/webhooks/github")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://harbor.example.com/x",
        "https://user:password@harbor.example.com/x",
        "https://harbor.example.com/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",
        "https://harbor.example.com/a b",
        "https://harbor..example.com/",
        "https://harbor.example.com:99999/x",
        "ftp://harbor.example.com",
    ],
)
def test_what_cannot_be_a_receiver_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(HookAddressError) as refused:
        parse_address(typed)

    assert str(refused.value).endswith(".")
    assert "ghp_" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://Harbor.Example.com:443/api/webhooks/github/", True),
        ("https://harbor.example.com./api/webhooks/github", True),
        ("http://harbor.example.com/api/webhooks/github", False),
        ("https://harbor.example.com/api/webhooks/GitHub", False),
        ("https://harbor.example.com:8443/api/webhooks/github", False),
        ("https://harbor.example.com/api/webhooks/github?x=1", False),
        ("https://[harbor", False),
    ],
)
def test_addresses_are_compared_in_one_spelling(url: str, same: bool) -> None:
    assert parse_address("harbor.example.com").is_of(url) is same


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "x.localhost",
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address to judge
        "10.1.2.3",
        "192.168.0.7",
        "172.16.0.1",
        "169.254.1.1",
        "[::1]",
        "[fd00::1]",
        "harborguard",
        "harbor.local",
        "harbor.internal",
    ],
)
def test_an_address_of_a_private_network_is_named_before_anything_is_sent(host: str) -> None:
    for scheme in ("https", "http"):
        found = unreachable(parse_address(f"{scheme}://{host}/x"), HOSTS)
        assert found is not None
        assert found.code == "webhook-url-unreachable"
    assert unreachable(parse_address(f"https://{host}/x"), hosts_of("github.example.com")) is None


@pytest.mark.parametrize("host", ["harbor.example.com", "140.82.112.3", "[2606:50c0:8000::153]", "a.example.test"])
def test_a_public_address_is_left_to_github(host: str) -> None:
    assert unreachable(parse_address(f"https://{host}/x"), HOSTS) is None


def test_events_of_both_names_are_read_and_a_platforms_image_has_no_tag() -> None:
    version = {"version": "sha256:abc", "container_metadata": {"tag": {"name": "", "digest": "sha256:abc"}}}
    package = {
        "name": "team/api",
        "namespace": "acme/team",
        "package_type": "CONTAINER",
        "owner": {"login": "acme"},
        "package_version": version,
    }
    for key in ("package", "registry_package"):
        event = parse_event({"action": "published", key: package, "repository": {"full_name": "acme/api"}})
        assert event is not None
        assert (event.package, event.digest, event.tag, event.repository) == (
            "acme/team/api",
            "sha256:abc",
            None,
            "acme/api",
        )
        assert event.summary.startswith("acme/team/api published: without a tag")
    version["container_metadata"] = {"tag": {"name": "latest", "digest": "sha256:abc"}}
    tagged = parse_event({"action": "published", "package": {**package, "package_type": "docker"}})
    assert tagged is not None
    assert (tagged.tag, tagged.repository) == ("latest", None)


@pytest.mark.parametrize("payload", [None, [], "x", {}, {"package": {"package_type": "npm"}}, {"zen": "x", "hook": {}}])
def test_a_payload_about_anything_else_is_no_push_of_a_container(payload: object) -> None:
    assert parse_event(payload) is None


def test_one_organization_webhook_is_proposed_over_many() -> None:
    several = propose([route(API, ORG), route(WEB, ORG)])
    unlinked = propose([route(LOOSE, ORG)])
    assert several.targets == unlinked.targets == (ACME,)
    assert "2 packages come from 2 repositories" in several.reason
    assert propose([route(API, ORG)]).targets == (AT_API,)
    assert propose([], ACME).targets == (ACME,)


def test_a_users_packages_speak_through_their_repositories_alone() -> None:
    proposal = propose([route(MINE, USER), route(MINE_LOOSE, USER)])
    assert proposal.targets == (HookPlace.repository("octocat/hello"),)
    assert proposal.unreachable == ("octocat/scratchpad",)
    assert propose([route(MINE_LOOSE, USER)]).targets == ()


def survey(*packages: Package, **places: tuple[Hook, ...] | None) -> HookSurvey:
    """What was seen for packages of acme: `acme`, `acme__api` … are places with their webhooks, `None` for hidden."""
    routes = tuple(route(package, ORG if package.owner == "acme" else USER) for package in packages)
    return HookSurvey(
        HOSTS, parse_address(HARBOR), routes, tuple(_seen(*place) for place in places.items()), propose(routes)
    )


def _seen(name: str, hooks: tuple[Hook, ...] | None) -> SeenPlace:
    full = name.replace("__", "/")
    target = HookPlace.repository(full) if "/" in full else HookPlace.organization(full)
    if hooks is None:
        refusal = hooks_refusal(not_found(), Caller(TokenKind.CLASSIC_PAT, HOSTS), target)
        return SeenPlace(target, (), None, refusal)
    return SeenPlace(target, (), tuple(SeenHook(hook, Deliveries()) for hook in hooks))


def not_found(scopes: str = "read:packages") -> Exchange:
    headers = {"x-oauth-scopes": scopes}
    return Exchange(
        Server.API, "GET", "https://api.github.com", 404, message="Not Found", headers=headers, authenticated=True
    )


def codes(seen: HookSurvey) -> list[tuple[str, str | None]]:
    return [(row.code, row.subject) for row in findings(seen)]


def test_a_webhook_that_works_in_either_place_is_enough() -> None:
    off = replace(GOOD, active=False)
    assert codes(survey(API, acme=(GOOD,), acme__api=())) == []
    assert codes(survey(API, acme=(), acme__api=(GOOD,))) == []
    assert codes(survey(API, acme=(off,), acme__api=(GOOD,))) == []
    assert codes(survey(API, acme=None, acme__api=(GOOD,))) == []
    assert codes(survey(API, acme=(replace(GOOD, events=("*",)),), acme__api=())) == []


def test_each_way_to_be_silent_has_its_code() -> None:
    off, deaf = replace(GOOD, active=False), replace(GOOD, events=("push", "registry_package"))
    other = replace(GOOD, url="https://ci.example.com/x")
    assert codes(survey(API, acme=(), acme__api=(off,))) == [("webhook-inactive", "acme/api")]
    assert codes(survey(API, acme=(deaf,), acme__api=())) == [("webhook-event-missing", "acme")]
    assert codes(survey(API, acme=(), acme__api=(other,))) == [("webhook-missing", "acme/api")]
    assert codes(survey(API, acme=(), acme__api=(), acme__docs=(GOOD,))) == [
        ("webhook-wrong-repository", "acme/team/api")
    ]
    assert codes(survey(API, acme=None, acme__api=())) == [
        ("webhook-scope-missing", "acme"),
        ("webhook-missing", "acme/api"),
    ]
    both = replace(GOOD, active=False, events=("push",))
    assert codes(survey(API, acme__api=(both,))) == [
        ("webhook-inactive", "acme/api"),
        ("webhook-event-missing", "acme/api"),
    ]


def test_many_packages_without_a_webhook_are_one_finding() -> None:
    found = findings(survey(API, WEB, LOOSE, acme=(), acme__api=(), acme__web=()))
    assert [(row.code, row.subject) for row in found] == [("webhook-missing", "acme")]
    assert "acme/team/api, acme/team/web and acme/loose" in found[0].cause
    assert f"ghcr-wizard webhook create --namespace acme --url {HARBOR}" in found[0].fix
    assert found[0].url == "https://github.com/organizations/acme/settings/hooks"


def test_a_users_unlinked_package_is_told_to_be_linked() -> None:
    found = findings(survey(MINE_LOOSE))
    assert [(row.code, row.subject) for row in found] == [("webhook-missing", "octocat/scratchpad")]
    assert "link the package to a repository" in found[0].fix
    wrong = findings(survey(MINE_LOOSE, octocat__hello=(GOOD,)))
    assert [row.code for row in wrong] == ["webhook-wrong-repository"]
    assert "Link the package" in wrong[0].fix


def failing(*statuses: int) -> list[str]:
    deliveries = Deliveries.of(
        Delivery(number, status_code=status, event="package") for number, status in enumerate(statuses)
    )
    seen = survey(API)
    place = SeenPlace(AT_API, (), (SeenHook(GOOD, deliveries),))
    return [row.code for row in findings(replace(seen, targets=(place,)))]


def test_deliveries_fail_when_the_newest_or_most_of_them_did() -> None:
    failed = ["webhook-deliveries-failing"]
    assert failing() == failing(200) == failing(202, 500) == failing(204, 502, 200) == []
    assert failing(500) == failing(0, 200, 200) == failing(404, 200) == failing(200, 500, 500) == failed


def test_deliveries_of_other_events_say_nothing_about_packages() -> None:
    rows = Deliveries.of([Delivery(1, event="push", status_code=500), Delivery(2, event="ping", status_code=200)])
    assert (rows.ok, rows.failed, rows.failing) == (1, 0, False)


@pytest.mark.parametrize(
    ("scopes", "target", "words"),
    [
        ("read:packages", AT_API, "the scope admin:repo_hook of an admin of the repository"),
        ("read:packages", ACME, "the scope admin:org_hook of an owner of the organization"),
        ("admin:org_hook", ACME, "its holder not the right"),
        ("repo", AT_API, "its holder not the right"),
        ("repo", ACME, "the scope admin:org_hook"),
    ],
)
def test_a_refusal_says_whether_the_scope_or_the_right_is_missing(scopes: str, target: HookPlace, words: str) -> None:
    found = hooks_refusal(not_found(scopes), Caller(TokenKind.CLASSIC_PAT, HOSTS), target)
    assert found is not None
    assert (found.code, found.subject) == ("webhook-scope-missing", target.name)
    assert words in found.fix
    assert "not your pull token" in found.fix


@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (403, "Resource not accessible by personal access token", "webhook-scope-missing"),
        (403, "Resource not accessible by integration", "webhook-scope-missing"),
        (401, "Bad credentials", "token-rejected"),
        (403, "`acme` forbids access via a personal access token (classic). Please use …", "org-forbids-classic-pat"),
        (
            422,
            "Validation Failed: url is not supported because it isn't reachable over the public Internet (localhost)",
            "webhook-url-unreachable",
        ),
        (502, "Server Error", "api-unavailable"),
        (422, "Validation Failed: Hook already exists on this repository", "webhook-scope-missing"),
    ],
)
def test_other_refusals_keep_their_own_causes(status: int, message: str, code: str) -> None:
    exchange = Exchange(Server.API, "POST", "https://api.github.com", status, message=message, authenticated=True)
    found = hooks_refusal(exchange, Caller(TokenKind.FINE_GRAINED_PAT, HOSTS), AT_API)
    assert found is not None
    assert found.code == code


def test_an_unreachable_address_is_the_only_finding() -> None:
    seen = replace(survey(API, acme=(), acme__api=()), address=parse_address("https://localhost/x"))
    assert [row.code for row in findings(seen)] == ["webhook-url-unreachable"]


def on_a_server() -> Hosts:
    return hosts_of("github.example.com")


def test_a_server_of_ones_own_may_reach_its_own_network() -> None:
    seen = replace(survey(API, acme=(), acme__api=()), address=parse_address("https://10.0.0.1/x"), hosts=on_a_server())
    assert [row.code for row in findings(seen)] == ["webhook-missing"]
