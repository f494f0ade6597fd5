"""Secrets in keyrings: a real Secret Service, none at all, and keyrings with a flaw each."""

import asyncio
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from ghcr_wizard.credentials.keyring import MemoryKeyring, SystemKeyring, within, within_async
from ghcr_wizard.credentials.keyring_errors import (
    KeyringFailure,
    KeyringLockedError,
    KeyringTimeoutError,
    KeyringUnavailableError,
    LostSecretError,
    SecretTooLongError,
)
from ghcr_wizard.secret import Secret
from tests.credentials import keyring_backends as flawed
from tests.credentials.windows_vault import Vault, VaultError, made_keyring
from tests.processes import run_python
from tests.secret_service import SecretService

TOKEN = "ghp_" + "a1B2" * 9
SECRET = Secret(TOKEN)
real_service = [pytest.mark.needs("dbus"), pytest.mark.needs("gnome-keyring")]
SECONDS = 60.0

Choose = Callable[[type[KeyringBackend]], Path]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Choose:
    """Make a keyring of `flawed` the person's configured one; returns the file of its secrets."""

    def configure(backend: type[KeyringBackend]) -> Path:
        monkeypatch.setenv("KEYRING_TEST_FILE", str(tmp_path / "secrets.json"))
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{flawed.__name__}.{backend.__qualname__}")
        return tmp_path / "secrets.json"

    return configure


def write(secret: Secret = SECRET, name: str = "main") -> None:
    within(SECONDS, lambda: SystemKeyring().write("ghcr.io", name, secret))


def read(name: str = "main") -> Secret | None:
    return within(SECONDS, lambda: SystemKeyring().read("ghcr.io", name))


def delete(name: str = "main") -> bool:
    return within(SECONDS, lambda: SystemKeyring().delete("ghcr.io", name))


class TestWithARealSecretService:
    pytestmark = real_service

    def test_a_secret_is_kept_replaced_and_removed(self, secret_service: SecretService) -> None:
        assert secret_service.address
        write()
        assert read() == SECRET
        write(Secret("another"))
        assert read() == Secret("another")

        assert delete() is True
        assert read() is None
        assert delete() is False

    def test_profiles_and_registries_are_kept_apart(self, secret_service: SecretService) -> None:
        assert secret_service.address
        keyring = SystemKeyring()
        places = [("ghcr.io", "main"), ("ghcr.io", "other"), ("containers.acme.ghe.com", "main")]
        for registry, name in places:
            keyring.write(registry, name, Secret(f"{registry} {name}"))

        assert keyring.delete("ghcr.io", "main")
        assert [keyring.read(*place) for place in places] == [
            None,
            Secret("ghcr.io other"),
            Secret("containers.acme.ghe.com main"),
        ]

    def test_other_programs_find_it_by_the_promised_name(self, secret_service: SecretService) -> None:
        write()
        program = "import keyring; print(keyring.get_password('ghcr-wizard:ghcr.io', 'main'))"

        assert run_python("-c", program, environment=secret_service.environment).stdout == f"{TOKEN}\n"

    def test_it_is_called_by_its_name(self, secret_service: SecretService) -> None:
        assert secret_service.address
        info = within(SECONDS, SystemKeyring().probe)

        assert (info.name, info.usable) == ("Secret Service (GNOME Keyring)", True)

    def test_a_locked_one_is_named_locked(self, secret_service: SecretService) -> None:
        write()
        secret_service.lock()

        for call in (read, write, delete):
            with pytest.raises(KeyringLockedError) as caught:
                call()
            assert caught.value.diagnosis.code == "keyring-locked"
            assert TOKEN not in repr(caught.value)

    def test_a_locked_one_is_seen_to_be_before_it_is_used(self, secret_service: SecretService) -> None:
        assert not within(SECONDS, SystemKeyring().probe).locked

        secret_service.lock()

        info = within(SECONDS, SystemKeyring().probe)
        assert (info.usable, info.locked) == (True, True)

    def test_one_that_stopped_answering_is_given_up(self, secret_service: SecretService) -> None:
        secret_service.freeze()

        with pytest.raises(KeyringTimeoutError) as caught:
            within(0.3, lambda: SystemKeyring().read("ghcr.io", "main"))
        assert "0.3 seconds" in caught.value.diagnosis.cause

    def test_one_that_is_started_later_is_found_without_a_new_process(
        self, secret_service: SecretService, environment: dict[str, str]
    ) -> None:
        program = (
            "import os\n"
            "from ghcr_wizard.credentials.keyring import SystemKeyring\n"
            "address = os.environ.pop('DBUS_SESSION_BUS_ADDRESS')\n"
            "print(SystemKeyring().probe().usable)\n"
            "os.environ['DBUS_SESSION_BUS_ADDRESS'] = address\n"
            "print(SystemKeyring().probe().usable)\n"
        )
        assert secret_service.address == environment["DBUS_SESSION_BUS_ADDRESS"]

        assert run_python("-c", program, environment=environment).stdout.split() == ["False", "True"]

    def test_one_that_ends_while_it_is_asked_is_neither_locked_nor_missing(self, secret_service: SecretService) -> None:
        secret_service.end_when_asked()

        with pytest.raises(KeyringUnavailableError) as caught:
            read()
        assert caught.value.diagnosis.cause.startswith("The keyring stopped before it answered: ")
        assert "Start it again" in caught.value.diagnosis.fix

    def test_one_without_a_collection_is_not_locked(self, secret_service: SecretService) -> None:
        secret_service.forget_collection()

        with pytest.raises(KeyringUnavailableError, match="it has no collection yet"):
            SystemKeyring(may_ask=False).read("ghcr.io", "main")

    @pytest.mark.parametrize("may_ask", [True, False])
    def test_a_secret_that_is_no_text_is_lost_and_can_be_replaced_and_removed(
        self, secret_service: SecretService, may_ask: bool
    ) -> None:
        keyring = SystemKeyring(may_ask=may_ask)
        for remedy in (lambda: keyring.write("ghcr.io", "main", SECRET), lambda: keyring.delete("ghcr.io", "main")):
            write()
            secret_service.overwrite(b"\xff\xfe\xfd")
            with pytest.raises(LostSecretError, match="is not a string") as caught:
                keyring.read("ghcr.io", "main")
            assert caught.value.diagnosis.code == "keyring-lost-secret"
            remedy()
        assert keyring.read("ghcr.io", "main") is None

    def test_a_bus_without_a_service_is_no_keyring(self, secret_service: SecretService) -> None:
        secret_service.end()

        info = SystemKeyring().probe()

        assert info.diagnosis is not None
        assert info.diagnosis.code == "keyring-unavailable"
        assert "Secret Service daemon is neither running" in info.diagnosis.cause


def test_a_bus_that_says_nothing_is_not_called_no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.chdir(tmp_path)  # a socket's address is short
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind("bus")
        bus.listen(50)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=bus")

        info = SystemKeyring().probe()
        with pytest.raises(KeyringTimeoutError) as caught:
            SystemKeyring().read("ghcr.io", "main")

    assert info.diagnosis is not None
    assert info.diagnosis.code == caught.value.diagnosis.code == "keyring-timeout"
    assert "(D-Bus) did not answer" in caught.value.diagnosis.cause


def test_without_a_bus_there_is_no_keyring_and_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")

    info = SystemKeyring().probe()

    assert info.diagnosis is not None
    assert info.diagnosis.code == "keyring-unavailable"
    assert "DBUS_SESSION_BUS_ADDRESS" in info.diagnosis.cause
    with pytest.raises(KeyringUnavailableError):
        read()


@pytest.mark.parametrize(
    "name", ["keyring.backends.fail.Keyring", "no.such.Keyring", "", "keyring.backends", f"tests.{TOKEN}"]
)
def test_a_configured_keyring_that_cannot_be_had_is_unavailable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)

    with pytest.raises(KeyringUnavailableError) as caught:
        write()
    assert TOKEN not in caught.value.diagnosis.cause


def test_a_keyring_in_plain_text_is_used_only_where_it_is_chosen(environment: dict[str, str], tmp_path: Path) -> None:
    program = (
        "from tests.credentials.keyring_backends import Working\n"
        "from ghcr_wizard.credentials.keyring import SystemKeyring\n"
        "info = SystemKeyring().probe(); print(info.usable, info.name)"
    )
    environment |= {"KEYRING_TEST_FILE": str(tmp_path / "secrets.json")}
    del environment["PYTHON_KEYRING_BACKEND"]

    found = run_python("-c", program, environment=environment)
    chosen = run_python("-c", program, environment=environment | flawed.chosen(flawed.Working))

    assert found.stdout == "False no keyring\n"
    assert chosen.stdout == "True tests.credentials.keyring_backends.Working\n"


def test_keyrings_own_settings_file_is_respected(environment: dict[str, str], tmp_path: Path) -> None:
    settings = Path(environment["XDG_CONFIG_HOME"]) / "python_keyring" / "keyringrc.cfg"
    settings.parent.mkdir(parents=True)
    settings.write_text("[backend]\ndefault-keyring=tests.credentials.keyring_backends.Working\n")
    environment |= {"KEYRING_TEST_FILE": str(tmp_path / "secrets.json")}
    del environment["PYTHON_KEYRING_BACKEND"]
    program = "from ghcr_wizard.credentials.keyring import SystemKeyring; print(SystemKeyring().probe().name)"

    run = run_python("-c", program, environment=environment)

    assert run.stdout == "tests.credentials.keyring_backends.Working\n"
    assert run.stderr == ""


def test_the_null_keyring_is_seen_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    info = SystemKeyring().probe()

    assert info.diagnosis is not None
    assert "the null keyring, which keeps nothing, is chosen" in info.diagnosis.cause


def test_the_null_keyring_is_caught_by_reading_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    with pytest.raises(LostSecretError) as caught:
        write()
    assert caught.value.diagnosis.code == "keyring-lost-secret"
    assert "null keyring" in caught.value.diagnosis.cause


def test_a_shortened_secret_is_caught_and_what_was_there_before_is_put_back(choose: Choose) -> None:
    file = choose(flawed.Truncating)
    write(Secret("short"))

    with pytest.raises(LostSecretError):
        write()
    assert read() == Secret("short")

    with pytest.raises(LostSecretError):
        write(name="new")
    assert "new" not in file.read_text()


def test_a_secret_that_cannot_be_read_back_is_not_left_behind(choose: Choose) -> None:
    file = choose(flawed.Forgetful)

    with pytest.raises(KeyringUnavailableError, match="Connection reset by peer"):
        write()
    assert TOKEN not in file.read_text()


@pytest.mark.parametrize(
    ("backend", "expected", "words"),
    [
        (flawed.Locked, KeyringLockedError, "Failed to unlock the collection"),
        (flawed.Asking, KeyringUnavailableError, "no one to answer"),
        (flawed.Chatty, KeyringUnavailableError, "cannot store … for main"),
    ],
)
def test_whatever_a_keyring_raises_becomes_a_cause_without_the_secret(
    backend: type[KeyringBackend], expected: type[KeyringFailure], words: str, choose: Choose
) -> None:
    choose(backend)

    with pytest.raises(expected) as caught:
        write(Secret("a secret of no known form"))

    error = caught.value
    assert words in error.diagnosis.cause
    assert error.__suppress_context__
    assert "a secret of no known form" not in f"{error!r} {error} {error.diagnosis!r}"


def test_windows_limit_is_known_beforehand_and_counts_utf_16_units(choose: Choose) -> None:
    file = choose(flawed.Short)

    with pytest.raises(SecretTooLongError) as caught:
        write(Secret("x" * 1_281))
    assert "1281 characters, at most 1280" in caught.value.diagnosis.cause
    assert "Windows Credential Locker" in caught.value.diagnosis.cause
    with pytest.raises(SecretTooLongError):
        write(Secret("😀" * 641))
    assert not file.exists()

    write(Secret("x" * 1_280))
    assert read() == Secret("x" * 1_280)


class TestWithWindowsOwn:
    """keyring's backend for Windows, on a vault that is a dictionary."""

    @pytest.fixture(autouse=True)
    def vault(self, monkeypatch: pytest.MonkeyPatch) -> Vault:
        return made_keyring(monkeypatch)

    def test_every_profile_has_its_own_secret_there(self, vault: Vault) -> None:
        for name in ("main", "other", "third"):
            write(Secret(name * 3), name)

        assert [read(name) for name in ("main", "other", "third")] == [
            Secret(name * 3) for name in ("main", "other", "third")
        ]
        assert delete("other") is True
        assert (read("other"), read("main")) == (None, Secret("main" * 3))
        assert delete("other") is False
        assert "otherotherother" not in vault.secrets

    def test_a_token_that_was_replaced_is_nowhere_in_it_any_more(self, vault: Vault) -> None:
        write(Secret("the old one"))
        write(Secret("somebody else's"), "other")
        write(Secret("the new one"))

        assert (read(), read("other")) == (Secret("the new one"), Secret("somebody else's"))
        assert "the old one" not in vault.secrets
        assert delete() is True
        assert vault.secrets == ["somebody else's"]

    def test_a_name_in_other_letters_is_refused_as_its_secret_would_be_taken_for_the_others(self, vault: Vault) -> None:
        write(SECRET, "Main")
        for other in (None, "other"):
            if other is not None:
                write(Secret("another"), other)
            with pytest.raises(LostSecretError, match="named Main"):
                write(Secret("new"), "main")
            assert (read("Main"), read("main")) == (SECRET, None)

        write(Secret("newer"), "Main")
        assert read("Main") == Secret("newer")
        assert delete("main") is False
        assert sorted(set(vault.secrets)) == ["another", "newer"]

    def test_what_the_vault_refuses_is_told_with_its_reason(self, vault: Vault) -> None:
        vault.refusal = VaultError(1312, "CredWrite", "A specified logon session does not exist.")

        with pytest.raises(KeyringUnavailableError, match="logon session"):
            write()
        assert vault.secrets == []


def test_a_hanging_keyring_is_given_up_and_the_event_loop_goes_on_meanwhile(choose: Choose) -> None:
    choose(flawed.Hanging)
    ticks = []

    async def tick() -> None:
        while True:
            ticks.append(1)
            await asyncio.sleep(0.01)

    async def main() -> None:
        ticking = asyncio.create_task(tick())
        with pytest.raises(KeyringTimeoutError):
            await within_async(0.3, lambda: SystemKeyring().read("ghcr.io", "main"))
        ticking.cancel()

    asyncio.run(main())
    assert len(ticks) > 5


@pytest.mark.parametrize(
    "waiting",
    [
        "within(0.1, lambda: SystemKeyring().read('ghcr.io', 'main'))",
        "asyncio.run(within_async(0.1, lambda: SystemKeyring().read('ghcr.io', 'main')))",
    ],
)
def test_a_program_ends_although_its_keyring_still_hangs(waiting: str, environment: dict[str, str]) -> None:
    program = (
        "import asyncio, keyring, threading\n"
        "keyring.get_keyring()\n"  # what hangs is the keyring, not the loading of it
        "from ghcr_wizard.credentials.keyring import SystemKeyring, within, within_async\n"
        "from ghcr_wizard.credentials.keyring_errors import KeyringTimeoutError\n"
        f"try: {waiting}\n"
        "except KeyringTimeoutError: print('given up', threading.active_count())"
    )

    run = run_python("-c", program, environment=environment | flawed.chosen(flawed.Hanging))

    assert (run.status, run.stdout, run.stderr) == (0, "given up 2\n", "")


def test_a_secret_written_after_nobody_waits_any_more_is_taken_back(choose: Choose) -> None:
    file = choose(flawed.Working)
    given_up = threading.Event()
    given_up.set()

    SystemKeyring().write("ghcr.io", "main", SECRET, given_up)

    assert TOKEN not in file.read_text()


def test_the_memory_of_a_session_keeps_secrets_apart_and_touches_nothing_else() -> None:
    before = dict(os.environ)
    memory = MemoryKeyring()
    memory.write("ghcr.io", "main", SECRET)

    assert memory.read("ghcr.io", "main") == SECRET
    assert memory.read("ghcr.io", "other") is None
    assert memory.delete("ghcr.io", "main")
    assert not memory.delete("ghcr.io", "main")
    assert memory.probe().usable
    assert TOKEN not in repr(memory)
    assert dict(os.environ) == before
