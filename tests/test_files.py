"""Private files are whole, private, and one writer's at a time."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ghcr_wizard.file_reader import read_file
from ghcr_wizard.files import LockTimeoutError, locked, write_atomically, write_new
from tests.processes import run_python

WRITES_FOR_EVER = """
import itertools, json, pathlib, sys
from ghcr_wizard.files import write_atomically
path = pathlib.Path(sys.argv[1])
for number in itertools.count():
    write_atomically(path, json.dumps([number] * 20_000).encode())
    print(number, flush=True)
"""
ENDS_AT_THE_NEXT_STEP = """
import os, pathlib, sys
from ghcr_wizard.clients.rewriting import replace_content
renamed = False
def watch(event, arguments):
    global renamed
    if renamed:
        os._exit(9)
    renamed = event == "os.rename"
sys.addaudithook(watch)
replace_content(pathlib.Path(sys.argv[1]), b"new")
"""
MAKES_A_FILE = """
import os, pathlib, sys
from ghcr_wizard.files import locked, write_atomically
os.umask(0)
with locked(pathlib.Path(sys.argv[1])):
    write_atomically(pathlib.Path(sys.argv[1]), b"{}")
"""
WRITES_AND_WAITS = """
import os, pathlib, sys
from ghcr_wizard.files import write_atomically
usual = os.fsync
def fsync(descriptor):
    usual(descriptor)
    print("half way", flush=True)
    sys.stdin.read()
os.fsync = fsync
write_atomically(pathlib.Path(sys.argv[1]), b"slow")
"""
HOLDS_THE_LOCK = """
import pathlib, sys
from ghcr_wizard.files import locked
with locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def start(program: str, path: Path) -> subprocess.Popen[str]:
    """Start a Python program about `path` that says a line when it is under way."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() != ""
    return process


def test_a_file_and_its_folder_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "settings" / "file.json"

    write_atomically(path, b"content")

    assert path.read_bytes() == b"content"
    assert (mode_of(path), mode_of(path.parent)) == (0o600, 0o700)


def test_folders_above_are_for_their_owner_only_whatever_the_mask(tmp_path: Path, environment: dict[str, str]) -> None:
    tmp_path.chmod(0o755)
    path = tmp_path / "home" / ".config" / "ghcr-wizard" / "profiles.json"

    run = run_python("-c", MAKES_A_FILE, str(path), environment=environment)

    assert run.status == 0, run.stderr
    assert {mode_of(each) for each in path.parents if each.is_relative_to(tmp_path / "home")} == {0o700}
    assert {mode_of(each) for each in path.parent.iterdir()} == {0o600}
    assert mode_of(tmp_path) == 0o755


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o660])
def test_a_replaced_file_has_its_mode_before_it_has_its_name(
    tmp_path: Path, environment: dict[str, str], mode: int
) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b"old")
    path.chmod(mode)

    run = run_python("-c", ENDS_AT_THE_NEXT_STEP, str(path), environment=environment)

    assert (run.status, path.read_bytes(), mode_of(path)) == (9, b"new", mode)


def test_the_next_writer_takes_away_what_a_killed_one_left_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    others = {".file.json.swp", "file.json.abcd1234.tmp", ".other.abcd1234.tmp", ".file.json.abcd1234.tmp.bak"}
    for name in others:
        (tmp_path / name).write_bytes(b"somebody's")
    writer = start(WRITES_AND_WAITS, path)
    writer.kill()
    writer.wait()
    assert len(list(tmp_path.glob(".file.json.*.tmp"))) == 1

    write_atomically(path, b"content")

    assert {each.name for each in tmp_path.iterdir()} == {*others, "file.json"}


def test_a_writer_that_is_at_work_loses_nothing_to_another(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    writer = start(WRITES_AND_WAITS, path)

    write_atomically(path, b"quick")
    assert path.read_bytes() == b"quick"
    writer.communicate("")

    assert (writer.returncode, path.read_bytes()) == (0, b"slow")
    assert [each.name for each in tmp_path.iterdir()] == ["file.json"]


def test_a_new_file_is_private_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "copy"

    write_new(path, b"content")
    with pytest.raises(FileExistsError):
        write_new(path, b"another")

    assert (path.read_bytes(), mode_of(path)) == (b"content", 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["copy"]


def test_a_new_file_is_made_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: str, _target: str) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "copy"

    write_new(path, b"content")

    assert (path.read_bytes(), mode_of(path)) == (b"content", 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["copy"]


def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(OSError, match="a named pipe, not a file; remove it"):
        write_atomically(tmp_path / "pipe", b"{}")

    assert (tmp_path / "pipe").is_fifo()


def windows_error(number: int) -> PermissionError:
    """What Windows raises for a file that somebody has open."""
    error = PermissionError(errno.EACCES, "The process cannot access the file because it is being used")
    error.winerror = number  # type: ignore[attr-defined]  # Windows' alone
    return error


@pytest.mark.parametrize("number", [5, 32])
def test_a_file_that_windows_says_is_open_is_replaced_once_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    usual, refused = os.replace, [windows_error(number), windows_error(number)]

    def replace(source: str, target: Path) -> None:
        if refused:
            raise refused.pop()
        usual(source, target)

    monkeypatch.setattr(os, "replace", replace)
    path = tmp_path / "file.json"

    write_atomically(path, b"content")

    assert path.read_bytes() == b"content"
    assert [each.name for each in tmp_path.iterdir()] == ["file.json"]


def test_a_file_that_somebody_replaces_at_this_moment_on_windows_is_read_once_he_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b"content")
    usual, refused = os.open, [windows_error(32), windows_error(5)]

    def opened(place: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if refused:
            raise refused.pop()
        return usual(place, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", opened)

    found = read_file(path)

    assert found is not None
    assert (found.content, refused) == (b"content", [])


@pytest.mark.parametrize("number", [None, 123])
def test_whatever_else_keeps_a_file_from_being_replaced_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int | None
) -> None:
    tried = []

    def replace(*_: object) -> None:
        tried.append(1)
        raise PermissionError(errno.EPERM, "no") if number is None else windows_error(number)

    monkeypatch.setattr(os, "replace", replace)

    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "file.json", b"content")
    assert len(tried) == 1
    assert not any(tmp_path.iterdir())


def test_a_file_readable_by_others_is_private_once_written(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.touch(mode=0o644)

    write_atomically(path, b"content")

    assert mode_of(path) == 0o600


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.mkdir()

    with pytest.raises(OSError, match="directory"):
        write_atomically(path, b"content")

    assert os.listdir(tmp_path) == ["file.json"]  # noqa: PTH208 - hidden files count


def test_a_symbolic_link_stays_one_and_its_file_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles" / "file.json", tmp_path / "file.json"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(real)

    write_atomically(link, b"new")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    for round_number in range(12):
        with start(WRITES_FOR_EVER, path) as writer:
            assert writer.stdout is not None
            for _ in range(round_number % 5):
                writer.stdout.readline()
            writer.kill()
        numbers = json.loads(path.read_bytes())
        assert len(numbers) == 20_000
        assert len(set(numbers)) == 1


def test_a_lock_held_by_another_process_is_waited_for_and_then_given_up(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    with start(HOLDS_THE_LOCK, path) as holder:
        with pytest.raises(LockTimeoutError, match=r"file\.json locked"), locked(path, seconds=0.1):
            pytest.fail("two processes hold the same lock")
        holder.kill()

    with locked(path, seconds=60):
        assert not path.exists()


def test_a_lock_is_held_against_threads_of_the_same_process_too(tmp_path: Path) -> None:
    path = tmp_path / "file.json"

    with locked(path), pytest.raises(LockTimeoutError), locked(path, seconds=0.1):
        pytest.fail("the same lock is held twice")


def test_the_folders_are_the_systems_own_for_this_program(environment: dict[str, str]) -> None:
    program = "from ghcr_wizard.paths import Paths; paths = Paths.standard(); print(paths.profiles, paths.cache)"

    run = run_python("-c", program, environment=environment)

    profiles, cache = run.stdout.split()
    assert profiles == str(Path(environment["XDG_CONFIG_HOME"]) / "ghcr-wizard" / "profiles.json")
    assert cache == str(Path(environment["XDG_CACHE_HOME"]) / "ghcr-wizard")


def test_a_user_without_a_home_is_told_so_and_nothing_is_written_beside_the_program(
    environment: dict[str, str], tmp_path: Path
) -> None:
    homeless = {name: value for name, value in environment.items() if not name.startswith(("XDG_", "HOME"))}
    program = (
        "import os, pwd; pwd.getpwuid = lambda _: (_ for _ in ()).throw(KeyError())\n"
        "from ghcr_wizard.paths import NoHomeError, Paths\n"
        "try: Paths.standard()\nexcept NoHomeError as error: print(error)"
    )

    run = run_python("-c", f"import os; os.chdir({str(tmp_path)!r})\n{program}", environment=homeless)

    assert "no home folder" in run.stdout, run.stderr
    assert not any(tmp_path.iterdir())
