"""The profiles' file: what is kept, what is refused, and what two processes do to each other."""

import json
import os
import shlex
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_file import (
    CorruptProfilesError,
    NewerProfilesError,
    ProfilesError,
    ProfileStore,
    UnreachableProfilesError,
    UntrustedProfilesError,
    UnwritableProfileError,
)
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.paths import Paths

WHEN = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
ADDS_PROFILES = """
import pathlib, sys
from datetime import UTC, datetime
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.paths import Paths
from ghcr_wizard.credentials.profile_file import ProfileStore
folder, prefix = pathlib.Path(sys.argv[1]), sys.argv[2]
store = ProfileStore(Paths(folder, folder))
print("ready", flush=True)
sys.stdin.readline()
for number in range(60):
    name, now = f"{prefix}-{number}", datetime.now(UTC)
    profile = Profile(name, "ghcr.io", Method.CLASSIC_PAT, "octocat", "", Store.KEYRING, now)
    store.update(lambda profiles: profiles.with_profile(profile, default=False))
"""


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(Paths(tmp_path / "settings", tmp_path / "cache"))


def profile(name: str, registry: str = "ghcr.io", created_at: datetime = WHEN) -> Profile:
    return Profile(name, registry, Method.CLASSIC_PAT, "octocat", "for the laptop", Store.KEYRING, created_at)


def put(store: ProfileStore, content: str | bytes) -> None:
    store.path.parent.mkdir(exist_ok=True)
    store.path.write_bytes(content.encode() if isinstance(content, str) else content)


def kept(store: ProfileStore) -> dict[str, object]:
    document: dict[str, object] = json.loads(store.path.read_text())
    return document


def test_there_are_no_profiles_before_the_first_and_looking_makes_no_file(store: ProfileStore) -> None:
    assert store.load() == Profiles()
    assert not store.path.exists()


def test_a_profile_comes_back_as_it_was_stored(store: ProfileStore) -> None:
    whole = Profile(
        "main",
        "containers.acme.ghe.com",
        Method.APP_INSTALLATION,
        "x-access-token",
        "Größe „M“ 日本",
        Store.KEYRING,
        WHEN,
        checked_at=WHEN,
        verdict="limited",
        expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    )

    store.save(Profiles((whole,), {"containers.acme.ghe.com": "main"}))

    assert store.load() == Profiles((whole,), {"containers.acme.ghe.com": "main"})
    assert "2026-11-22T16:00:00Z" in store.path.read_text()


def test_the_first_profile_of_a_registry_is_its_default_and_a_later_one_if_it_is_to_be(store: ProfileStore) -> None:
    store.update(lambda profiles: profiles.with_profile(profile("first"), default=False))
    store.update(lambda profiles: profiles.with_profile(profile("second"), default=False))
    assert store.load().defaults == {"ghcr.io": "first"}

    store.update(lambda profiles: profiles.with_profile(profile("third"), default=True))
    assert store.load().defaults == {"ghcr.io": "third"}


def test_the_default_that_goes_is_followed_by_the_newest_of_its_registry() -> None:
    late = datetime(2026, 12, 1, tzinfo=UTC)
    profiles = Profiles()
    for row in (profile("late", created_at=late), profile("early"), profile("other", "containers.acme.ghe.com")):
        profiles = profiles.with_profile(row, default=False)
    profiles = profiles.with_profile(profile("going"), default=True)

    left = profiles.without("going")
    assert left.defaults == {"ghcr.io": "late", "containers.acme.ghe.com": "other"}
    assert left.without("other").defaults == {"ghcr.io": "late"}


def test_fields_this_version_does_not_know_survive(store: ProfileStore) -> None:
    store.save(Profiles((profile("main"),), {"ghcr.io": "main"}))
    document = kept(store)
    document["window"] = {"width": 80}
    document["profiles"][0]["colour"] = "green"  # type: ignore[index]
    put(store, json.dumps(document))

    store.update(lambda profiles: profiles.with_profile(profile("other"), default=False))

    after = kept(store)
    assert after["window"] == {"width": 80}
    assert [row.get("colour") for row in after["profiles"]] == ["green", None]  # type: ignore[attr-defined]


def test_profiles_with_a_method_of_a_later_version_are_kept_and_named_but_not_used(store: ProfileStore) -> None:
    store.save(Profiles((profile("main"),), {"ghcr.io": "main"}))
    document = kept(store)
    later = {"name": "robot", "method": "passkey", "store": "keyring", "registry": "ghcr.io", "anything": [1, 2]}
    document["profiles"].append(later)  # type: ignore[attr-defined]
    put(store, json.dumps(document))

    assert store.load().unknown == ("robot",)
    assert store.load().named("robot") is None
    store.update(lambda profiles: profiles.without("main"))
    assert kept(store)["profiles"] == [later]


SPOILED = {
    "text": "main",
    "no name": {"method": "classic-pat", "store": "keyring"},
    "a time that is none": {"name": "odd", "method": "classic-pat", "store": "keyring", "created_at": "yesterday"},
    "a year nobody means": {"expires_at": "1-01-01T00:00:00Z"},
    "a year no calendar has": {"expires_at": "9999-12-31T23:59:59-01:00"},
    "the name of another": {"name": "main"},
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED)
def test_an_entry_that_cannot_be_read_costs_itself_alone_and_is_kept(store: ProfileStore, spoiled: object) -> None:
    store.save(Profiles((profile("main"), profile("odd")), {"ghcr.io": "main"}))
    document = kept(store)
    entries = document["profiles"]
    assert isinstance(entries, list)
    entries[1] = {**entries[1], **spoiled} if isinstance(spoiled, dict) and len(spoiled) == 1 else spoiled
    put(store, json.dumps(document))

    found = store.load()
    store.update(lambda profiles: profiles.with_profile(profile("new"), default=False))

    assert [each.name for each in found.profiles] == ["main"]
    assert len(found.unreadable) == 1
    assert [each.name for each in store.load().profiles] == ["main", "new"]
    assert entries[1] in kept(store)["profiles"]  # type: ignore[operator]


@pytest.mark.parametrize("year", [1, 999, 9999])
def test_a_moment_that_could_not_be_read_again_is_never_written(store: ProfileStore, year: int) -> None:
    store.save(Profiles((profile("main"),), {"ghcr.io": "main"}))
    before = store.path.read_bytes()

    with pytest.raises(UnwritableProfileError, match="Nothing was changed"):
        store.update(
            lambda profiles: profiles.with_profile(
                profile("odd", created_at=datetime(year, 12, 31, tzinfo=UTC)), default=True
            )
        )

    assert store.path.read_bytes() == before


CORRUPT = {
    "nothing": b"",
    "no JSON": b"{",
    "binary": bytes(range(256)),
    "a list": b"[]",
    "null": b"null",
    "no schema": b'{"profiles": []}',
    "a schema that is not a number": b'{"schema": true, "profiles": []}',
    "profiles that are no list": b'{"schema": 1, "profiles": {}}',
    "brackets without end": b"[" * 200_000,
    "five megabytes": b'{"schema": 1, "profiles": []}' + b" " * 5_000_000,
}


@pytest.mark.parametrize("content", CORRUPT.values(), ids=CORRUPT)
def test_a_corrupt_file_is_named_and_never_written_over(store: ProfileStore, content: bytes) -> None:
    put(store, content)

    with pytest.raises(CorruptProfilesError) as reading:
        store.load()
    with pytest.raises(CorruptProfilesError):
        store.update(lambda profiles: profiles.with_profile(profile("main"), default=True))

    assert str(store.path) in str(reading.value)
    assert "move it away" in str(reading.value)
    assert store.path.read_bytes() == content


def test_a_file_of_a_later_version_is_told_apart_and_left_alone(store: ProfileStore) -> None:
    put(store, '{"schema": 2, "profiles": "in another shape"}')

    with pytest.raises(NewerProfilesError, match="later version"):
        store.load()
    with pytest.raises(NewerProfilesError):
        store.save(Profiles())

    assert kept(store)["schema"] == 2


def test_a_settings_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings").touch()
    store = ProfileStore(Paths(tmp_path / "settings", tmp_path / "cache"))

    with pytest.raises(UnreachableProfilesError, match=r"profiles\.json cannot be"):
        store.load()
    with pytest.raises(UnreachableProfilesError, match=r"profiles\.json cannot be written"):
        store.save(Profiles((profile("main"),), {}))


@pytest.mark.parametrize("kind", ["folder", "named pipe", "socket", "device"])
def test_what_is_no_file_is_named_as_what_it_is_and_not_waited_for(
    store: ProfileStore, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.path.parent.mkdir()
    monkeypatch.chdir(store.path.parent)  # a socket's address is short
    with socket.socket(socket.AF_UNIX) as listener:
        match kind:
            case "folder":
                store.path.mkdir()
            case "named pipe":
                os.mkfifo(store.path)
            case "socket":
                listener.bind(store.path.name)
            case _:
                store.path.symlink_to("/dev/zero")

        for use in (store.load, lambda: store.save(Profiles((profile("main"),), {}))):
            with pytest.raises(UnreachableProfilesError, match=f"it is a {kind}, not a file; ") as caught:
                use()
            assert str(store.path) in str(caught.value)
            assert caught.value.diagnosis.code == "profiles-unreadable"


def untrusted(store: ProfileStore) -> UntrustedProfilesError:
    """The refusal to read the profiles, and to change them."""
    with pytest.raises(UntrustedProfilesError):
        store.update(lambda profiles: profiles.with_profile(profile("main"), default=True))
    with pytest.raises(UntrustedProfilesError) as caught:
        store.load()
    return caught.value


@pytest.mark.parametrize("mode", [0o777, 0o707, 0o1777, 0o703])
@pytest.mark.parametrize("there", [True, False], ids=["profiles", "no profiles yet"])
def test_a_folder_that_others_may_write_is_refused_with_the_command_that_sets_it_right(
    store: ProfileStore, mode: int, there: bool
) -> None:
    store.path.parent.mkdir()
    if there:
        store.save(Profiles((profile("main"),), {}))
    store.path.parent.chmod(mode)

    diagnosis = untrusted(store).diagnosis

    assert f"{store.path.parent} may be written by others (mode {mode:04o})" in diagnosis.cause
    assert diagnosis.fix.endswith(f"run: chmod go-w {shlex.quote(str(store.path.parent))}")
    subprocess.run(["sh", "-c", diagnosis.fix.partition("run: ")[2]], check=True)
    assert len(store.load().profiles) == there


@pytest.mark.parametrize("mode", [0o666, 0o602, 0o646])
def test_a_file_that_others_may_write_is_refused(store: ProfileStore, mode: int) -> None:
    store.save(Profiles((profile("main"),), {}))
    store.path.chmod(mode)

    diagnosis = untrusted(store).diagnosis

    assert f"{store.path} may be written by others (mode {mode:04o})" in diagnosis.cause
    subprocess.run(["sh", "-c", diagnosis.fix.partition("run: ")[2]], check=True)
    assert len(store.load().profiles) == 1


def test_a_link_is_no_way_around_it(store: ProfileStore, tmp_path: Path) -> None:
    store.save(Profiles((profile("main"),), {}))
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    store.path.rename(dotfiles / "profiles.json")
    store.path.symlink_to(dotfiles / "profiles.json")
    assert len(store.load().profiles) == 1

    dotfiles.chmod(0o777)

    assert str(dotfiles) in untrusted(store).diagnosis.fix


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("place", ["file", "folder"])
def test_what_belongs_to_another_user_is_refused(store: ProfileStore, place: str) -> None:
    store.save(Profiles((profile("main"),), {}))
    given_away = store.path if place == "file" else store.path.parent
    os.chown(given_away, 1, -1)

    diagnosis = untrusted(store).diagnosis

    assert f"{given_away} belongs to another user" in diagnosis.cause
    assert f"chown root {shlex.quote(str(given_away))}" in diagnosis.fix


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can be another user")
@pytest.mark.parametrize(
    ("group", "trusted"), [("its own", True), ("another", False)], ids=["a private group", "a group of others"]
)
def test_a_private_groups_mask_locks_nobody_out(
    store: ProfileStore, monkeypatch: pytest.MonkeyPatch, group: str, trusted: bool
) -> None:
    import pwd

    try:
        daemon = pwd.getpwnam("daemon")
    except KeyError:
        pytest.skip("there is no user called daemon")
    store.save(Profiles((profile("main"),), {}))
    for path, mode in ((store.path, 0o664), (store.path.parent, 0o775)):
        os.chown(path, daemon.pw_uid, daemon.pw_gid if group == "its own" else 0)
        path.chmod(mode)
    monkeypatch.setattr(os, "geteuid", lambda: daemon.pw_uid)

    if trusted:
        assert len(store.load().profiles) == 1
    else:
        assert "mode 0775" in untrusted(store).diagnosis.cause


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root's group is private to nobody")
def test_roots_group_is_a_group_of_others(store: ProfileStore) -> None:
    store.save(Profiles((profile("main"),), {}))
    store.path.parent.chmod(0o770)

    assert "mode 0770" in untrusted(store).diagnosis.cause


def test_what_a_change_raises_passes_through_and_nothing_is_written(store: ProfileStore) -> None:
    def refuse(_: Profiles) -> Profiles:
        raise KeyError("refused")

    with pytest.raises(KeyError, match="refused"):
        store.update(refuse)

    assert not store.path.exists()


def test_every_error_is_one_of_a_family() -> None:
    assert issubclass(CorruptProfilesError, ProfilesError)
    assert issubclass(NewerProfilesError, ProfilesError)
    assert issubclass(UnreachableProfilesError, ProfilesError)


def test_processes_that_write_at_once_lose_nothing_of_each_other(store: ProfileStore) -> None:
    command = [sys.executable, "-c", ADDS_PROFILES, str(store.path.parent)]
    writers = [
        subprocess.Popen([*command, prefix], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for prefix in ("a", "b", "c")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n")

    assert [writer.returncode for writer in writers] == [0, 0, 0]
    names = {row.name for row in store.load().profiles}
    assert names == {f"{prefix}-{number}" for prefix in "abc" for number in range(60)}
