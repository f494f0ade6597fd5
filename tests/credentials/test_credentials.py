"""Profiles and their secrets stay in step, whatever fails between the two."""

import asyncio
import dataclasses
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring import MemoryKeyring
from ghcr_wizard.credentials.keyring_errors import KeyringLockedError, KeyringTimeoutError, LostSecretError
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_choice import NoSuchProfileError
from ghcr_wizard.credentials.profile_file import CorruptProfilesError, UnreachableProfilesError
from ghcr_wizard.credentials.profile_names import ProfileNameError, checked_profile_name, suggest_profile_name
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.paths import Paths
from ghcr_wizard.secret import Secret
from tests.credentials import keyring_backends as backends
from tests.processes import HANG_SECONDS, run_python

WHEN = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
GHE = "containers.acme.ghe.com"
TOKEN = "ghp_" + "a1B2" * 9
MAIN = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "", Store.KEYRING, WHEN)
DIES = """
import asyncio, pathlib, sys
from datetime import UTC, datetime
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.secret import Secret
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.paths import Paths
folder, what = pathlib.Path(sys.argv[1]), sys.argv[2]
profile = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "", Store.KEYRING, datetime.now(UTC))
credentials = Credentials(Paths(folder, folder))
asyncio.run(credentials.store(profile, Secret("new")) if what == "store" else credentials.remove(profile))
"""

Choose = Callable[[type[KeyringBackend]], Path]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "settings", tmp_path / "cache")


@pytest.fixture
def credentials(paths: Paths) -> Credentials:
    return Credentials(paths, MemoryKeyring("a keyring in memory"))


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Choose:
    """Make a keyring of `backends` the configured one; returns the file of its secrets."""

    def configure(backend: type[KeyringBackend]) -> Path:
        monkeypatch.setenv("KEYRING_TEST_FILE", str(tmp_path / "secrets.json"))
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{backends.__name__}.{backend.__qualname__}")
        return tmp_path / "secrets.json"

    return configure


def called(name: str, registry: str = "ghcr.io", store: Store = Store.KEYRING) -> Profile:
    return dataclasses.replace(MAIN, name=name, registry=registry, store=store)


def secrets_in(file: Path) -> list[str]:
    return list(json.loads(file.read_text()).values()) if file.exists() else []


async def test_what_was_stored_is_found_and_loaded(credentials: Credentials) -> None:
    stored = await credentials.store(MAIN, Secret(TOKEN))

    assert (stored.keyring, stored.replaced, stored.is_default) == ("a keyring in memory", False, True)
    profile = await credentials.find("ghcr.io")
    assert profile == MAIN
    loaded = await credentials.load(profile)
    assert (loaded.username, loaded.secret) == ("octocat", Secret(TOKEN))


async def test_no_file_ever_holds_a_secret(credentials: Credentials, paths: Paths) -> None:
    await credentials.store(MAIN, Secret(TOKEN))

    assert TOKEN not in paths.profiles.read_text()


async def test_storing_a_name_again_replaces_its_secret_and_its_facts(credentials: Credentials) -> None:
    await credentials.store(MAIN, Secret("old"))
    renewed = dataclasses.replace(MAIN, description="renewed")

    stored = await credentials.store(renewed, Secret("new"))

    assert stored.replaced
    assert (await credentials.list()).profiles == (renewed,)
    assert (await credentials.load(renewed)).secret == Secret("new")


async def test_the_default_is_the_one_stored_last_unless_told_otherwise(credentials: Credentials) -> None:
    await credentials.store(called("first"), Secret("1"))
    await credentials.store(called("second"), Secret("2"))
    stored = await credentials.store(called("third"), Secret("3"), default=False)

    assert not stored.is_default
    assert (await credentials.find("ghcr.io")).name == "second"


async def test_a_profile_is_found_by_name_in_its_own_registry_only(credentials: Credentials) -> None:
    await credentials.store(called("work", GHE), Secret("1"))

    assert (await credentials.find(None, "work")).registry == GHE
    assert (await credentials.find(GHE)).name == "work"
    with pytest.raises(NoSuchProfileError, match="is one of containers"):
        await credentials.find("ghcr.io", "work")
    with pytest.raises(NoSuchProfileError, match=r"No credential for ghcr\.io"):
        await credentials.find(None)
    with pytest.raises(NoSuchProfileError) as caught:
        await credentials.find(None, "something typed")
    assert "something typed" not in str(caught.value)


async def test_a_name_of_another_registry_is_not_taken_over(credentials: Credentials) -> None:
    await credentials.store(MAIN, Secret("old"))

    with pytest.raises(ProfileNameError, match=r"ghcr\.io has this name"):
        await credentials.store(called("main", GHE), Secret("new"))

    assert (await credentials.load(MAIN)).secret == Secret("old")


async def test_removing_says_what_takes_the_defaults_place(credentials: Credentials) -> None:
    await credentials.store(called("first"), Secret("1"))
    await credentials.store(called("second"), Secret("2"))

    removed = await credentials.remove(called("second"))

    assert (removed.had_secret, removed.new_default) == (True, "first")
    with pytest.raises(LostSecretError):
        await credentials.load(called("second"))


async def test_a_profile_whose_secret_is_gone_is_noticed_and_can_be_removed(paths: Paths) -> None:
    await Credentials(paths, MemoryKeyring()).store(MAIN, Secret(TOKEN))
    later = Credentials(paths, MemoryKeyring("an emptied keyring"))

    with pytest.raises(LostSecretError, match="an emptied keyring"):
        await later.load(MAIN)
    removed = await later.remove(MAIN)

    assert not removed.had_secret
    assert (await later.list()).profiles == ()


async def test_a_session_profile_never_touches_the_disk_and_ends_with_the_session(paths: Paths) -> None:
    session = Credentials(paths, MemoryKeyring())
    await session.store(called("main", store=Store.SESSION), Secret(TOKEN))

    assert (await session.load(await session.find(None))).secret == Secret(TOKEN)
    assert not paths.settings.exists()
    with pytest.raises(NoSuchProfileError):
        await Credentials(paths, MemoryKeyring()).find(None)


async def test_a_session_profile_hides_a_stored_one_and_leaves_it_whole(credentials: Credentials) -> None:
    await credentials.store(MAIN, Secret("stored"))
    await credentials.store(called("main", store=Store.SESSION), Secret("for now"))
    assert (await credentials.load(await credentials.find(None))).secret == Secret("for now")

    await credentials.remove(called("main", store=Store.SESSION))
    assert (await credentials.load(await credentials.find(None))).secret == Secret("stored")


async def test_a_keyring_that_fails_leaves_the_profiles_as_they_were(paths: Paths, choose: Choose) -> None:
    choose(backends.Working)
    await Credentials(paths).store(MAIN, Secret("old"))
    before = paths.profiles.read_bytes()

    choose(backends.Locked)
    with pytest.raises(KeyringLockedError):
        await Credentials(paths).store(called("other"), Secret(TOKEN))
    with pytest.raises(KeyringLockedError):
        await Credentials(paths).remove(MAIN)

    assert paths.profiles.read_bytes() == before


async def test_settings_that_cannot_be_written_take_the_secret_back(paths: Paths, choose: Choose) -> None:
    file = choose(backends.Working)
    paths.settings.mkdir()
    (paths.settings / "profiles.json.lock").mkdir()

    with pytest.raises(UnreachableProfilesError):
        await Credentials(paths).store(MAIN, Secret(TOKEN))

    assert secrets_in(file) == []


async def test_settings_that_cannot_be_written_bring_a_replaced_secret_back(paths: Paths, choose: Choose) -> None:
    file = choose(backends.Working)
    await Credentials(paths).store(MAIN, Secret("old"))
    (paths.settings / "profiles.json.lock").unlink()
    (paths.settings / "profiles.json.lock").mkdir()

    with pytest.raises(UnreachableProfilesError):
        await Credentials(paths).store(MAIN, Secret("new"))

    assert secrets_in(file) == ["old"]


async def test_corrupt_settings_are_noticed_before_the_keyring_is_asked(paths: Paths, choose: Choose) -> None:
    file = choose(backends.Working)
    paths.settings.mkdir()
    paths.profiles.write_text("{")

    with pytest.raises(CorruptProfilesError):
        await Credentials(paths).store(MAIN, Secret(TOKEN))

    assert secrets_in(file) == []


async def test_a_process_that_dies_while_storing_leaves_no_profile_without_its_secret(
    paths: Paths, choose: Choose, environment: dict[str, str]
) -> None:
    file = choose(backends.Deadly)
    environment |= {"KEYRING_TEST_FILE": str(file), **backends.chosen(backends.Deadly)}
    died = run_python("-c", DIES, str(paths.settings), "store", environment=environment)
    assert died.status == 9

    choose(backends.Working)
    assert (await Credentials(paths).list()).profiles == ()
    await Credentials(paths).store(MAIN, Secret("next try"))
    assert secrets_in(file) == ["next try"]


async def test_a_process_that_dies_while_removing_leaves_no_secret_without_its_profile(
    paths: Paths, choose: Choose, environment: dict[str, str]
) -> None:
    file = choose(backends.Working)
    await Credentials(paths).store(MAIN, Secret(TOKEN))
    environment |= {"KEYRING_TEST_FILE": str(file), **backends.chosen(backends.Deadly)}
    died = run_python("-c", DIES, str(paths.settings), "remove", environment=environment)
    assert died.status == 9

    assert secrets_in(file) == []
    with pytest.raises(LostSecretError):
        await Credentials(paths).load(MAIN)
    await Credentials(paths).remove(MAIN)
    assert (await Credentials(paths).list()).profiles == ()


@pytest.mark.parametrize("way", ["cancelled", "timed out"])
async def test_a_secret_kept_after_nobody_waited_any_more_is_taken_away(way: str, paths: Paths, choose: Choose) -> None:
    file = choose(backends.Gated)
    for event in (backends.Gated.waiting, backends.Gated.gate, backends.Gated.taken_away):
        event.clear()

    storing = asyncio.ensure_future(
        Credentials(paths, seconds=60 if way == "cancelled" else 0.2).store(MAIN, Secret(TOKEN))
    )
    assert await asyncio.to_thread(backends.Gated.waiting.wait, HANG_SECONDS)
    if way == "cancelled":
        storing.cancel()
    with pytest.raises(asyncio.CancelledError if way == "cancelled" else KeyringTimeoutError):
        await storing
    backends.Gated.gate.set()

    assert await asyncio.to_thread(backends.Gated.taken_away.wait, HANG_SECONDS)
    assert secrets_in(file) == []
    assert not paths.profiles.exists()


async def test_the_last_test_is_noted_at_the_profile_and_nowhere_if_that_is_gone(credentials: Credentials) -> None:
    await credentials.store(MAIN, Secret(TOKEN))
    later = datetime(2026, 12, 1, tzinfo=UTC)

    await credentials.record_check("main", later, "limited", later)
    await credentials.record_check("gone", later, "ok", None)

    (profile,) = (await credentials.list()).profiles
    assert (profile.checked_at, profile.verdict, profile.expires_at) == (later, "limited", later)


@pytest.mark.parametrize("name", ["", " ", "-n", ".hidden", "a b", "a/b", "x" * 65, "a\x1b[2J", "a\n", TOKEN])
async def test_a_name_that_can_be_none_is_refused_without_being_repeated(name: str, credentials: Credentials) -> None:
    with pytest.raises(ProfileNameError) as caught:
        await credentials.store(called(name), Secret("1"))
    assert not name.strip() or not re.search(re.escape(name), str(caught.value))


@given(login=st.text(max_size=80), registry=st.sampled_from(["ghcr.io", GHE]), number=st.integers(0, 3))
def test_a_suggested_name_is_allowed_and_free(login: str, registry: str, number: int) -> None:
    taken: set[str] = set()
    for _ in range(number):
        taken.add(suggest_profile_name(login, registry, taken))

    assert len(taken) == number
    suggested = suggest_profile_name(login, registry, taken)
    assert checked_profile_name(suggested) == suggested
    assert suggested not in taken


def test_a_suggested_name_says_whose_it_is_and_of_which_github() -> None:
    assert suggest_profile_name("octocat", "ghcr.io", ()) == "octocat"
    assert suggest_profile_name("octocat", GHE, ()) == "octocat-acme"
    assert suggest_profile_name("octocat", "ghcr.io", ("octocat",)) == "octocat-2"
    assert suggest_profile_name("dependabot[bot]", "ghcr.io", ()) == "dependabot-bot"
