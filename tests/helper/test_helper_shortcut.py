"""The shortcut past keyring and the settings' full reading: taken only where it gives what the whole way gives."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghcr_wizard.credentials.plain_profile import plain_profile
from ghcr_wizard.credentials.profile_file import ProfilesError, ProfileStore
from ghcr_wizard.credentials.secret_service import is_certain
from ghcr_wizard.paths import Paths
from tests.helper.conftest import Helper
from tests.processes import run_python

ENTRY = {
    "name": "main",
    "registry": "ghcr.io",
    "method": "classic-pat",
    "username": "octocat",
    "description": "",
    "store": "keyring",
    "created_at": "2026-11-22T16:00:00Z",
}
DOCUMENT: dict[str, Any] = {"schema": 1, "defaults": {"ghcr.io": "main"}, "profiles": [ENTRY]}


def write(folder: Path, document: object) -> dict[str, str]:
    """Write a settings file; return the environment in which it is found."""
    file = folder / "ghcr-wizard" / "profiles.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(document))
    return {"XDG_CONFIG_HOME": str(folder), "HOME": "/nowhere"}


def test_a_plain_profile_is_found(tmp_path: Path) -> None:
    environment = write(tmp_path, DOCUMENT)

    for server in ("ghcr.io", "https://ghcr.io", "https://ghcr.io/"):
        assert plain_profile(server, environment) == ("main", "ghcr.io", "octocat")


def test_settings_are_looked_for_where_the_program_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".config").mkdir()
    write(tmp_path / ".config", DOCUMENT)
    for variable in ({"HOME": str(tmp_path)}, {"HOME": str(tmp_path), "XDG_CONFIG_HOME": "relative"}):
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_CONFIG_HOME", variable.get("XDG_CONFIG_HOME", ""))
        assert Paths.standard().profiles == tmp_path / ".config" / "ghcr-wizard" / "profiles.json"
        assert plain_profile("ghcr.io", variable) is not None
    assert plain_profile("ghcr.io", {}) is None


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"schema": "1"},
        {"defaults": {"ghcr.io": "other"}},
        {"defaults": {"ghcr.io": None}},
        {"defaults": {}},
        {"profiles": []},
        {"profiles": [ENTRY, ENTRY]},
        {"profiles": [{**ENTRY, "registry": "containers.acme.ghe.com"}]},
        {"profiles": [{**ENTRY, "method": "github-app"}]},
        {"profiles": [{**ENTRY, "store": "command"}]},
        {"profiles": [{**ENTRY, "username": None}]},
    ],
)
def test_what_is_not_plain_is_left_to_the_whole_reading(change: dict[str, object], tmp_path: Path) -> None:
    environment = write(tmp_path, {**DOCUMENT, **change})

    assert plain_profile("ghcr.io", environment) is None


@pytest.mark.parametrize("server", ["GHCR.IO", "http://ghcr.io", "ghcr.io:443", "ghcr.io/acme", "ghcr.io.evil.com", ""])
def test_a_server_that_is_not_plain_is_left_too(server: str, tmp_path: Path) -> None:
    assert plain_profile(server, write(tmp_path, DOCUMENT)) is None


VALUES = st.none() | st.integers(0, 2) | st.sampled_from(["main", "ghcr.io", "keyring", "session", "github-app", ""])
CHANGED = st.dictionaries(st.sampled_from([*ENTRY, "command"]), VALUES, max_size=2).map(lambda more: {**ENTRY, **more})
DOCUMENTS = st.fixed_dictionaries(
    {
        "schema": st.sampled_from([1, 1, 1, 2, None, "1"]),
        "defaults": st.just({"ghcr.io": "main"}) | st.dictionaries(st.sampled_from(["ghcr.io", "x"]), VALUES) | VALUES,
        "profiles": st.lists(CHANGED | VALUES, max_size=3) | VALUES,
    }
)


@settings(deadline=None)
@given(DOCUMENTS, st.sampled_from(["ghcr.io", "x", ""]))
def test_what_it_finds_is_what_the_whole_reading_finds(
    tmp_path_factory: pytest.TempPathFactory, document: object, server: str
) -> None:
    folder = tmp_path_factory.mktemp("settings")
    found = plain_profile(server, write(folder, document))

    if found is not None:
        try:
            profile = ProfileStore(Paths(folder / "ghcr-wizard", folder)).load().default_of(server)
        except ProfilesError:
            return  # damage elsewhere in the file, which the shortcut does not look for
        assert profile is not None
        assert (profile.name, profile.registry, profile.username) == found
        assert profile.store == "keyring"


def test_only_what_leaves_no_doubt_is_certain(tmp_path: Path) -> None:
    plain = {"HOME": str(tmp_path)}
    site = tmp_path / "site"
    (site / "keyring-25.7.0.dist-info").mkdir(parents=True)
    (site / "keyring-25.7.0.dist-info" / "entry_points.txt").write_text("[keyring.backends]\nx = y\n")
    (site / "other-1.dist-info").mkdir()
    (site / "other-1.dist-info" / "entry_points.txt").write_text("[console_scripts]\nx = y\n")
    path = [str(site), str(tmp_path / "missing.zip")]

    assert is_certain(plain, path, "linux")
    assert is_certain(plain | {"XDG_CURRENT_DESKTOP": "GNOME"}, path, "linux")
    assert not is_certain(plain, path, "darwin")
    assert not is_certain(plain, path, "win32")
    assert not is_certain(plain | {"PYTHON_KEYRING_BACKEND": ""}, path, "linux")
    assert not is_certain(plain | {"KEYRING_PROPERTY_PREFERRED_COLLECTION": "/x"}, path, "linux")
    assert not is_certain(plain | {"XDG_CURRENT_DESKTOP": "X-Cinnamon:KDE"}, path, "linux")
    (site / "keyrings_other-1.dist-info").mkdir()
    (site / "keyrings_other-1.dist-info" / "entry_points.txt").write_text("[keyring.backends]\nx = y\n")
    assert not is_certain(plain, path, "linux")


def test_a_keyring_settings_file_is_respected(tmp_path: Path) -> None:
    for folder, environment in (
        (tmp_path / "a", {"XDG_CONFIG_HOME": str(tmp_path / "a"), "HOME": "/nowhere"}),
        (tmp_path / "b" / ".config", {"HOME": str(tmp_path / "b")}),
    ):
        assert is_certain(environment, [], "linux")
        (folder / "python_keyring").mkdir(parents=True)
        (folder / "python_keyring" / "keyringrc.cfg").write_text("[backend]\n")
        assert not is_certain(environment, [], "linux")


@pytest.mark.needs("dbus")
@pytest.mark.needs("gnome-keyring")
def test_the_shortcut_is_taken_where_it_can_be_and_left_where_the_person_chose(helper: Helper) -> None:
    helper.store("octocat", "ghp_" + "a" * 36)
    program = (
        "import sys\nfrom ghcr_wizard import credential_helper\nsys.argv = ['x', 'get']\n"
        "credential_helper.main()\nprint(sorted({'asyncio', 'keyring', 'httpx', 'textual'} & set(sys.modules)))"
    )

    plain = run_python("-c", program, environment=helper.environment, stdin=b"ghcr.io")
    chosen = {**helper.environment, "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
    whole = run_python("-c", program, environment=chosen, stdin=b"ghcr.io")

    assert plain.stdout.splitlines()[0] == whole.stdout.splitlines()[0]
    assert plain.stdout.splitlines()[1] == "[]"
    assert whole.stdout.splitlines()[1] == "['asyncio', 'keyring']"
