"""What a typed registry means."""

import pytest

from ghcr_wizard.github.hosts import Deployment, EndpointError, HostError, hosts_of, recognise


@pytest.mark.parametrize(
    "typed",
    ["ghcr.io", " GHCR.IO ", "https://ghcr.io", "https://ghcr.io/", "ghcr.io:443", "docker://ghcr.io", "github.com"],
)
def test_ghcr_is_recognized_however_it_is_typed(typed: str) -> None:
    found = recognise(typed)
    assert found.hosts is not None
    assert (found.hosts.registry, found.hosts.api_url) == ("ghcr.io", "https://api.github.com")
    assert "GitHub Container Registry" in found.summary


def test_a_whole_image_reference_gives_host_and_path() -> None:
    found = recognise("docker pull ghcr.io/acme/team/api:1.2")
    assert found.hosts is not None
    assert (found.hosts.registry, found.path) == ("ghcr.io", "acme/team/api:1.2")


@pytest.mark.parametrize("typed", ["acme.ghe.com", "containers.acme.ghe.com", "https://api.acme.ghe.com/"])
def test_ghe_com_addresses_are_derived(typed: str) -> None:
    hosts = hosts_of(typed)
    assert hosts.deployment is Deployment.GHE_COM
    assert (hosts.registry_url, hosts.api_url, hosts.web_url) == (
        "https://containers.acme.ghe.com",
        "https://api.acme.ghe.com",
        "https://acme.ghe.com",
    )


@pytest.mark.parametrize("typed", ["github.example.com", "containers.github.example.com"])
def test_enterprise_server_addresses_are_derived(typed: str) -> None:
    hosts = hosts_of(typed)
    assert hosts.deployment is Deployment.SERVER
    assert (hosts.registry, hosts.api_url, hosts.web_url) == (
        "containers.github.example.com",
        "https://github.example.com/api/v3",
        "https://github.example.com",
    )


@pytest.mark.parametrize(
    "typed", ["ghrc.io", "gchr.io", "ghcr.oi", "ghcr.com", "gcr.ghcr.io", "ghcrr.io", "ghc.io", "GHRC.IO"]
)
def test_near_misses_are_caught_with_the_correction(typed: str) -> None:
    found = recognise(typed)
    assert found.hosts is None
    assert found.correction == "ghcr.io"
    assert found.diagnosis is not None
    assert found.diagnosis.code == "registry-host-typo"


def test_the_legacy_host_is_caught_with_the_correction() -> None:
    found = recognise("docker.pkg.github.com/acme/app/image:1")
    assert found.diagnosis is not None
    assert (found.diagnosis.code, found.correction) == ("legacy-host", "ghcr.io")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "http://ghcr.io",
        "ftp://ghcr.io",
        "ghcr..io",
        "gh cr.io",
        "user:pw@ghcr.io",
        "ghcr.io:99999",
        "localhost",
        "docker.io",
        "-a.b",
        "a" * 300 + ".io",
        "ghe.com",
        "\x1b[31m.io",
        "[red]x[/]",
    ],
)
def test_malformed_hosts_are_refused_with_one_safe_sentence(typed: str) -> None:
    with pytest.raises(HostError) as refusal:
        hosts_of(typed)
    assert "\n" not in str(refusal.value)
    assert "\x1b" not in str(refusal.value)
    assert recognise(typed).hosts is None


def test_endpoints_can_be_overridden_for_tests_and_unusual_networks() -> None:
    hosts = hosts_of("ghcr.io", {"GHCR_WIZARD_REGISTRY_URL": "http://127.0.0.1:5000/", "GHCR_WIZARD_API_URL": ""})
    assert (hosts.registry, hosts.registry_url, hosts.api_url) == (
        "ghcr.io",
        "http://127.0.0.1:5000",
        "https://api.github.com",
    )


@pytest.mark.parametrize(
    "url",
    [
        *("http://10.0.0.1", "http://ghcr.io", "file:///etc", "https://u:p@h", "https://h?x=1", "//h", "https://h:x"),
        *("https://h:99999", "https://h:0", "https://h:-1", "https://a b", f"https://{'x' * 64}.example"),
    ],
)
def test_an_override_must_be_https_unless_it_is_loopback(url: str) -> None:
    with pytest.raises(EndpointError):
        hosts_of("ghcr.io", {"GHCR_WIZARD_API_URL": url})
