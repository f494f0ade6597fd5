"""What is said of a text that is not recognized."""

import pytest

from ghcr_wizard.explain import explain, understood


@pytest.mark.parametrize(
    ("text", "told", "wanted"),
    [
        ("the coffee is cold", "", "command"),
        ("Error response from daemon: ghcr.io is a teapot", "Docker, ghcr.io", "status"),
        (
            "failed to solve: failed to push: PUT request to https://ghcr.io/v2/acme/api/manifests/1: 418 I'm a teapot",
            "BuildKit, asking for a manifest, ghcr.io, status 418",
            "lines",
        ),
        (
            "helm pull: GET https://ghcr.io/token?scope=x: status code 418",
            "Helm, asking for a token, ghcr.io, status 418",
            "lines",
        ),
        ("docker login ghcr.io: returned 499", "Docker, logging in, ghcr.io, status 499", "lines around"),
    ],
)
def test_client_operation_host_and_status_are_told(text: str, told: str, wanted: str) -> None:
    known = understood(text)

    assert str(known) == told
    assert wanted in known.wanted()


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("docker pull ghcr.io/acme/api\nfailed to register layer: no space left on device", "full disk"),
        ('Failed to pull image "ghcr.io/acme/api:1": pull QPS exceeded', "kubelet"),
        (
            'failed to resolve "gcr.io/p/app": HEAD https://gcr.io/v2/p/app/manifests/1: 403 Forbidden',
            "gcr.io, another",
        ),
        ("reading manifest 1 in quay.io/acme/app: unauthorized: access is not authorized", "quay.io, another"),
        ("docker exporter does not currently support exporting manifest lists", "--push"),
        ("failed to solve: authorization status: 401: authorization failed", "cache"),
        ("Error: Artifact storage quota has been hit. Unable to upload any new artifacts", "artifacts"),
        ("delete version API failed. The version_id parameter must be an integer.", "number"),
        ("Package type must be one of: npm, maven, rubygems, docker, nuget, container", "package_type=container"),
        ("artifact x from/to github (https://maven.pkg.github.com/acme/x): status code: 401", "Maven packages"),
        ("https://npm.pkg.github.com: 500, then docker push ghcr.io/acme/api", ""),
        ("docker login ghcr.io: returned 499", ""),
    ],
)
def test_what_is_neither_github_s_nor_a_registry_s_is_said(text: str, elsewhere: str) -> None:
    known = understood(text)

    assert explain(text) == ()
    assert elsewhere in known.elsewhere
    assert bool(known.elsewhere) == bool(elsewhere)


def test_nothing_of_a_token_is_told() -> None:
    token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"

    assert token[4:12] not in str(understood(f"docker login https://{token}.io/v2/x {token}: status 418"))
