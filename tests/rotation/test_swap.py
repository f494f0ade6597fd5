"""Replacing a secret and renaming a profile: whatever dies or denies on the way, there is a secret that works."""

import asyncio
import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring import MemoryKeyring
from ghcr_wizard.credentials.keyring_errors import KeyringFailure, KeyringLockedError, LostSecretError
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_file import UnreachableProfilesError
from ghcr_wizard.credentials.profile_names import ProfileNameError
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.paths import Paths
from ghcr_wizard.secret import Secret
from tests.credentials import keyring_backends as backends
from tests.processes import run_python
from tests.secret_service import SecretService

WHEN = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
MAIN = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "CI", Store.KEYRING, WHEN)
OTHER = dataclasses.replace(MAIN, name="other")
RENEWED = dataclasses.replace(MAIN, expires_at=WHEN.replace(month=12))
DOES = """
import asyncio, pathlib, sys
from ghcr_wizard.secret import Secret
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.paths import Paths
from tests.rotation.test_swap import MAIN, RENEWED
folder, what = pathlib.Path(sys.argv[1]), sys.argv[2]
credentials = Credentials(Paths(folder, folder))
swap, rename = credentials.store(RENEWED, Secret("new"), default=False), credentials.rename(MAIN, "work")
(rename if what == "swap" else swap).close()
asyncio.run(swap if what == "swap" else rename)
"""
KILLED = -9

Choose = Callable[[type[KeyringBackend]], dict[str, str]]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "settings", tmp_path / "cache")


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environment: dict[str, str]) -> Choose:
    """Make a keyring of `backends` the configured one, here and in the environment that is returned."""

    def configure(backend: type[KeyringBackend]) -> dict[str, str]:
        variables = {"KEYRING_TEST_FILE": str(tmp_path / "secrets.json"), **backends.chosen(backend)}
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return environment | variables

    return configure


def kept(environment: dict[str, str]) -> dict[str, str]:
    secrets: dict[str, str] = json.loads(Path(environment["KEYRING_TEST_FILE"]).read_text())
    return secrets


def deaths(what: str, paths: Paths, environment: dict[str, str], begin: Callable[[], None]) -> Iterator[int]:
    """Do something again and again, killed a moment later each time, until it lives through; yield each death."""
    for moment in range(1, 50):
        begin()
        died_at = environment | {"KEYRING_TEST_DIES": str(moment)}
        status = run_python("-c", DOES, str(paths.settings), what, environment=died_at).status
        if status == 0:
            return
        assert status == KILLED
        yield moment
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("mortal", [backends.Mortal, backends.MortalInTwo])
def test_a_swap_killed_at_any_moment_leaves_a_secret_that_works(
    mortal: type[KeyringBackend], paths: Paths, choose: Choose
) -> None:
    environment = choose(mortal)
    seen = []

    def begin() -> None:
        asyncio.run(Credentials(paths).store(MAIN, Secret("old")))

    for _ in deaths("swap", paths, environment, begin):
        left = Credentials(paths)
        secret = asyncio.run(left.load(asyncio.run(left.find("ghcr.io")))).secret
        assert secret is not None
        seen.append(secret.reveal())

    assert set(seen) == {"old", "new"}
    assert seen == sorted(seen, reverse=True)
    assert len(seen) >= 6
    assert kept(environment) == {"ghcr-wizard:ghcr.io main": "new"}


@pytest.mark.needs("dbus")
@pytest.mark.needs("gnome-keyring")
def test_a_swap_killed_at_any_moment_leaves_a_secret_in_a_real_keyring(
    secret_service: SecretService, paths: Paths
) -> None:
    environment = secret_service.environment | backends.chosen(backends.MortalSecretService)
    seen = []

    def begin() -> None:
        asyncio.run(Credentials(paths).store(MAIN, Secret("old")))

    for _ in deaths("swap", paths, environment, begin):
        secret = asyncio.run(Credentials(paths).load(MAIN)).secret
        assert secret is not None
        seen.append(secret.reveal())

    assert seen == ["old", "old", "old", "new", "new", "new"]
    assert asyncio.run(Credentials(paths).load(MAIN)).secret == Secret("new")


def test_renaming_killed_at_any_moment_leaves_the_profile_with_its_secret(paths: Paths, choose: Choose) -> None:
    environment = choose(backends.Mortal)
    names = []

    def begin() -> None:
        everything = Credentials(paths)
        for profile in asyncio.run(everything.list()).profiles:
            asyncio.run(everything.remove(profile))
        asyncio.run(everything.store(MAIN, Secret("the one")))

    for _ in deaths("rename", paths, environment, begin):
        left = Credentials(paths)
        profile = asyncio.run(left.find("ghcr.io"))
        assert asyncio.run(left.load(profile)).secret == Secret("the one")
        names.append(profile.name)

    assert names == ["main", "main", "work", "work"]
    assert kept(environment) == {"ghcr-wizard:ghcr.io work": "the one"}


@pytest.mark.parametrize("change", range(1, 4))
async def test_a_keyring_that_denies_in_the_middle_of_a_swap_leaves_a_secret_that_works(
    change: int, paths: Paths, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(backends.Working)
    await Credentials(paths).store(MAIN, Secret("old"))
    choose(backends.Denying)
    monkeypatch.setenv("KEYRING_TEST_DENIES", str(change))
    monkeypatch.setattr(backends.Denying, "changes", 0)

    takes_the_secret = change > 2
    if takes_the_secret:
        await Credentials(paths).store(RENEWED, Secret("new"))
    else:
        with pytest.raises(KeyringLockedError):
            await Credentials(paths).store(RENEWED, Secret("new"))

    choose(backends.Working)
    (profile,) = (await Credentials(paths).list()).profiles
    assert profile == (RENEWED if takes_the_secret else MAIN)
    expected = Secret("new" if takes_the_secret else "old")
    assert (await Credentials(paths).load(profile)).secret == expected
    await Credentials(paths).remove(profile)
    with pytest.raises(LostSecretError):
        await Credentials(paths).load(profile)


async def test_a_keyring_that_shortens_secrets_never_touches_the_old_one(paths: Paths, choose: Choose) -> None:
    environment = choose(backends.Truncating)
    await Credentials(paths).store(MAIN, Secret("short"))

    with pytest.raises(LostSecretError):
        await Credentials(paths).store(RENEWED, Secret("much longer than ten"))

    assert kept(environment) == {"ghcr-wizard:ghcr.io main": "short"}


async def test_a_renamed_profile_keeps_its_place_its_facts_and_its_default(paths: Paths) -> None:
    credentials = Credentials(paths, MemoryKeyring())
    await credentials.store(MAIN, Secret("1"))
    await credentials.store(OTHER, Secret("2"), default=False)

    renamed = await credentials.rename(MAIN, " work ")

    assert renamed.profile == dataclasses.replace(MAIN, name="work")
    assert renamed.left_behind is None
    assert [profile.name for profile in (await credentials.list()).profiles] == ["work", "other"]
    assert await credentials.find("ghcr.io") == renamed.profile
    assert (await credentials.load(renamed.profile)).secret == Secret("1")
    with pytest.raises(LostSecretError):
        await credentials.load(MAIN)


async def test_a_name_that_is_taken_or_none_is_refused_and_nothing_changes(paths: Paths) -> None:
    credentials = Credentials(paths, MemoryKeyring())
    await credentials.store(MAIN, Secret("1"))
    await credentials.store(OTHER, Secret("2"))

    for name in ("other", "main", "", "a b", "ghp_" + "a1B2" * 9):
        with pytest.raises(ProfileNameError):
            await credentials.rename(MAIN, name)

    assert (await credentials.load(MAIN)).secret == Secret("1")
    assert (await credentials.load(OTHER)).secret == Secret("2")


async def test_an_old_place_that_cannot_be_cleared_is_told_and_the_new_name_stands(
    paths: Paths, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(backends.Working)
    await Credentials(paths).store(MAIN, Secret("1"))
    choose(backends.Denying)
    monkeypatch.setenv("KEYRING_TEST_DENIES", "2")
    monkeypatch.setattr(backends.Denying, "changes", 0)

    renamed = await Credentials(paths).rename(MAIN, "work")

    assert renamed.left_behind is not None
    assert renamed.left_behind.code == "keyring-locked"
    assert (await Credentials(paths).load(renamed.profile)).secret == Secret("1")


async def test_settings_that_cannot_be_written_take_the_new_name_back(paths: Paths, choose: Choose) -> None:
    environment = choose(backends.Working)
    await Credentials(paths).store(MAIN, Secret("1"))
    (paths.settings / "profiles.json.lock").unlink()
    (paths.settings / "profiles.json.lock").mkdir()

    with pytest.raises(UnreachableProfilesError):
        await Credentials(paths).rename(MAIN, "work")

    assert kept(environment) == {"ghcr-wizard:ghcr.io main": "1"}


async def test_the_default_is_chosen_per_registry_and_seen_by_other_programs_at_once(paths: Paths) -> None:
    credentials, helper = Credentials(paths, MemoryKeyring()), Credentials(paths, MemoryKeyring())
    await credentials.store(MAIN, Secret("1"))
    await credentials.store(OTHER, Secret("2"))
    assert (await helper.find("ghcr.io")).name == "other"

    await credentials.set_default(MAIN)

    assert (await helper.find("ghcr.io")).name == "main"


async def test_a_stored_profile_can_be_made_the_default_in_place_of_one_of_this_session(paths: Paths) -> None:
    credentials = Credentials(paths, MemoryKeyring())
    await credentials.store(MAIN, Secret("1"))
    session = dataclasses.replace(OTHER, store=Store.SESSION)
    await credentials.store(session, Secret("2"))
    assert await credentials.find("ghcr.io") == session

    await credentials.set_default(MAIN)
    assert await credentials.find("ghcr.io") == MAIN
    await credentials.set_default(session)
    assert await credentials.find("ghcr.io") == session


async def test_a_session_profile_moves_into_the_keyring_under_its_name(paths: Paths) -> None:
    keyring = MemoryKeyring()
    credentials = Credentials(paths, keyring)
    session = dataclasses.replace(MAIN, store=Store.SESSION)
    await credentials.store(session, Secret("1"))

    moved = await credentials.move_to_keyring(session)

    assert moved.profile == MAIN
    assert keyring.read("ghcr.io", "main") == Secret("1")
    assert (await Credentials(paths, keyring).list()).profiles == (MAIN,)


async def test_a_description_is_one_line_and_holds_no_token(paths: Paths) -> None:
    credentials = Credentials(paths, MemoryKeyring())
    await credentials.store(MAIN, Secret("1"))

    await credentials.describe(MAIN, "  the\x1b[31m build\nmachine ")
    with pytest.raises(ProfileNameError, match="must not hold a token"):
        await credentials.describe(MAIN, "it is ghp_" + "a1B2" * 9)

    (profile,) = (await credentials.list()).profiles
    assert profile.description.startswith("the")
    assert profile.description.isprintable()


async def test_what_a_test_could_not_tell_stays_as_it_was_known(paths: Paths) -> None:
    credentials = Credentials(paths, MemoryKeyring())
    await credentials.store(RENEWED, Secret("1"))

    await credentials.record_check("main", WHEN, "ok", None, packages=12, scopes=("read:packages",))
    await credentials.record_check("main", WHEN, "unreachable", None)

    (profile,) = (await Credentials(paths, MemoryKeyring()).list()).profiles
    assert (profile.verdict, profile.expires_at) == ("unreachable", RENEWED.expires_at)
    assert (profile.packages, profile.scopes) == (12, ("read:packages",))


async def test_a_failure_is_always_a_keyring_failure_never_a_loss(paths: Paths, choose: Choose) -> None:
    choose(backends.Working)
    await Credentials(paths).store(MAIN, Secret("old"))
    choose(backends.Chatty)

    with pytest.raises(KeyringFailure):
        await Credentials(paths).store(RENEWED, Secret("new"))

    choose(backends.Working)
    assert (await Credentials(paths).load(MAIN)).secret == Secret("old")
