"""The personas are who they say they are."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from ghcr_wizard.demo.personas.build import DEFAULT_PERSONA, PERSONAS, build_world
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.demo.clients import api
from tests.demo.conftest import Start
from tests.processes import run_python

METHODS = {
    "classic-pat",
    "fine-grained-pat",
    "app-installation",
    "github-app",
    "actions-token",
    "oauth-device",
    "anonymous",
}


def listed(server: DemoServer, path: str) -> list[dict[str, object]]:
    """Return a whole list, following its links."""
    with api(server) as client:
        items: list[dict[str, object]] = []
        url: str | None = f"{path}{'&' if '?' in path else '?'}per_page=100"
        while url:
            page = client.get(url)
            assert page.status_code == 200, page.text
            items += page.json()
            url = page.links.get("next", {}).get("url")
        return items


def test_the_personas_are_offered_in_a_fixed_order_with_a_sentence_and_a_method() -> None:
    assert list(PERSONAS) == [
        "maintainer",
        "newcomer",
        "fine-grained",
        "app",
        "github-app",
        "sso",
        "overprivileged",
        "expired",
        "rotating",
        "linked-private",
        "hooks",
        "browser",
        "anonymous",
        "enterprise",
        "colossus",
    ]
    assert next(iter(PERSONAS)) == DEFAULT_PERSONA
    for name, persona in PERSONAS.items():
        assert persona.name == name
        assert persona.summary.endswith(".")
        assert persona.method in METHODS


def test_the_list_of_personas_is_read_without_a_server_or_a_world(environment: dict[str, str]) -> None:
    code = (
        "import sys, ghcr_wizard.demo.personas.build, ghcr_wizard.demo.switches\n"
        "heavy = ('h11', 'asyncio', 'ghcr_wizard.demo.world', 'ghcr_wizard.demo.server')\n"
        "print(*(name for name in heavy if name in sys.modules))"
    )
    done = run_python("-c", code, environment=environment)

    assert (done.status, done.stdout.strip()) == (0, "")


def test_an_unknown_persona_is_refused() -> None:
    with pytest.raises(ValueError, match="no such persona: nobody"):
        DemoServer("nobody")


@pytest.mark.parametrize("persona", list(PERSONAS))
def test_every_persona_is_served(start: Start, persona: str) -> None:
    server = start(persona)
    expected = {"expired": 401, "anonymous": 401, "browser": 401, "app": 403, "github-app": 401}.get(persona, 200)

    with api(server) as client:
        assert client.get("/user").status_code == expected
    assert httpx.get(f"{server.registry_url}/v2/").status_code == 401
    assert (server.token == "") == (persona in {"anonymous", "browser", "github-app"})
    assert (server.private_key == "") == (persona != "github-app")
    app = "x-access-token"
    assert server.username == {"anonymous": "", "browser": "", "app": app, "github-app": app}.get(persona, "octocat")


def test_the_maintainer_sees_packages_of_every_kind(maintainer: DemoServer) -> None:
    own = listed(maintainer, "/user/packages?package_type=container")
    acme = listed(maintainer, "/orgs/acme/packages?package_type=container")
    openco = listed(maintainer, "/orgs/openco/packages?package_type=container")
    everything = own + acme + openco

    assert len(everything) == 55
    assert {package["visibility"] for package in everything} == {"public", "internal", "private"}
    assert any("repository" not in package for package in everything)
    assert any("/" in str(package["name"]) for package in everything)
    web = next(package for package in acme if package["name"] == "team/web")
    repository = web["repository"]
    assert isinstance(repository, dict)
    assert (web["visibility"], repository["private"]) == ("private", False)
    assert "vault" not in [package["name"] for package in acme]


def test_the_enterprise_has_forty_organizations_and_twenty_thousand_packages(start: Start) -> None:
    server = start("enterprise", switches=Switches())
    organizations = listed(server, "/user/orgs")
    names = {
        f"{organization['login']}/{package['name']}"
        for organization in organizations
        for package in listed(server, f"/orgs/{organization['login']}/packages?package_type=container")
    }
    own = listed(server, "/user/packages?package_type=container")

    assert len(organizations) == 40
    assert len(names) + len(own) == 20_000


def test_the_enterprises_lists_of_packages_are_as_they_were_captured(start: Start) -> None:
    with api(start("enterprise")) as client:
        pages = [
            client.get(f"/orgs/amber-cloud/packages?package_type=container&per_page=100&page={page}")
            for page in (1, 2, 32)
        ]

    assert not any("link" in page.headers for page in pages), "octokit/core.js#695"
    assert [len(page.json()) for page in pages] == [100, 97, 0], "pages come short: octokit/octokit.net#2987"
    assert pages[0].headers["etag"].startswith('"')


def test_the_colossus_has_two_hundred_organizations_and_a_hundred_thousand_packages(start: Start) -> None:
    server = start("colossus")
    organizations = listed(server, "/user/orgs")
    with api(server) as client:
        last = client.get(f"/orgs/{organizations[0]['login']}/packages?package_type=container&per_page=100").links[
            "last"
        ]
    world = build_world("colossus", datetime.now(UTC))

    assert len(organizations) == 200
    assert "page=96" in last["url"]
    assert len({package.path for package in world.packages}) == 100_000


def test_the_maintainers_token_expires_in_sixty_days(start: Start) -> None:
    with api(start()) as client:
        expiry = client.get("/user").headers["github-authentication-token-expiration"]

    assert expiry == "2026-12-01 12:00:00 UTC"


def test_worlds_are_deterministic(start: Start) -> None:
    def outline(server: DemoServer) -> str:
        packages = listed(server, "/orgs/openco/packages?package_type=container")
        return json.dumps([[package["id"], package["name"], package["updated_at"]] for package in packages])

    assert outline(start()) == outline(start())


def test_the_servers_clock_starts_at_the_given_moment(start: Start, now: datetime) -> None:
    with api(start(), "") as client:
        answered = parsedate_to_datetime(client.get("/meta").headers["date"])

    assert timedelta(0) <= answered - now < timedelta(hours=1)
