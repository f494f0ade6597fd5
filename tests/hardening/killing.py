"""Kills the program at one moment of a write after another, and looks at what is left each time.

`python -m tests.hardening.killing MODEL ROOM MOST NAME…`: MODEL is a prepared computer's folder, and each try is given
a copy of it below ROOM; MOST is at how many places each write is killed; the names are those of `kills.WRITES`. It
prints one JSON document a line. Each try is a process that was forked from this one, so Python starts once.

A place is an audit event, or a call or a return of a function that is written in C; taken are those that change
something first, then other system calls, then the rest. A file is written in pieces, so that some lie within.
"""

import io
import json
import os
import pkgutil
import re
import runpy
import shutil
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from tests.hardening import kills

_SYSTEM = frozenset({"posix", "fcntl", "_io"})
_CHANGING = re.compile(
    r"event (?!object|sys|code)|\w+ ([\w.]+\.)?"
    r"(open|write|flush|close|fsync|replace|rename|link|unlink|mkdir|flock|fchmod|fchown|chmod|utime|truncate)$"
)
_NO_CALL = frozenset({"fspath", "_path_normpath"})
_PIECES = 3
_TRIES = 4
"""How often a run is tried that does not come to a place, as the catalog's groups are saved together or not."""


class Killer:
    """Counts the places of the writes of this process, and ends it at one of them by signal 9.

    Args:
        inside: The qualified names of the functions that write.
        at: Which place; `None` for none, only counting.
        log: The descriptor that each place, or the one it died at, is told to.
    """

    def __init__(self, inside: Sequence[str], at: "_Place | None", log: int) -> None:
        self._inside, self._at, self._log = frozenset(inside), at, log
        self._counts: Counter[str] = Counter()
        self._mine = threading.local()

    def watch(self) -> None:
        """Begin."""
        sys.addaudithook(self._audit)
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)

    def _profile(self, frame: FrameType, event: str, argument: Any) -> None:  # noqa: ANN401 - whatever it is of
        mine = self._mine
        outermost = getattr(mine, "frame", None)
        if outermost is None:
            if event == "call" and frame.f_code.co_qualname in self._inside:
                mine.frame = frame
        elif event == "return" and frame is outermost:
            mine.frame = None
        elif event in {"c_call", "c_return"}:
            owner = getattr(argument, "__self__", None)
            module = argument.__module__ or getattr(type(owner), "__module__", "")
            is_system = module in _SYSTEM and argument.__name__ not in _NO_CALL
            self._place(f"{event[2:]} {argument.__qualname__}", is_system=is_system)

    def _audit(self, event: str, _arguments: tuple[object, ...]) -> None:
        if getattr(self._mine, "frame", None) is not None and event not in {"object.__getattr__", "sys._getframe"}:
            self._place(f"event {event}", is_system=True)

    def _place(self, name: str, *, is_system: bool) -> None:
        self._counts[name] += 1
        if self._at is None:
            os.write(self._log, f"{'system' if is_system else 'other'} {name}\n".encode())
        elif name == self._at.name and self._counts[name] == self._at.turn:
            os.write(self._log, f"{name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)


class _InPieces(io.FileIO):
    """A file that takes a content piece by piece."""

    def write(self, content: Any, /) -> int:  # noqa: ANN401 - a buffer
        raw, length = bytes(content), len(content)
        size = max(1, -(-length // _PIECES))
        for start in range(0, length, size):
            super().write(raw[start : start + size])
        return length


def _write_in_pieces() -> None:
    usual = os.fdopen

    def fdopen(descriptor: int, mode: str = "r", *arguments: Any, **rest: Any) -> Any:  # noqa: ANN401 - as `os.fdopen`
        if mode == "wb":
            return io.BufferedWriter(_InPieces(descriptor, "wb"))
        return usual(descriptor, mode, *arguments, **rest)

    os.fdopen = fdopen  # type: ignore[assignment]


def _forked(work: Callable[[], int], stdin: bytes, said: Path) -> int:
    """Run that in a process of its own; its status, negative for the signal that ended it."""
    given = said.with_suffix(".stdin")
    given.write_bytes(stdin)
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 70
    try:
        os.dup2(os.open(given, os.O_RDONLY), 0)
        written = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(written, 1)
        os.dup2(written, 2)
        sys.stdin, sys.stdout, sys.stderr = (open(number, mode) for number, mode in ((0, "r"), (1, "w"), (2, "w")))  # noqa: PTH123, SIM115 - descriptors, for good
        status = work()
    finally:
        sys.stdout.flush()
        os._exit(status)


def _program(variables: dict[str, str], killer: Killer | None, module: str, words: Sequence[str]) -> int:
    """Run a program of the project in this process; its exit status."""
    os.environ.clear()
    os.environ.update(variables)
    os.umask(0)
    os.chdir(variables["HOME"])
    sys.argv = [module, *words]
    if killer is not None:
        _write_in_pieces()
        killer.watch()
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


@dataclass(frozen=True, slots=True)
class _Place:
    """A place: the how manieth of a name it is, as others come and go with the order that answers come in."""

    name: str
    turn: int
    rank: int


class _Bench:
    """Where one write is killed again and again."""

    def __init__(self, write: kills.Write, model: Path, room: Path, token: str) -> None:
        self._write, self._model, self._room, self._token = write, model, room, token
        self._said, self._log = room / "said.txt", room / "log.txt"
        self._sound: dict[str, bytes] = {}

    def places(self) -> list[_Place]:
        """Every place of an undisturbed run."""
        root = self._copy()
        before = kills.targets(self._write, root)
        status = self._run(root, Killer, None)
        assert status == self._write.status, self._said.read_text()
        self._sound = {**{f"old {name}": content for name, content in before.items()}}
        self._sound |= {f"new {name}": content for name, content in kills.targets(self._write, root).items()}
        counts: Counter[str] = Counter()
        places = []
        for kind, name in (line.split(" ", 1) for line in self._log.read_text().splitlines()):
            counts[name] += 1
            places.append(_Place(name, counts[name], _rank(kind, name)))
        return places

    def kill(self, at: _Place) -> tuple[str, str]:
        """Kill it there: the place where it died, and what is wrong afterwards, or nothing."""
        for _ in range(_TRIES):
            root = self._copy()
            status = self._run(root, Killer, at)
            if place := self._log.read_text().strip():
                break
        if status != -signal.SIGKILL or not place:
            return place, f"it was not killed there: status {status}"
        if problem := kills.left_wrong(self._write, root, self._sound, self._token):
            return place, f"afterwards {problem}"
        status = self._run(root)
        if status not in {self._write.status, self._write.again}:
            return place, f"the next run: status {status}: {self._said.read_text()[-200:].strip()}"
        if problem := kills.left_wrong(self._write, root, self._sound, self._token, ended=True):
            return place, f"after the next run {problem}"
        if self._helper(root) != self._token:
            return place, "the stored credential is lost"
        return place, ""

    def _copy(self) -> Path:
        root = self._room / "root"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self._model, root, symlinks=True)
        self._write.prepare(root)
        return root

    def _variables(self, root: Path) -> dict[str, str]:
        usual = {name: value.replace(str(self._model), str(root)) for name, value in os.environ.items()}
        return {**usual, **self._write.variables}

    def _run(self, root: Path, watched: type[Killer] | None = None, at: _Place | None = None) -> int:
        self._log.unlink(missing_ok=True)
        write, words = self._write, [word.replace("ROOT", str(root)) for word in self._write.arguments]
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        killer = watched(write.inside, at, log) if watched else None
        stdin = write.stdin.replace(b"TOKEN", self._token.encode())
        try:
            return _forked(lambda: _program(self._variables(root), killer, write.module, words), stdin, self._said)
        finally:
            os.close(log)

    def _helper(self, root: Path) -> str:
        """What the credential helper gives out for the profile that was stored before."""
        variables = self._variables(root) | {"GHCR_WIZARD_PROFILE": self._write.keeps} | kills.WORKING
        module = "ghcr_wizard.credential_helper"
        _forked(lambda: _program(variables, None, module, ["get"]), b"ghcr.io", self._said)
        try:
            secret: str = json.loads(self._said.read_text())["Secret"]
        except (ValueError, KeyError):
            return ""
        return secret


def _load() -> None:
    """Load what the commands load, once for all tries."""
    package = import_module("ghcr_wizard")
    for found in pkgutil.walk_packages(package.__path__, "ghcr_wizard."):
        if not found.name.startswith(("ghcr_wizard.demo", "ghcr_wizard.tui", "ghcr_wizard.__main__")):
            import_module(found.name)


def _rank(kind: str, name: str) -> int:
    """0 for what changes something, 1 for another system call, 2 for the rest."""
    return 2 if kind == "other" else 0 if _CHANGING.match(name) else 1


def _chosen(places: Sequence[_Place], most: int) -> list[_Place]:
    """So many places, those of the first rank before the others, evenly spread over the write."""
    chosen: list[_Place] = []
    for rank in range(3):
        chosen += _spread([row for row in places if row.rank == rank], most - len(chosen))
    return chosen


def _spread(places: Sequence[_Place], most: int) -> list[_Place]:
    if len(places) <= most:
        return list(places)
    return [places[turn * len(places) // most] for turn in range(most)]


def main() -> None:
    """Kill; see above."""
    model, room, most, *names = sys.argv[1:]
    token = sys.stdin.readline().strip()
    _load()
    for name in names:
        write = {**kills.WRITES, **kills.FAULTY}[name]
        bench = _Bench(write, Path(model), Path(room), token)
        places = bench.places()
        for chosen in _chosen(places, int(most)):
            place, problem = bench.kill(chosen)
            told = {"write": name, "place": f"{chosen.name} {chosen.turn}: {place}", "problem": problem}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
