"""kill -9 at a hundred places of every write, each proven to have landed; what is left then, and after the next run.

A write leaves the old file or the new one, whole and with its mode; what it leaves beside them holds no secret that
others could read, and the next run takes it away. `killing` does the killing.
"""

import base64
import json
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ghcr_wizard.catalog.cache_entries import about_of, read
from ghcr_wizard.demo.personas import app_minting
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.server import DemoServer
from tests.credentials import keyring_backends as backends
from tests.hardening.faults import endpoints
from tests.hardening.machine import Machine, machine
from tests.hardening.marks import Marks

MOST = 100
"""Places of a write."""

WORKING = backends.chosen(backends.Working)
_DEAD = "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"
_KEYRING = "secrets.json"
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_CONFIG, _PROFILES, _CATALOG = "home/.docker/config.json", "home/.config/ghcr-wizard/profiles.json", "home/.cache"
_COPIES = _CONFIG + ".before-ghcr-wizard*"


@dataclass(frozen=True, slots=True)
class Write:
    """A write, and the command that does it.

    Attributes:
        arguments: What the command is called with; `ROOT` stands for the computer's folder.
        inside: The qualified names of the functions that are the write, by whichever is called first.
        files: The files that are written, as patterns below the computer's folder.
        module: Which program.
        stdin: What it is given there; `TOKEN` stands for the token.
        status: The exit status it has to end with.
        again: That of the run after one that was killed when all was done.
        prepare: Changes the computer's folder first.
        variables: Its variables besides the computer's.
        modes: The modes that the files may have.
        whole: Whether a file is whole by itself; `None` where it has to be the old one or the new one.
        keeps: The profile that the credential helper gives out afterwards.
    """

    arguments: tuple[str, ...]
    inside: tuple[str, ...]
    files: tuple[str, ...]
    module: str = "ghcr_wizard"
    stdin: bytes = b""
    status: int = 0
    again: int = 0
    prepare: Callable[[Path], None] = lambda _root: None
    variables: Mapping[str, str] = field(default_factory=dict)
    modes: Collection[int] = (0o600,)
    whole: Callable[[bytes], bool] | None = None
    keeps: str = "kept"


def _config(root: Path) -> None:
    """A configuration of Docker's with logins of its own, one of them dead, readable by others."""
    place = root / _CONFIG
    place.parent.mkdir(mode=0o700, parents=True)
    logins = {"registry.example": "someone:something", "ghcr.io": f"octocat:{_DEAD}"}
    auths = {name: {"auth": base64.b64encode(text.encode()).decode()} for name, text in logins.items()}
    place.write_text(json.dumps({"auths": auths, "detachKeys": "ctrl-q"}, indent="\t"))
    place.chmod(0o644)


def _exported(root: Path) -> None:
    place = root / "home" / "ghcr-flux.yaml"
    place.write_text("# made by ghcr-wizard, an older one\n")
    place.chmod(0o600)


def _no_cache(root: Path) -> None:
    shutil.rmtree(root / _CATALOG)


def _old_cache(root: Path) -> None:
    """Remembered answers whose tags hold no longer, so every file is written anew."""
    for place in (root / _CATALOG).rglob("*.json"):
        head, _, rest = place.read_bytes().partition(b"\n")
        place.write_bytes(head.replace(b'"sha256":"', b'"sha256":"0') + b"\n" + rest)


def _no_minted_token(root: Path) -> None:
    place = root / _KEYRING
    kept = json.loads(place.read_text())
    place.write_text(json.dumps({name: secret for name, secret in kept.items() if not name.endswith("#token")}))


def _is_catalog(content: bytes) -> bool:
    about = about_of(content.partition(b"\n")[0])
    return len(content) == 32 or bool(about and read(content, about))  # the key of the folders' names


_WHO = ("--username", "octocat", "--token-stdin")
_PROFILE = Write(
    ("login", "--method", "classic-pat", "--profile", "second", "--json", *_WHO),
    ("ProfileStore.update",),
    (_PROFILES,),
    stdin=b"TOKEN",
)
_CACHE = Write(
    ("packages", "--profile", "kept", "--json"),
    ("Memory.save", "CatalogCache._key"),
    (f"{_CATALOG}/**/*.json", f"{_CATALOG}/**/key"),
    prepare=_no_cache,
    whole=_is_catalog,
)
WRITES: Mapping[str, Write] = {
    "profiles.json: a profile more": _PROFILE,
    "profiles.json: the first profile": replace(
        _PROFILE, prepare=lambda root: shutil.rmtree((root / _PROFILES).parent), keeps="second"
    ),
    "profiles.json: a profile less": Write(
        ("logout", "--profile", "app", "--json"), ("ProfileStore.update",), (_PROFILES,), again=1
    ),
    "the catalog": _CACHE,
    "the catalog, known": replace(_CACHE, prepare=_old_cache),
    "Docker's file: export": Write(
        ("export", "docker", "--yes", "--json"), ("apply_edit",), (_CONFIG, _COPIES), prepare=_config,
        modes=(0o644, 0o600),
    ),
    "Docker's file: a new one": Write(
        ("export", "docker", "--yes", "--json"), ("apply_edit",), (_CONFIG, _COPIES)
    ),
    "Docker's file: doctor --fix": Write(
        ("doctor", "--fix", "--yes"), ("_applied",), (_CONFIG, _COPIES), prepare=_config, status=0,
        modes=(0o644, 0o600),
    ),
    "export --output": Write(
        ("export", "flux", "--profile", "kept", "--output", "ROOT/home/ghcr-flux.yaml", "--json"),
        ("write_export",),
        ("home/ghcr-flux.yaml",),
        prepare=_exported,
    ),
    "the wizard's list": Write(
        ("ROOT/home/packages.json",), ("_save",), ("home/packages.json",), module="tests.hardening.listing_file"
    ),
    "an App's token": Write(
        ("get",),
        ("AppTokens._credential",),
        (),
        module="ghcr_wizard.credential_helper",
        stdin=b"ghcr.io",
        prepare=_no_minted_token,
        variables={"GHCR_WIZARD_PROFILE": "app"},
    ),
    "a keyring that is a plain file": Write(
        ("login", "--method", "classic-pat", "--profile", "second", "--store", "plain-keyring", "--json", *_WHO),
        ("SystemKeyring.write",),
        (_PROFILES,),
        stdin=b"TOKEN",
        variables=backends.chosen(backends.PlaintextKeyring),
    ),
}  # fmt: skip
"""Every write, by name."""

FAULTY: Mapping[str, Write] = {
    "a file written in place": replace(
        WRITES["the wizard's list"], arguments=("ROOT/home/packages.json", "in place"), inside=("_in_place",)
    )
}
"""What has to be found wrong."""


@dataclass
class Row:
    """What came of killing one write: at how many places it was, and what was wrong."""

    write: str
    places: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def targets(write: Write, root: Path) -> dict[str, bytes]:
    """The files of a write that are there, by their paths below the computer's folder."""
    found = (place for pattern in write.files for place in root.glob(pattern))
    return {str(place.relative_to(root)): place.read_bytes() for place in found if not _is_left(place)}


def left_wrong(write: Write, root: Path, sound: Mapping[str, bytes], token: str, *, ended: bool = False) -> str:
    """What is wrong with a computer whose program was killed, or nothing.

    Args:
        write: What it was at.
        root: Its folder.
        sound: The files before and after an undisturbed write, as `old PATH` and `new PATH`.
        token: The token.
        ended: Whether the next run has ended.
    """
    now = targets(write, root)
    for name, content in now.items():
        if not _is_sound(write, name, content, sound, ended=ended):
            return f"{name} is neither the old file nor the new one: {content[:60]!r}, {len(content)} bytes"
        if (mode := stat.S_IMODE((root / name).stat().st_mode)) not in write.modes:
            return f"{name} has mode {mode:04o}"
    wanted = "new " if ended else "old "
    if write.whole is None and (gone := {key[4:] for key in sound if key.startswith(wanted)} - now.keys()):
        return f"{gone.pop()} is gone"
    if ended and (extra := now.keys() - {key[4:] for key in sound}) and write.whole is None:
        return f"{extra.pop()} is left over"
    json.loads((root / _KEYRING).read_text())
    marks = [Marks(token), Marks(_DEAD)]
    for place in root.rglob("*"):
        if not place.is_file() or place.name.startswith("secrets."):
            continue
        if ended and _is_left(place):
            return f"{place.name} is left over"
        is_open = stat.S_IMODE(place.stat().st_mode) & 0o077
        is_target = str(place.relative_to(root)) in now and is_open & ~max(write.modes) == 0
        beside = _is_left(place) and stat.S_IMODE(place.stat().st_mode) in write.modes
        if is_open and not is_target and not beside and any(mark.found(place.read_bytes()) for mark in marks):
            return f"{place.name} holds a secret, and others can read it"
    return ""


def _is_left(place: Path) -> bool:
    return place.suffix == ".tmp"


def _is_sound(write: Write, name: str, content: bytes, sound: Mapping[str, bytes], *, ended: bool) -> bool:
    if write.whole is not None and write.whole(content):
        return True
    known = [sound.get(f"new {name}"), *(() if ended else (sound.get(f"old {name}"),))]
    return _timeless(content) in [_timeless(each) for each in known if each is not None]


def _timeless(content: bytes) -> bytes:
    return _MOMENT.sub(b"now", content)


@contextmanager
def prepared(root: Path) -> Iterator[tuple[DemoServer, Machine]]:
    """A GitHub, and a computer on which a token is stored as `kept` and an App as `app`, with a catalog of each."""
    now = datetime.now(UTC).replace(microsecond=0)
    made = app_minting.build("github-app", now)
    world = replace(
        build_world("maintainer", now),
        apps=made.apps,
        installations=made.installations,
        private_key=made.private_key,
    )
    with DemoServer(world=world) as server:
        computer = machine(root)
        key = root / "home" / "app.pem"
        key.touch(mode=0o600)
        key.write_text(server.private_key)
        app = ("--method", "github-app", "--app-id", server.app_id, "--private-key", str(key))
        for arguments in (
            ("login", "--method", "classic-pat", "--profile", "kept", *_WHO),
            ("login", "--profile", "app", *app),
            ("packages", "--profile", "kept"),
        ):
            done = computer.run(*arguments, stdin=server.token.encode(), variables=endpoints(server))
            assert done.status == 0, done.stderr
        yield server, computer


def kill(names: Sequence[str] = tuple(WRITES), most: int = MOST, *, room: Path) -> Iterator[Row]:
    """Kill each of these writes at so many places; a row each."""
    with prepared(room / "model") as (server, computer):
        arguments = (str(computer.root), str(room), str(most), *names)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.hardening.killing", *arguments],
            env=computer.environment | endpoints(server),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{server.token}\n".encode())
            process.stdin.close()
            row: Row | None = None
            for line in process.stdout:
                told = json.loads(line)
                if row is None or row.write != told["write"]:
                    if row is not None:
                        yield row
                    row = Row(told["write"])
                row.places.append(told["place"])
                if told["problem"]:
                    row.problems.append(f"{told['place']}: {told['problem']}")
            if row is not None:
                yield row
        if process.returncode:
            yield Row(names[-1] if not row else row.write, problems=[f"the killing ended with {process.returncode}"])
