"""Pages of lists, and versions: found, counted, deleted."""

import httpx

from ghcr_wizard.demo.server import DemoServer
from tests.demo.clients import api, refusal
from tests.demo.conftest import Start

CONTAINER = "?package_type=container"
WEB = "/orgs/acme/packages/container/team%2Fweb"


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [package["name"] for package in answer.json()]


def test_links_have_numeric_ids_and_lead_through_the_whole_list(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        first = client.get(f"/orgs/ACME/packages{CONTAINER}&per_page=12")
        second = client.get(first.links["next"]["url"])
        third = client.get(second.links["next"]["url"])

    base = f"{maintainer.api_url}/organizations/9919/packages?"
    assert all(link["url"].startswith(base) for link in second.links.values())
    assert [set(page.links) for page in (first, second, third)] == [
        {"next", "last"},
        {"prev", "next", "last", "first"},
        {"prev", "first"},
    ]
    assert third.url == second.links["last"]["url"]
    everything = names(first) + names(second) + names(third)
    assert len(everything) == len(set(everything)) == 30
    assert 'rel="next"' in first.headers["link"]


def test_a_users_links_have_a_numeric_id_too(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        first = client.get(f"/users/octocat/packages{CONTAINER}&per_page=5")
        second = client.get(first.links["next"]["url"])

    assert first.links["next"]["url"].startswith(f"{maintainer.api_url}/user/583231/packages?")
    assert len(second.json()) == 5


def test_a_list_of_one_page_has_no_links(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        assert "link" not in client.get(f"/user/packages{CONTAINER}").headers


def test_page_sizes_default_to_thirty_and_end_at_a_hundred(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        default = client.get(f"{WEB}/versions")
        greedy = client.get(f"{WEB}/versions?per_page=1000")
        nonsense = client.get(f"{WEB}/versions?per_page=-1&page=zero")

    assert [len(answer.json()) for answer in (default, greedy, nonsense)] == [30, 100, 30]


def test_pages_beyond_ten_thousand_items_are_refused(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        deepest = client.get(f"{WEB}/versions?per_page=100&page=100")
        deeper = client.get(f"{WEB}/versions?per_page=100&page=101")

    assert (deepest.status_code, deepest.json()) == (200, [])
    message = "The value of `per_page` multiplied by `page` cannot be greater than 10000."
    assert refusal(deeper) == (400, message)


def test_versions_are_newest_first_and_count_every_manifest(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        package = client.get("/orgs/acme/packages/container/team%2Fapi").json()
        versions = client.get("/orgs/acme/packages/container/team%2Fapi/versions?per_page=100").json()

    assert len(versions) == package["version_count"] == 47
    dates = [version["created_at"] for version in versions]
    assert dates == sorted(dates, reverse=True)
    tags = [version["metadata"]["container"]["tags"] for version in versions]
    assert sum(1 for names_ in tags if not names_) == 36
    assert ["latest", "1.1.2"] in tags
    assert all(version["name"].startswith("sha256:") for version in versions)


def test_one_version_is_found_by_its_number(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        [first] = client.get(f"{WEB}/versions?per_page=1").json()
        assert client.get(first["url"]).json() == first
        assert refusal(client.get(f"{WEB}/versions/1")) == (404, "Not Found")
        assert client.get(f"{WEB}/versions?state=deleted").json() == []


def test_an_admin_deletes_a_version_and_it_is_gone(start: Start) -> None:
    path = "/orgs/openco/packages/container/operator"
    with api(start("overprivileged")) as client:
        before = client.get(path).json()["version_count"]
        [newest] = client.get(f"{path}/versions?per_page=1").json()
        assert client.delete(newest["url"]).status_code == 204
        after = client.get(path).json()["version_count"]
        assert client.get(newest["url"]).status_code == 404

    assert after == before - 1


def test_a_reader_deletes_nothing(start: Start) -> None:
    path = "/orgs/acme/packages/container/team%2Fmailer/versions"
    with api(start("overprivileged")) as client:
        [newest] = client.get(f"{path}?per_page=1").json()
        assert client.delete(newest["url"]).status_code == 404
        assert client.get(newest["url"]).status_code == 200
