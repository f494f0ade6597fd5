"""The credential helper's protocol, side by side with Debian's helper where both can be asked the same."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.helper.conftest import Helper
from tests.processes import HANG_SECONDS, Cli, run_python
from tests.secret_service import SecretService

TOKEN = "ghp_" + "a" * 36
FINE_GRAINED = "github_pat_11ABCDEFG0" + "b" * 61
INSTALLATION = "ghs_" + "c" * 36
NOT_FOUND = "credentials not found in native keychain\n"
STORE = json.dumps({"ServerURL": "ghcr.io", "Username": "octocat", "Secret": TOKEN})

pytestmark = [pytest.mark.needs("dbus"), pytest.mark.needs("gnome-keyring")]


@pytest.fixture
def debian(helper: Helper) -> Helper:
    """Debian's helper for the same Secret Service."""
    return Helper(helper.environment, "docker-credential-secretservice")


CONVERSATIONS: dict[str, list[tuple[str, str]]] = {
    "nothing is stored": [("get", "ghcr.io"), ("get", "ghcr.io\n"), ("erase", "ghcr.io"), ("list", ""), ("list", "x")],
    "no server": [("get", ""), ("get", "\n"), ("get", "  "), ("erase", ""), ("erase", "\n")],
    "stored and asked for": [
        ("store", STORE),
        ("get", "ghcr.io"),
        ("get", "ghcr.io\n"),
        ("get", " ghcr.io "),
        ("get", "quay.io"),
        ("get", "http://ghcr.io"),
        ("get", "ftp://ghcr.io"),
        ("get", "://"),
    ],
    "stored and erased": [
        ("store", STORE),
        ("erase", "quay.io"),
        ("get", "ghcr.io"),
        ("erase", "ghcr.io"),
        ("get", "ghcr.io"),
        ("erase", "ghcr.io"),
        ("list", ""),
    ],
    "stored again": [
        ("store", STORE),
        ("store", STORE.replace("aaa", "bbb")),
        ("get", "ghcr.io"),
        ("erase", "ghcr.io"),
    ],
    "followed by more": [("store", STORE + "more"), ("get", "ghcr.io")],
    "requests that are none": [
        ("store", ""),
        ("store", "{}"),
        ("store", '{"ServerURL": "ghcr.io"}'),
        ("store", '{"ServerURL": "ghcr.io", "Username": ""}'),
        ("store", '{"Username": "octocat", "Secret": "x"}'),
        ("get", "ghcr.io"),
    ],
}


@pytest.mark.needs("credential-helpers")
@pytest.mark.parametrize("conversation", CONVERSATIONS.values(), ids=CONVERSATIONS)
def test_it_answers_as_debians_helper_does(conversation: list[tuple[str, str]], helper: Helper, debian: Helper) -> None:
    for action, stdin in conversation:
        ours, theirs = helper(action, stdin=stdin), debian(action, stdin=stdin)
        assert (ours.status, ours.stdout) == (theirs.status, theirs.stdout), (action, stdin)


@pytest.mark.needs("credential-helpers")
@pytest.mark.parametrize("arguments", [[], ["get", "get"], ["frobnicate"]])
def test_wrong_usage_ends_as_debians_helper_does(arguments: list[str], helper: Helper, debian: Helper) -> None:
    ours, theirs = helper(*arguments), debian(*arguments)

    assert ours.status == theirs.status == 1
    assert ours.stdout.count("\n") == theirs.stdout.count("\n") == 1
    assert ours.stdout.partition(" ")[0] == theirs.stdout.partition(" ")[0]


@pytest.mark.parametrize("argument", ["version", "--version", "-v"])
def test_it_says_its_version(argument: str, helper: Helper) -> None:
    assert helper(argument).stdout == "docker-credential-ghcr-wizard (ghcr-wizard) 0.1.0\n"


@pytest.mark.parametrize(
    "server",
    [
        "ghcr.io",
        "https://ghcr.io",
        "https://ghcr.io/",
        "https://ghcr.io/v2/",
        "ghcr.io/acme/api",
        "ghcr.io:443",
        "GHCR.io",
    ],
)
def test_every_name_of_the_server_is_understood(server: str, helper: Helper) -> None:
    helper.store("octocat", TOKEN)

    assert helper.got(server) == ("octocat", TOKEN)


@pytest.mark.parametrize(
    "server",
    [
        "ghcr.io.evil.com",
        "evil.com/ghcr.io",
        "https://ghcr.io@evil.com",
        "https://octocat@ghcr.io",
        "ghcr.io:8443",
        "github.com",
        "docker.pkg.github.com",
        "containers.acme.ghe.com",
        "ghcr.i\x00o",
        "\udcff",
        "https://[",
        "..",
        "127.0.0.1:5000",
    ],
)
def test_nobody_else_is_given_the_credential(server: str, helper: Helper) -> None:
    helper.store("octocat", TOKEN)

    run = helper("get", stdin=server.encode("utf-8", "surrogateescape"))

    assert (run.status, run.stdout) == (1, NOT_FOUND)


def test_the_variable_chooses_the_profile_of_its_registry(helper: Helper) -> None:
    helper.store("octocat", TOKEN)
    helper.store("mona", TOKEN.replace("a", "m"))
    helper.store("work", TOKEN.replace("a", "w"), "containers.acme.ghe.com")

    assert helper.got() == ("mona", TOKEN.replace("a", "m"))
    assert helper.got(GHCR_WIZARD_PROFILE="octocat") == ("octocat", TOKEN)
    assert helper.got(GHCR_WIZARD_PROFILE="work-acme")[0] == "mona"
    assert helper.got("containers.acme.ghe.com", GHCR_WIZARD_PROFILE="octocat")[0] == "work"
    run = helper("get", stdin="ghcr.io", env={"GHCR_WIZARD_PROFILE": "nobody"})
    assert run.status == 1
    assert "names no stored profile" in run.stdout
    assert json.loads(helper("list").stdout) == {"https://ghcr.io": "mona", "https://containers.acme.ghe.com": "work"}
    assert json.loads(helper("list", env={"GHCR_WIZARD_PROFILE": "octocat"}).stdout)["https://ghcr.io"] == "octocat"


@pytest.mark.parametrize(
    ("secret", "method"),
    [
        (TOKEN, "classic-pat"),
        (FINE_GRAINED, "fine-grained-pat"),
        (INSTALLATION, "app-installation"),
        ("gho_" + "d" * 36, "classic-pat"),
        ("a password, not a token", "classic-pat"),
        ("ключ", "classic-pat"),
    ],
)
def test_what_a_login_stores_is_a_profile_of_its_kind(secret: str, method: str, helper: Helper) -> None:
    run = helper.store("octocat", secret)

    assert (run.status, run.stdout) == (0, "")
    profile = helper.stored()[helper.default() or ""]
    assert (profile["method"], profile["username"], profile["registry"]) == (method, "octocat", "ghcr.io")
    assert helper.got() == ("octocat", secret)
    assert secret not in helper.profiles.read_text()


def test_logging_in_again_updates_the_profile_in_place(helper: Helper) -> None:
    helper.store("octocat", TOKEN)
    helper.store("Octocat", TOKEN.replace("a", "b"))

    assert list(helper.stored()) == ["octocat"]
    assert helper.got() == ("Octocat", TOKEN.replace("a", "b"))


def test_storing_what_was_given_out_changes_nothing(helper: Helper) -> None:
    helper.store("octocat", TOKEN)
    before = helper.profiles.read_bytes()

    assert helper.store("octocat", TOKEN).status == 0

    assert helper.profiles.read_bytes() == before


def test_the_variable_names_the_profile_that_a_login_makes(helper: Helper) -> None:
    helper.store("octocat", TOKEN)

    helper.store("octocat", TOKEN.replace("a", "b"), GHCR_WIZARD_PROFILE="work")

    assert set(helper.stored()) == {"octocat", "work"}
    assert helper.got() == ("octocat", TOKEN)
    assert helper.got(GHCR_WIZARD_PROFILE="work") == ("octocat", TOKEN.replace("a", "b"))


def test_a_logout_leaves_other_profiles_and_uses_none_of_them(helper: Helper) -> None:
    helper.store("octocat", TOKEN)
    helper.store("mona", TOKEN.replace("a", "m"))

    assert helper("erase", stdin="ghcr.io").status == 0

    assert helper("get", stdin="ghcr.io").stdout == NOT_FOUND
    assert list(helper.stored()) == ["octocat"]
    assert helper.got(GHCR_WIZARD_PROFILE="octocat") == ("octocat", TOKEN)
    check = Cli(helper.environment)("check")
    assert check.status == 1
    assert "None of the profiles of ghcr.io is its default" in check.stderr


def test_a_profile_whose_tokens_a_command_prints_is_used_and_never_overwritten_or_removed(
    helper: Helper, tmp_path: Path
) -> None:
    (tmp_path / "printed").write_text(INSTALLATION)
    helper.store("octocat", TOKEN)
    document = json.loads(helper.profiles.read_text())
    document["profiles"][0] |= {"store": "command", "command": f"cat {tmp_path / 'printed'}"}
    helper.profiles.write_text(json.dumps(document))
    before = helper.profiles.read_bytes()

    assert helper.got() == ("octocat", INSTALLATION)
    assert helper.store("octocat", INSTALLATION).status == 0
    erased = helper("erase", stdin="ghcr.io")
    assert (erased.status, "ghcr-wizard logout --profile octocat" in erased.stdout) == (1, True)
    assert helper.store("octocat", TOKEN, GHCR_WIZARD_PROFILE="octocat").status == 1
    assert helper.profiles.read_bytes() == before
    assert helper.store("octocat", TOKEN).status == 0
    assert json.loads(helper.profiles.read_text())["profiles"][0] == document["profiles"][0]
    assert helper.got() == ("octocat", TOKEN)


def test_another_companys_registry_is_refused(helper: Helper) -> None:
    for server in ("quay.io", "https://index.docker.io/v1/", "registry.example.com", "http://ghcr.io"):
        run = helper.store("octocat", TOKEN, server)
        assert run.status == 1
        assert "is not a GitHub registry" in run.stdout
    assert not helper.profiles.exists()


@pytest.mark.parametrize(
    "request_",
    [
        "{",
        "[]",
        "null",
        '"x"',
        '{"ServerURL": 1, "Username": "x"}',
        '{"ServerURL": "ghcr.io", "Username": "x", "Secret": {}}',
        '{"ServerURL": "ghcr.io", "Username": "a:b", "Secret": "x"}',
        '{"ServerURL": "ghcr.io", "Username": "a\\u0007b", "Secret": "x"}',
        '{"ServerURL": "ghcr.io", "Username": "\\ud800", "Secret": "x"}',
        "[" * 60_000,
        "x" * 1_000_000,
        json.dumps({"ServerURL": "ghcr.io", "Username": "x", "Secret": "x" * 100_000}),
    ],
)
def test_hostile_requests_are_one_line(request_: str, helper: Helper) -> None:
    run = helper("store", stdin=request_)

    assert run.status == 1
    assert run.stdout.count("\n") == 1
    assert len(run.stdout) < 1_100
    assert "Traceback" not in run.stdout
    assert not helper.profiles.exists()


@pytest.mark.parametrize("action", ["get", "erase"])
def test_a_server_without_end_is_refused(action: str, helper: Helper) -> None:
    run = helper(action, stdin=b"g" * 10_000_000)

    assert (run.status, run.stdout) == (1, "the request is too long\n")


def test_an_input_that_stays_open_is_answered(helper: Helper) -> None:
    helper.store("octocat", TOKEN)
    reader, writer = os.pipe()
    os.write(writer, b"ghcr.io\n")
    process = subprocess.Popen([helper.program, "get"], stdin=reader, stdout=subprocess.PIPE, env=helper.environment)

    answer, _ = process.communicate(timeout=HANG_SECONDS)

    os.close(writer)
    os.close(reader)
    assert json.loads(answer)["Secret"] == TOKEN


def test_a_locked_keyring_is_said_and_nobody_is_asked(helper: Helper, secret_service: SecretService) -> None:
    helper.store("octocat", TOKEN)
    secret_service.lock()

    for run in (
        helper("get", stdin="ghcr.io"),
        helper.store("octocat", TOKEN[:-1] + "b"),
        helper("erase", stdin="ghcr.io"),
    ):
        assert run.status == 1
        assert run.stdout.startswith("The keyring is locked: it is not unlocked here.")
        assert run.stdout.count("\n") == 1
    assert json.loads(helper("list").stdout) == {"https://ghcr.io": "octocat"}


@pytest.mark.parametrize("backend", [None, "keyring.backends.SecretService.Keyring"])
def test_a_keyring_that_does_not_answer_ends_with_a_sentence(
    backend: str | None, helper: Helper, secret_service: SecretService
) -> None:
    helper.store("octocat", TOKEN)
    secret_service.freeze()
    chosen = {"PYTHON_KEYRING_BACKEND": backend} if backend else {}

    run = helper("get", stdin="ghcr.io", env=chosen)

    assert run.status == 1
    assert run.stdout.startswith("The keyring did not answer within 3 seconds.")
    assert run.stdout.count("\n") == 1


def test_a_keyring_that_is_gone_is_said(helper: Helper, secret_service: SecretService) -> None:
    helper.store("octocat", TOKEN)
    secret_service.end()

    run = helper("get", stdin="ghcr.io")

    assert run.status == 1
    assert run.stdout.startswith("There is no keyring")


def test_a_secret_that_the_keyring_lost_is_said(helper: Helper) -> None:
    helper.store("octocat", TOKEN)
    document = helper.profiles.read_text().replace('"octocat"', '"elsewhere"')
    helper.profiles.write_text(document)

    run = helper("get", stdin="ghcr.io")

    assert run.status == 1
    assert "did not return it" in run.stdout


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": 99}', '{"schema": 1, "profiles": 3}', "\0" * 100])
def test_settings_that_cannot_be_understood_are_said(content: str, helper: Helper) -> None:
    helper.profiles.parent.mkdir(parents=True)
    helper.profiles.write_text(content)

    for run in (helper("get", stdin="ghcr.io"), helper("list"), helper("erase", stdin="ghcr.io")):
        assert run.status == 1
        assert str(helper.profiles) in run.stdout
        assert run.stdout.count("\n") == 1


def test_a_replacement_that_was_interrupted_is_found(helper: Helper) -> None:
    helper.store("octocat", TOKEN)
    service = "'ghcr-wizard:ghcr.io'"
    program = (
        f"import keyring\nkeyring.set_password({service}, 'octocat~next', keyring.get_password({service}, 'octocat'))\n"
        f"keyring.delete_password({service}, 'octocat')"
    )
    assert run_python("-c", program, environment=helper.environment).status == 0

    assert helper.got() == ("octocat", TOKEN)


@pytest.mark.needs("dbus")
@pytest.mark.needs("gnome-keyring")
@pytest.mark.parametrize("secret", ["", " ", "\\n"])
def test_a_login_without_a_token_makes_no_profile(helper: Helper, secret: str) -> None:
    stored = helper("store", stdin=f'{{"ServerURL":"ghcr.io","Username":"octocat","Secret":"{secret}"}}')

    assert stored.status == 1
    assert "no token" in stored.stdout or "no credentials" in stored.stdout
    assert helper("list", stdin="").stdout.strip() == "{}"


@pytest.mark.parametrize("place", ["file", "folder"])
@pytest.mark.parametrize("store", ["command", "keyring"])
def test_settings_that_others_may_write_are_refused_and_nothing_of_them_is_run(
    place: str, store: str, helper: Helper, tmp_path: Path
) -> None:
    helper.store("octocat", TOKEN)
    document = json.loads(helper.profiles.read_text())
    if store == "command":
        document["profiles"][0] |= {"store": "command", "command": f"touch {tmp_path / 'ran'}"}
    helper.profiles.write_text(json.dumps(document))
    writable = helper.profiles if place == "file" else helper.profiles.parent
    writable.chmod(0o777)

    for run in (helper("get", stdin="ghcr.io"), helper("list"), helper("erase", stdin="ghcr.io")):
        assert run.status == 1
        assert run.stdout.startswith(f"{writable} may be written by others (mode 0777)")
        assert run.stdout.endswith(f"run: chmod go-w {writable}\n")
        assert run.stdout.count("\n") == 1
    assert not (tmp_path / "ran").exists()
    assert json.loads(helper.profiles.read_text()) == document


def test_settings_that_are_a_pipe_are_not_waited_for(helper: Helper) -> None:
    helper.profiles.parent.mkdir(mode=0o700, parents=True)
    os.mkfifo(helper.profiles)

    run = helper("get", stdin="ghcr.io")

    assert (run.status, run.stdout.count("\n")) == (1, 1)
    assert "it is a named pipe, not a file; remove it" in run.stdout


def test_a_default_whose_entry_cannot_be_read_is_said(helper: Helper) -> None:
    helper.store("octocat", TOKEN)
    document = json.loads(helper.profiles.read_text())
    document["profiles"][0]["username"] = 1
    helper.profiles.write_text(json.dumps(document))

    for run in (helper("get", stdin="ghcr.io"), helper("get", stdin="ghcr.io", env={"GHCR_WIZARD_PROFILE": "octocat"})):
        assert run.status == 1
        assert "the entry of this profile cannot be read" in run.stdout


@pytest.mark.parametrize("backend", [None, "keyring.backends.SecretService.Keyring"])
def test_a_secret_that_is_no_text_is_said(backend: str | None, helper: Helper, secret_service: SecretService) -> None:
    helper.store("octocat", TOKEN)
    secret_service.overwrite(b"\xff\xfe\xfd")
    chosen = {"PYTHON_KEYRING_BACKEND": backend} if backend else {}

    run = helper("get", stdin="ghcr.io", env=chosen)

    assert run.status == 1
    assert run.stdout.startswith("What the keyring holds under this name is not a string")
    helper.store("octocat", TOKEN[:-1] + "b", **chosen)
    assert helper.got(**chosen) == ("octocat", TOKEN[:-1] + "b")
