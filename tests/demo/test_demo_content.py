"""Image content: made the same every time, and as much of it as was announced."""

from datetime import datetime

import pytest

from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.registry.blobs import base_layer, sha256
from ghcr_wizard.demo.registry.content import build_content
from ghcr_wizard.demo.world import Package


@pytest.fixture(params=["maintainer", "sso"])
def packages(request: pytest.FixtureRequest, now: datetime) -> tuple[Package, ...]:
    return build_world(request.param, now).packages


def test_every_package_has_as_many_versions_as_announced(packages: tuple[Package, ...]) -> None:
    for package in packages:
        content = build_content(package)
        assert len(content.manifests) == package.image.version_count, package.path
        assert set(content.tags.values()) <= set(content.manifests)
        assert len({manifest.id for manifest in content.manifests.values()}) == len(content.manifests)


def test_the_enterprises_packages_too(now: datetime) -> None:
    for package in build_world("enterprise", now).packages[::400]:
        assert len(build_content(package).manifests) == package.image.version_count, package.path


def test_content_is_deterministic(packages: tuple[Package, ...]) -> None:
    package = packages[0]

    assert build_content(package).tags == build_content(package).tags


def test_releases_share_their_base_layer_and_nothing_else(packages: tuple[Package, ...]) -> None:
    [package] = [package for package in packages if package.path == "octocat/dotfiles"]
    content = build_content(package)

    assert package.image.releases == 3
    assert len(content.blobs) == 1 + 2 * 3  # the base; a layer and a configuration for each release


@pytest.mark.parametrize("name", ["scratch", "alpine", "python"])
def test_a_base_layer_is_the_archive_its_digest_says(name: str) -> None:
    blob = base_layer(name, "linux/amd64")
    content = b"".join(blob.chunks())

    assert (sha256(content), len(content)) == (blob.digest, blob.size)
