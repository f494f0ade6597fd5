"""Other programs' files and programs: gh's file, places, bounded programs, taking one entry out of JSON."""

import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghcr_wizard.clients.auth_file import AuthFileError, Dialect, namespace_of, read_auth_file
from ghcr_wizard.clients.edit import EditError, with_entry, without_entry
from ghcr_wizard.clients.gh import ask_gh, read_gh_file
from ghcr_wizard.clients.gh_hosts import HostsFileError, read_hosts_file
from ghcr_wizard.clients.helpers import ask_helper
from ghcr_wizard.clients.lookup import Role
from ghcr_wizard.clients.places import auth_files, docker_config, gh_hosts_file, helm_config
from ghcr_wizard.clients.registries_conf import read_registries_conf
from ghcr_wizard.clients.setup import changed_lines
from ghcr_wizard.programs import ProgramError, find_program, run_program

posix = pytest.mark.skipif(os.name != "posix", reason="the programs of these tests are POSIX scripts")


TWO_ACCOUNTS = """\
github.com:
    users:
        hubot:
            oauth_token: gho_h
        octocat:
            oauth_token: gho_o
        monalisa:
    user: {user}
"""


def revealed(content: str, host: str = "github.com") -> tuple[str | None, str | None] | None:
    known = read_hosts_file(content.encode(), host)
    return None if known is None else (known.username, known.secret.reveal() if known.secret else None)


class TestGhsFile:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ("github.com:\n    user: octocat\n    oauth_token: gho_x\n", ("octocat", "gho_x")),
            ("github.com:\r\n  oauth_token: gho_x # mine\r\n  user: 'octocat'\r\n", ("octocat", "gho_x")),
            ('"github.com":\n    "oauth_token": "gho_x"\n', (None, "gho_x")),
            ("# hosts\n\ngithub.com:\n    git_protocol: https\n    user: octocat\n", ("octocat", None)),
            ("github.com:\n", (None, None)),
            (
                "other.com:\n    oauth_token: no\ngithub.com:\n    oauth_token: gho_x\nz.com:\n    user: z\n",
                (None, "gho_x"),
            ),
            ("other.com:\n    oauth_token: no\n", None),
            ("", None),
            ("{}\n", None),
            (
                TWO_ACCOUNTS.format(user="octocat"),
                ("octocat", "gho_o"),
            ),
            (
                TWO_ACCOUNTS.format(user="monalisa"),
                ("monalisa", None),
            ),
        ],
    )
    def test_its_lines_are_understood(self, content: str, expected: tuple[str | None, str | None] | None) -> None:
        assert revealed(content) == expected

    @pytest.mark.parametrize("content", ["<html>", "github.com: {oauth_token: x}\n- y\n", "\tgithub.com:\n", "a\n"])
    def test_what_gh_does_not_write_is_refused(self, content: str) -> None:
        with pytest.raises(HostsFileError):
            revealed(content)

    @given(st.binary(max_size=300))
    def test_no_content_does_more_than_be_refused(self, content: bytes) -> None:
        with contextlib.suppress(HostsFileError):
            known = read_hosts_file(content, "github.com")
            assert known is None or known.secret is None or len(known.secret) > 0


@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.text(),
        lambda inner: st.dictionaries(
            st.sampled_from(
                ["auths", "credHelpers", "credsStore", "ghcr.io", "auth", "identitytoken", "https://ghcr.io/x"]
            )
            | st.text(),
            inner,
        ),
    ).map(lambda document: json.dumps(document).encode()),
    st.sampled_from(Dialect),
)
def test_no_configuration_does_more_than_be_refused(content: bytes, dialect: Dialect) -> None:
    with contextlib.suppress(AuthFileError):
        told = read_auth_file(content, "ghcr.io", dialect)
        assert all(entry.secret or entry.flaw or entry.marker for entry in told.entries)


@pytest.mark.parametrize(
    ("key", "namespace"),
    [
        ("ghcr.io", ""),
        ("ghcr.io/", ""),
        ("https://ghcr.io", ""),
        ("https://ghcr.io/v2/", ""),
        ("http://ghcr.io/v1", ""),
        ("ghcr.io/v2", ""),
        ("ghcr.io/acme", "acme"),
        ("ghcr.io/acme/team/", "acme/team"),
        ("ghcr.io.evil.com", None),
        ("evilghcr.io", None),
        ("https://ghcr.io@evil.com", None),
        ("https://evil.com/ghcr.io", None),
        ("quay.io", None),
        ("", None),
    ],
)
def test_keys_are_matched_by_their_whole_host(key: str, namespace: str | None) -> None:
    assert namespace_of(key, "ghcr.io") == namespace


class TestEditing:
    @given(
        st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.text(), max_size=5),
        st.text(max_size=8),
        st.sampled_from([None, "\t", "  "]),
        st.booleans(),
    )
    def test_one_entry_goes_and_the_rest_means_what_it_meant(
        self, others: dict[str, object], key: str, indent: str | None, ascii_only: bool
    ) -> None:
        document = {"a": [1], "auths": {**others, key: {"auth": "x"}}, "z": {"auths": {key: 1}}}
        text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)

        edited = without_entry(text, key)

        del document["auths"][key]  # type: ignore[attr-defined]
        assert json.loads(edited) == document
        assert edited.endswith(text[-5:])

    def test_the_other_lines_stay_byte_for_byte(self) -> None:
        text = '{\n\t"auths": {\n\t\t"a": {},\n\t\t"ghcr.io": {"auth": "}"},\n\t\t"b":  1e3\n\t}\n}\n'

        assert without_entry(text, "ghcr.io") == '{\n\t"auths": {\n\t\t"a": {},\n\t\t"b":  1e3\n\t}\n}\n'

    @pytest.mark.parametrize(
        "text",
        [
            "{}",
            '{"auths": []}',
            '{"auths": {}}',
            '{"auths": {"x": 1, "x": 2}}',
            '{"auths": {"x": 1}, "auths": {}}',
            '{"auths": {"x": 1',
            "[]",
            "",
            "[" * 50_000,
        ],
    )
    def test_anything_unusual_is_left_alone(self, text: str) -> None:
        with pytest.raises(EditError):
            without_entry(text, "x")

    @settings(deadline=None)
    @given(
        st.none() | st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.text(), max_size=4),
        st.none() | st.dictionaries(st.text(max_size=8), st.text(), max_size=4),
        st.sampled_from(["x", "", "ghcr.io"]),
        st.sampled_from([None, "\t", "  "]),
        st.sampled_from(["\n", "\r\n"]),
    )
    def test_one_entry_comes_and_goes_again(
        self, others: dict[str, object] | None, helpers: dict[str, str] | None, key: str, indent: str | None, end: str
    ) -> None:
        document = {**(others or {}), **({} if helpers is None else {"credHelpers": helpers}), "z": [1.0]}
        text = json.dumps(document, indent=indent).replace("\n", end)

        edited = with_entry(text, key, "new", "credHelpers")

        assert json.loads(edited) == {**document, "credHelpers": {**(helpers or {}), key: "new"}}
        same = next((at for at, pair in enumerate(zip(text, edited, strict=False)) if pair[0] != pair[1]), len(text))
        assert key in (helpers or {}) or edited.endswith(text[same:])
        if helpers is not None and key not in helpers:
            assert json.loads(without_entry(edited, key, "credHelpers")) == document

    @pytest.mark.parametrize(
        "text", ["[]", "7", '{"credHelpers": []}', '{"credHelpers": 1}', "{", '{"a": 1, "a": 2', "x"]
    )
    def test_no_entry_is_forced_into_what_has_no_room_for_it(self, text: str) -> None:
        with pytest.raises(EditError):
            with_entry(text, "ghcr.io", "new", "credHelpers")

    @settings(deadline=None)
    @given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner)))
    def test_a_shown_change_has_no_text_of_the_file_but_names(self, inner: object) -> None:
        document = {"auths": {"quay.io": {"auth": "s3cret", "\\u0061uth": "s3cret"}}, "HttpHeaders": {"A": "s3cret"}}
        text = json.dumps({**document, "inner": inner, "credHelpers": {"x": "desktop"}})
        after = with_entry(text, "ghcr.io", "new", "credHelpers")

        shown = "\n".join(changed_lines(text.encode(), after.encode(), "config.json", {"new"}))

        assert "s3cret" not in shown
        assert "desktop" not in shown

    def test_a_legacy_file_is_nothing_but_its_entries(self) -> None:
        assert without_entry('{"x": {}, "y": {}}', "x", None) == '{"y": {}}'


class TestPlaces:
    def test_on_linux_podmans_first_file_is_the_runtime_folders(self) -> None:
        environment = {"HOME": "/home/me", "XDG_RUNTIME_DIR": "/run/user/1"}

        places = auth_files(environment, "linux")

        assert [(place.roles[0], str(place.path), place.persistent) for place in places] == [
            (Role.RUNTIME, "/run/user/1/containers/auth.json", False),
            (Role.CONFIG, "/home/me/.config/containers/auth.json", True),
            (Role.DOCKER, "/home/me/.docker/config.json", True),
            (Role.LEGACY, "/home/me/.dockercfg", True),
            (Role.HELM, "/home/me/.config/helm/registry/config.json", True),
        ]

    def test_elsewhere_it_is_the_home_folders_and_stays(self) -> None:
        first = auth_files({"HOME": "/home/me"}, "darwin")[0]

        assert str(first.path) == "/home/me/.config/containers/auth.json"
        assert set(first.roles) == {Role.RUNTIME, Role.CONFIG}
        assert first.persistent

    def test_without_a_home_only_what_is_named_is_looked_at(self) -> None:
        environment = {"REGISTRY_AUTH_FILE": "/srv/auth.json"}

        assert [str(place.path) for place in auth_files(environment, "darwin")] == ["/srv/auth.json"]
        assert docker_config(environment) is None
        assert gh_hosts_file(environment, "linux") is None

    def test_gh_follows_its_variables(self) -> None:
        assert str(gh_hosts_file({"HOME": "/home/me"}, "linux")) == "/home/me/.config/gh/hosts.yml"
        assert str(gh_hosts_file({"XDG_CONFIG_HOME": "/x"}, "linux")) == "/x/gh/hosts.yml"
        assert str(gh_hosts_file({"XDG_CONFIG_HOME": "/x", "GH_CONFIG_DIR": "/g"}, "linux")) == "/g/hosts.yml"


class TestRegistriesConf:
    @pytest.mark.parametrize(
        ("content", "first", "last"),
        [
            ('credential-helpers = ["containers-auth.json", "vault"]', (), ("vault",)),
            ('credential-helpers = ["vault", "containers-auth.json"]', ("vault",), ()),
            ('credential-helpers = ["vault"]', ("vault",), ()),
            ('unqualified-search-registries = ["ghcr.io"]', (), ()),
        ],
    )
    def test_helpers_stand_before_or_after_the_files(
        self, environment: dict[str, str], tmp_path: Path, content: str, first: tuple[str, ...], last: tuple[str, ...]
    ) -> None:
        environment["CONTAINERS_REGISTRIES_CONF"] = str(tmp_path / "registries.conf")
        (tmp_path / "registries.conf").write_text(content)

        told = read_registries_conf(environment)

        assert told is not None
        assert (told.first, told.last, told.flaw) == (first, last, None)

    @pytest.mark.parametrize("content", [b"=", b"credential-helpers = 1", b"credential-helpers = [1]", b"\xff"])
    def test_one_that_cannot_be_understood_says_so(
        self, environment: dict[str, str], tmp_path: Path, content: bytes
    ) -> None:
        environment["CONTAINERS_REGISTRIES_CONF"] = str(tmp_path / "registries.conf")
        (tmp_path / "registries.conf").write_bytes(content)

        told = read_registries_conf(environment)

        assert told is not None
        assert told.flaw


def script(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{body}")
    path.chmod(0o755)
    return path


@posix
class TestPrograms:
    async def test_one_that_hangs_is_ended_with_everything_it_started(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        beats = tmp_path / "beats"
        child = f"import time\nwhile True:\n    open({str(beats)!r}, 'a').write('.')\n    time.sleep(0.01)"
        body = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {child!r}])\nsys.stdin.read()\n"
        body += "import time\ntime.sleep(3600)"
        hangs = script(tmp_path, "hangs", body)

        with pytest.raises(ProgramError, match="did not answer within"):
            await run_program([str(hangs)], environment, seconds=1.0)

        assert stops_growing(beats)

    async def test_one_that_leaves_a_stranger_with_its_output_is_not_waited_for(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        child = "import sys\nsys.stdin.read()"
        body = "import subprocess, sys\n"
        body += f"subprocess.Popen([sys.executable, '-c', {child!r}], stdin=open({str(tmp_path / 'hold')!r}), "
        body += "start_new_session=True)\nprint('done')"
        os.mkfifo(tmp_path / "hold")
        writer = os.open(tmp_path / "hold", os.O_RDWR)
        try:
            with pytest.raises(ProgramError, match="did not answer within"):
                await run_program([str(script(tmp_path, "leaves", body))], environment, seconds=1.0)
        finally:
            os.close(writer)  # which ends the stranger

    async def test_what_one_that_answered_leaves_running_is_let_be(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        body = "import subprocess as s, sys\n"
        body += "child = s.Popen([sys.executable, '-c', 'import time; time.sleep(3600)'], stdin=s.DEVNULL, "
        body += "stdout=s.DEVNULL, stderr=s.DEVNULL)\nprint(child.pid)"

        ended = await run_program([str(script(tmp_path, "starts", body))], environment)

        child = int(ended.output)
        assert os.getpgid(child) > 0  # it is there: otherwise ProcessLookupError
        os.kill(child, signal.SIGTERM)

    async def test_a_helper_that_hangs_is_trouble_and_not_a_hang(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        script(tmp_path, "docker-credential-hangs", "import time\ntime.sleep(3600)")
        environment["PATH"] = str(tmp_path)

        answer = await ask_helper("hangs", "ghcr.io", environment, seconds=0.3)

        assert answer.secret is None
        assert answer.trouble == "did not answer within 0.3 seconds"

    async def test_gh_that_hangs_is_trouble_and_not_a_hang(self, environment: dict[str, str], tmp_path: Path) -> None:
        script(tmp_path, "gh", "import time\ntime.sleep(3600)")
        environment["PATH"] = str(tmp_path)

        told = await ask_gh("github.com", environment, read_gh_file("github.com", environment), seconds=0.3)

        assert told is not None
        assert told.secret is None
        assert told.trouble == "did not answer within 0.3 seconds"

    async def test_one_that_does_not_read_its_input_is_answered_all_the_same(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        deaf = script(tmp_path, "deaf", "import os\nos.close(0)\nprint('said')")

        assert (await run_program([str(deaf)], environment, b"x" * 1_000_000)).output == b"said\n"

    def test_one_of_the_current_folder_is_never_taken(
        self, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        script(tmp_path, "docker-credential-here", "print(1)")
        monkeypatch.chdir(tmp_path)

        for path in ("", ".", os.pathsep, "relative" + os.pathsep + "."):
            with pytest.raises(ProgramError):
                find_program("docker-credential-here", environment | {"PATH": path})
            with pytest.raises(ProgramError):
                find_program("docker-credential-here.exe", environment | {"PATH": path}, "win32")

    @pytest.mark.parametrize("name", ["gh", "gh.exe", "GH.EXE"])
    def test_a_program_of_windows_is_found_with_or_without_its_ending(
        self, environment: dict[str, str], tmp_path: Path, name: str
    ) -> None:
        program = script(tmp_path, "GH.EXE" if name.isupper() else "gh.exe", "print(1)")
        variables = environment | {"PATH": str(tmp_path), "PATHEXT": os.pathsep.join((".COM", ".EXE"))}

        assert find_program(name, variables, "win32") == str(program)
        assert find_program(str(tmp_path / name), variables | {"PATH": ""}, "win32") == str(program)

    def test_what_windows_would_not_start_is_none(self, environment: dict[str, str], tmp_path: Path) -> None:
        script(tmp_path, "gh", "print(1)")

        with pytest.raises(ProgramError):
            find_program("gh", environment | {"PATH": str(tmp_path)}, "win32")

    def test_a_path_from_the_current_folder_is_not_looked_for_below_the_search_path(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        (tmp_path / "below").mkdir()
        script(tmp_path / "below", "gh", "print(1)")

        with pytest.raises(ProgramError):
            find_program("below/gh", environment | {"PATH": str(tmp_path)})


def stops_growing(file: Path) -> bool:
    """Return whether a file that a process keeps writing to has stopped growing, looking for some seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        before = file.stat().st_size if file.exists() else 0
        time.sleep(0.2)
        if (file.stat().st_size if file.exists() else 0) == before:
            return True
    return False


@pytest.mark.parametrize(
    ("environment", "platform", "path"),
    [
        ({"HOME": "/home/me"}, "linux", "/home/me/.config/helm/registry/config.json"),
        ({"HOME": "/home/me", "XDG_CONFIG_HOME": "/etc/me"}, "linux", "/etc/me/helm/registry/config.json"),
        ({"HOME": "/home/me", "HELM_CONFIG_HOME": "/srv/helm"}, "linux", "/srv/helm/registry/config.json"),
        ({"HOME": "/home/me", "HELM_REGISTRY_CONFIG": "/srv/r.json"}, "linux", "/srv/r.json"),
        ({"HOME": "/home/me"}, "darwin", "/home/me/Library/Preferences/helm/registry/config.json"),
        ({"HOME": "/home/me", "APPDATA": "/home/me/Roaming"}, "win32", "/home/me/Roaming/helm/registry/config.json"),
        ({}, "linux", None),
    ],
)
def test_helm_s_own_file_is_where_helm_keeps_it(environment: dict[str, str], platform: str, path: str | None) -> None:
    found = helm_config(environment, platform)

    assert (found and str(found)) == path


def test_an_entry_outside_of_auths_is_said_to_be_looked_for_nowhere() -> None:
    told = read_auth_file(b'{"ghcr.io": {"auth": "b2N0b2NhdDp4"}}', "ghcr.io", Dialect.DOCKER)

    assert [flaw for flaw in told.flaws if "outside of `auths`" in flaw]
    assert told.entries == ()
