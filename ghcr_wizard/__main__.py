"""The program: `ghcr-wizard`, or `python -m ghcr_wizard`. Finds out what is asked for and loads no more than that."""

import sys
from collections.abc import Sequence

TYPE_CHECKING = False  # typing's own is not worth the milliseconds that its import takes
if TYPE_CHECKING:
    from ghcr_wizard.demo.server import DemoServer
    from ghcr_wizard.tui.options import SimulatedGitHub, WizardOptions

_HELP = frozenset({"--help", "-h"})
_VERSION = frozenset({"--version", "-V"})
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: The arguments after the program's name; this process's own if not given.

    Returns:
        The exit status: 0 done, 1 refused, 2 wrong usage or bad input, 3 not reachable, 4 the credential store
        failed, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _answered(arguments)
    except KeyboardInterrupt:  # before the guard stood, or after it
        return _INTERRUPTED


def _answered(arguments: list[str]) -> int:
    if len(arguments) == 1 and arguments[0] in _VERSION:
        return _version()
    if len(arguments) == 1 and arguments[0] in _HELP:
        return _help()
    from ghcr_wizard.core_dumps import forbid_core_dumps
    from ghcr_wizard.interruption import handle_interruptions

    handle_interruptions()
    forbid_core_dumps()
    from ghcr_wizard.cli.guard import guarded

    return guarded(lambda: _dispatched(arguments))


def _version() -> int:
    from ghcr_wizard import __version__
    from ghcr_wizard.cli.streams import write_all

    return write_all(f"ghcr-wizard {__version__}\n")


def _help() -> int:
    from ghcr_wizard.cli.streams import write_all
    from ghcr_wizard.cli.usage import HELP

    return write_all(HELP)


def _dispatched(arguments: list[str]) -> int:
    from ghcr_wizard.cli.arguments import REFUSAL, has_token
    from ghcr_wizard.cli.outcome import UsageError

    if has_token(arguments):
        raise UsageError(REFUSAL)
    if arguments and not arguments[0].startswith("-"):
        from ghcr_wizard.cli.commands import COMMANDS, run_command, unknown_command

        if arguments[0] not in COMMANDS:
            raise unknown_command(arguments[0])
        return run_command(arguments[0], arguments[1:])
    if not _HELP.isdisjoint(arguments):
        return _help()
    return _wizard(arguments)


def _wizard(arguments: list[str]) -> int:
    from ghcr_wizard.cli.wizard import require_terminal, wizard_start
    from ghcr_wizard.demo.personas.build import DEFAULT_PERSONA, PERSONAS

    start = wizard_start(arguments, tuple(PERSONAS), DEFAULT_PERSONA)
    if start.serving and start.options.demo:
        return _served(start.options.demo)
    require_terminal()
    if start.plain:
        return _asked(start.options)
    return _started(start.options)


def _asked(options: "WizardOptions") -> int:
    import os

    from ghcr_wizard.cli.commands import run_command
    from ghcr_wizard.cli.output import remark

    os.environ["TERM"] = "dumb"  # one statement a line, nothing written over: a screen reader reads it once
    for problem in options.settings.problems:
        remark(problem)
    if options.demo:
        return _asked_in_demo(options.demo, options.registry)
    return run_command("login", ["--registry", options.registry] if options.registry else [])


def _asked_in_demo(name: str, registry: str | None) -> int:
    import os

    from ghcr_wizard.cli.login_questions import ask_for_login

    with _simulated(name) as server:
        os.environ["GHCR_WIZARD_REGISTRY_URL"] = server.registry_url
        os.environ["GHCR_WIZARD_API_URL"] = server.api_url
        os.environ["GHCR_WIZARD_WEB_URL"] = server.web_url
        return ask_for_login(registry, demo=server)


def _served(name: str) -> int:
    from ghcr_wizard.cli.outcome import CommandError
    from ghcr_wizard.demo.replay import TraceError
    from ghcr_wizard.demo.serve import serve

    try:
        return serve(name, sys.stdout)
    except TraceError as error:
        raise CommandError(f"the trace cannot be replayed: {error}") from None


def _started(options: "WizardOptions") -> int:
    from dataclasses import replace

    from ghcr_wizard.tui.run import run_wizard

    def simulated(name: str) -> "SimulatedGitHub":
        from ghcr_wizard.demo.server import DemoServer

        return DemoServer(name)

    if options.demo and options.demo.startswith("replay:"):
        replayed = _simulated(options.demo)
        return run_wizard(replace(options, demo="replay", simulate=lambda _: replayed))
    return run_wizard(replace(options, simulate=simulated) if options.demo else options)


def _simulated(name: str) -> "DemoServer":
    """The simulated GitHub; a trace is read before the screen is taken: what is wrong with it is one line."""
    from ghcr_wizard.cli.outcome import CommandError
    from ghcr_wizard.demo.replay import TraceError
    from ghcr_wizard.demo.serve import simulated

    try:
        return simulated(name)
    except TraceError as error:
        raise CommandError(f"the trace cannot be replayed: {error}") from None


def run() -> None:
    """Run the program and end its process.

    A call may have been left behind on a thread: one that waits for a keyring, or for a name server. Python's own
    ending has such a thread exit wherever it stands, and code of libraries may abort the process for that, with another
    exit status (python/cpython#87135, up to Python 3.13). So nothing more runs then.
    """
    status = main()
    threading = sys.modules.get("threading")  # where nobody loaded it there is one thread
    others = [each for each in threading.enumerate() if each is not threading.current_thread()] if threading else []
    if others and all(each.daemon for each in others):
        from ghcr_wizard.cli.streams import end_now

        end_now(status)
    sys.exit(status)


if __name__ == "__main__":
    run()
