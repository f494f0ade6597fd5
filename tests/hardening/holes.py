"""Faults that are no leak by themselves: each opens one hole again, and a look at the program has to notice.

Like those of `plants` they are put in by `runner`, in the child process alone.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ghcr_wizard.demo import server as demo
from tests.credentials import keyring_backends as backends
from tests.hardening.terminal import signaled

if TYPE_CHECKING:
    from pathlib import Path

    from ghcr_wizard.demo.state import State
    from ghcr_wizard.demo.wire import Request, Response
    from ghcr_wizard.demo.world import Token
    from ghcr_wizard.github.packages import Package
    from ghcr_wizard.github.parse import Page
    from tests.hardening.planted import Bench

_LONG_SECONDS = 100.0
"""A silent server is given up after some twenty seconds; who still waits then waits forever."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A fault.

    Attributes:
        plant: Puts it into this process.
        look: What is wrong with the program, with that fault planted or with none (`-`).
    """

    plant: Callable[[], None]
    look: Callable[["Bench", str], list[str]]


def _recording() -> None:
    from ghcr_wizard.tui import recording

    vars(recording)["stop_recording"] = lambda _environment: ()


def _look_recording(bench: "Bench", fault: str) -> list[str]:
    return bench.walk(fault, TEXTUAL_DEBUG="1", TEXTUAL="debug,devtools", PYTHONASYNCIODEBUG="1").hits


def _plain_events() -> None:
    from ghcr_wizard.tui import private_events

    vars(private_events)["quietened"] = lambda message, *, unseen=False: message  # noqa: ARG005 - the function's signature


def _look_log(bench: "Bench", fault: str) -> list[str]:
    return bench.walk(fault, TEXTUAL_LOG=str(bench.computer.root / "home" / "textual.log")).hits


def _core_dumps() -> None:
    from ghcr_wizard import core_dumps

    vars(core_dumps)["forbid_core_dumps"] = lambda: None


def _look_core(bench: "Bench", fault: str) -> list[str]:
    return bench.search(bench.run(fault, "check", "--json")).hits


def _plain_keyring() -> None:
    from ghcr_wizard.credentials import keyring

    vars(keyring)["keeps_plain_text"] = lambda _backend: False


def _look_keyring(bench: "Bench", fault: str) -> list[str]:
    chosen = backends.chosen(backends.PlaintextKeyring)
    done = bench.run(fault, "login", "--method", "classic-pat", variables=chosen)
    return [] if done.status else ["a keyring that keeps plain text was taken"]


def _dash_is_a_file() -> None:
    from pathlib import Path

    from ghcr_wizard.cli.exports import documents

    vars(documents)["_place"] = lambda args: Path(args.output) if args.output else None


def _look_dash(bench: "Bench", fault: str) -> list[str]:
    bench.store()
    bench.run(fault, "export", "kubernetes", "--profile", "canary", "--output", "-")
    return [path.name for path in bench.computer.root.rglob("-")]


def _any_kind() -> None:
    from ghcr_wizard import file_reader

    vars(file_reader)["require_plain"] = lambda _status: None


def _settings(bench: "Bench") -> "Path":
    """The file of the settings, after a profile was stored."""
    bench.store()
    return next(bench.computer.root.rglob("profiles.json"))


def _look_pipe(bench: "Bench", fault: str) -> list[str]:
    place = _settings(bench)
    place.unlink()
    os.mkfifo(place, 0o600)
    try:
        done = bench.run(fault, "profiles", timeout=_LONG_SECONDS)
    except subprocess.TimeoutExpired:
        return ["a named pipe was waited for"]
    return [] if "named pipe" in done.stderr else ["a named pipe was not called one"]


def _trusting() -> None:
    from ghcr_wizard import file_reader

    vars(file_reader)["_require_trusted"] = lambda _place, _status: None


def _look_trust(bench: "Bench", fault: str) -> list[str]:
    _settings(bench).chmod(0o666)
    done = bench.run(fault, "profiles")
    return [] if done.status and "chmod" in done.stderr else ["settings that others may write were trusted"]


def _unhandled() -> None:
    from ghcr_wizard.tui import run

    vars(run)["_ENDING"] = ()


def _look_signal(bench: "Bench", fault: str) -> list[str]:
    problem = signaled(signal.SIGTERM, bench.computer.environment, bench.module(fault))
    return [problem] if problem else []


def _believing() -> None:
    """Memory for every page that a server claims to have."""
    from ghcr_wizard.catalog import listing

    usual = listing._last  # noqa: SLF001 - what is to be broken

    def last(page: "Page[Package]") -> int:
        found = usual(page)
        vars(listing)["claimed"] = b"x" * min(found, 400 * 2**20)
        return found

    vars(listing)["_last"] = last


def _look_claim(bench: "Bench", fault: str) -> list[str]:
    usual = dict(demo._ANSWERS)  # noqa: SLF001 - the demo's table of answers is replaced as a whole
    answer = usual["api"]

    def claiming(state: "State", request: "Request") -> "tuple[Response, Token | None]":
        response, token = answer(state, request)
        if "/packages?" in request.path or request.path.endswith("/packages"):
            there = f"{bench.server.api_url}{request.path}?package_type=container&per_page=100&page=999999999"
            response.headers[:] = [row for row in response.headers if row[0].lower() != "link"]
            response.headers.append(("link", f'<{there}>; rel="last"'))
        return response, token

    demo._ANSWERS.update({"api": claiming})  # noqa: SLF001 - as above
    try:
        done = bench.run(fault, "packages", "--json")
        return bench.search(done).hits + ([] if '"complete": false' in done.stdout else ["the claim was not said"])
    finally:
        demo._ANSWERS.update(usual)  # noqa: SLF001 - as above


def _patient() -> None:
    from ghcr_wizard.transport.client import HttpClient

    usual = HttpClient.__init__

    def init(self: HttpClient, *arguments: object, **rest: object) -> None:
        rest |= {"deadline_seconds": None, "silence_seconds": 10_000.0, "timeout_seconds": 10_000.0}
        usual(self, *arguments, **rest)  # type: ignore[arg-type]

    HttpClient.__init__ = init  # type: ignore[method-assign]


def _look_silence(bench: "Bench", fault: str) -> list[str]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = f"http://127.0.0.1:{silent.getsockname()[1]}"
        try:
            bench.run(fault, "packages", "--json", timeout=_LONG_SECONDS, variables={"GHCR_WIZARD_API_URL": there})
        except subprocess.TimeoutExpired:
            return ["a silent server was waited for without end"]
    return []


def _any_proxy() -> None:
    from ghcr_wizard.transport import request as transport

    vars(transport)["_unfit_proxy"] = lambda _url: None


def _look_proxy(bench: "Bench", fault: str) -> list[str]:
    variables = {"GHCR_WIZARD_API_URL": "https://api.example", "HTTPS_PROXY": "http://127.0.0.1:99999"}
    done = bench.run(fault, "packages", variables=variables)
    return [] if "names port 99999" in done.stdout + done.stderr else ["the proxy's port was not called wrong"]


def _empty_text() -> None:
    """Tmux given an empty text, which it ignores."""
    from ghcr_wizard.clients import clipboard

    async def clear(_secrets: object) -> tuple[int | None, int]:
        await clipboard._give(("tmux", "load-buffer", "-w", "-"), "")  # noqa: SLF001 - what is to be broken
        return 1, 1

    vars(clipboard)["_clear_tmux"] = clear


_TMUX = """#!/bin/sh
case $1 in
  list-buffers) echo buffer0;;
  show-buffer) cat "$HELD";;
  delete-buffer) test "$3" != buffer0 || rm -f "$HELD";;
  *) cat > /dev/null;;
esac
"""


def _look_clipboard(bench: "Bench", fault: str) -> list[str]:
    held = bench.folder / "buffer"
    held.write_text(bench.server.token)
    program = bench.computer.root / "bin" / "tmux"
    program.write_text(_TMUX)
    program.chmod(0o755)
    bench.run(fault, module="tests.hardening.clearing", variables={"TMUX": "tmux,1,0", "HELD": str(held)})
    return ["tmux's buffer"] if held.exists() else []


HOLES: Mapping[str, Hole] = {
    "Textual records the keys": Hole(_recording, _look_recording),
    "Textual logs what is pasted": Hole(_plain_events, _look_log),
    "core dumps allowed": Hole(_core_dumps, _look_core),
    "a plain keyring taken": Hole(_plain_keyring, _look_keyring),
    "a file called “-”": Hole(_dash_is_a_file, _look_dash),
    "settings read from a pipe": Hole(_any_kind, _look_pipe),
    "settings of others trusted": Hole(_trusting, _look_trust),
    "signals not handled": Hole(_unhandled, _look_signal),
    "memory for claimed pages": Hole(_believing, _look_claim),
    "a silent server waited for": Hole(_patient, _look_silence),
    "any proxy taken": Hole(_any_proxy, _look_proxy),
    "tmux keeps its buffer": Hole(_empty_text, _look_clipboard),
}
