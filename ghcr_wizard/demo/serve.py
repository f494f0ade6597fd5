"""`ghcr-wizard --demo PERSONA --serve`: only the simulated GitHub, until interrupted."""

import signal
import threading
from types import FrameType
from typing import TextIO

from ghcr_wizard.demo.personas import PERSONAS
from ghcr_wizard.demo.server import DemoServer


def announcement(persona: str, server: DemoServer) -> str:
    """Return what is printed: `export` lines for a shell, everything else as comments."""
    host = server.registry_url.removeprefix("http://")
    lines = [
        f"# A simulated GitHub on this computer only. Persona {persona}: {PERSONAS[persona].summary}",
        "# It runs until interrupted. In another shell, paste these lines:",
        f"export GHCR_WIZARD_REGISTRY_URL={server.registry_url}",
        f"export GHCR_WIZARD_API_URL={server.api_url}",
        f"export GHCR_WIZARD_WEB_URL={server.web_url}",
        f"export GHCR_WIZARD_DEMO_USERNAME={server.username}",
    ]
    if server.token:
        lines += [f"export GHCR_WIZARD_DEMO_TOKEN={server.token}", *_with_token(host, server)]
    else:
        lines += _anonymously(host, server)
    return "\n".join(lines) + "\n"


def _with_token(host: str, server: DemoServer) -> list[str]:
    stdin = 'printf %s "$GHCR_WIZARD_DEMO_TOKEN" |'
    credential = '"$GHCR_WIZARD_DEMO_USERNAME:$GHCR_WIZARD_DEMO_TOKEN"'
    return [
        "# Then, for example (the token opens nothing outside this demo):",
        f"#   {stdin} ghcr-wizard check --username {server.username} --token-stdin",
        f"#   {stdin} ghcr-wizard packages --username {server.username} --token-stdin",
        f"#   skopeo list-tags --tls-verify=false --creds {credential} docker://{host}/acme/team/web",
        '#   curl -H "Authorization: Bearer $GHCR_WIZARD_DEMO_TOKEN" "$GHCR_WIZARD_API_URL/user"',
    ]


def _anonymously(host: str, server: DemoServer) -> list[str]:
    return [
        "# Then, for example:",
        "#   ghcr-wizard check --anonymous --package openco/engine",
        f"#   skopeo list-tags --tls-verify=false docker://{host}/openco/engine",
        f'#   curl "{server.registry_url}/token?scope=repository:openco/engine:pull"',
    ]


def serve(persona: str, out: TextIO) -> int:
    """Serve a persona's world until SIGINT or SIGTERM; call it on the main thread.

    Args:
        persona: A key of `PERSONAS`.
        out: Where the announcement goes; it is flushed at once.

    Returns:
        0.

    Raises:
        ValueError: There is no such persona.
    """
    interrupted = threading.Event()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()

    previous = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with DemoServer(persona) as server:
            out.write(announcement(persona, server))
            out.flush()
            interrupted.wait()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0
