"""Which Docker is not concerned by a change of this user's file."""

import pytest

from ghcr_wizard.clients.places import docker_elsewhere


@pytest.mark.parametrize(
    ("environment", "is_root", "is_wsl", "words"),
    [
        ({"HOME": "/home/me"}, False, False, ["/root/.docker/config.json", "another user"]),
        ({"HOME": "/root"}, True, False, ["This is root's file, /root/.docker/config.json", "another user"]),
        ({"HOME": "/home/me"}, False, True, ["/root/.docker/config.json", "another user", "ghcr-wizard.exe"]),
        (
            {"HOME": "/home/me", "DOCKER_CONFIG": "/etc/ci"},
            False,
            False,
            ["not /etc/ci/config.json", "/root/.docker/config.json", "another user"],
        ),
    ],
)
def test_every_other_place_is_named(environment: dict[str, str], is_root: bool, is_wsl: bool, words: list[str]) -> None:
    lines = docker_elsewhere(environment, is_root=is_root, is_wsl=is_wsl)

    assert len(lines) == len(words)
    assert all(word in line for word, line in zip(words, lines, strict=True))


@pytest.mark.parametrize("platform", ["darwin", "win32"])
@pytest.mark.parametrize("is_root", [True, False])
def test_of_roots_file_nothing_is_said_where_it_is_another_or_none(platform: str, is_root: bool) -> None:
    lines = docker_elsewhere({"HOME": "/Users/me"}, is_root=is_root, is_wsl=False, platform=platform)

    assert len(lines) == 1
    assert "another user" in lines[0]
