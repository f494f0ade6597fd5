"""`ghcr-wizard --demo PERSONA --serve`: only the simulated GitHub, until interrupted."""

import os
import shlex
import signal
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import TextIO

from ghcr_wizard.demo.personas.build import PERSONAS
from ghcr_wizard.demo.replay import PREFIX, ReplayServer
from ghcr_wizard.demo.server import DemoServer

_LOOK_SECONDS = 0.5
"""Windows runs no signal's handler while something is waited for (python/cpython#80116)."""


def simulated(name: str) -> DemoServer:
    """Return the simulated GitHub of a persona, or the one that answers from the trace of `replay:FILE`.

    Raises:
        ValueError: There is no such persona.
        TraceError: The file is no trace.
    """
    if not name.startswith(PREFIX):
        return DemoServer(name)
    return ReplayServer(Path(name.removeprefix(PREFIX)).expanduser())


def announcement(name: str, server: DemoServer, key_file: str = "") -> str:
    """Return what is printed: `export` lines for a shell, everything else as comments.

    Args:
        name: Whose world is served, or `replay:FILE`.
        server: It, running.
        key_file: Where the private key of the persona's App is, if it has one.
    """
    host = server.registry_url.removeprefix("http://")
    persona = PERSONAS.get(name)
    what = f"Persona {name}: {persona.summary}" if persona else "It answers from a trace that was recorded."
    lines = [
        f"# A simulated GitHub on this computer only. {what}",
        "# It runs until interrupted. In another shell, paste these lines:",
        f"export GHCR_WIZARD_REGISTRY_URL={server.registry_url}",
        f"export GHCR_WIZARD_API_URL={server.api_url}",
        f"export GHCR_WIZARD_WEB_URL={server.web_url}",
        f"export GHCR_WIZARD_DEMO_USERNAME={server.username}",
    ]
    if key_file:
        lines += _with_app(server, key_file)
    elif server.token:
        lines += [f"export GHCR_WIZARD_DEMO_TOKEN={server.token}", *_with_token(host, server)]
    elif server.method == "oauth-device":
        lines += _signing_in(server)
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


def _with_app(server: DemoServer, key_file: str) -> list[str]:
    return [
        f"export GHCR_WIZARD_DEMO_APP_ID={server.app_id}",
        f"export GHCR_WIZARD_DEMO_INSTALLATION_ID={server.installation_id}",
        f"export GHCR_WIZARD_DEMO_PRIVATE_KEY={shlex.quote(key_file)}",
        "# Then, for example (the key opens nothing outside this demo, and its file goes when the demo ends):",
        '#   ghcr-wizard login --method github-app --app-id "$GHCR_WIZARD_DEMO_APP_ID" \\',
        '#     --private-key "$GHCR_WIZARD_DEMO_PRIVATE_KEY" --profile demo-app',
        "#   ghcr-wizard check --profile demo-app --package acme/vault",
        '#   curl "$GHCR_WIZARD_API_URL/meta"',
    ]


def _write_key(folder: str, key: str) -> str:
    """Write the demo's private key for its owner only; return the file's path."""
    path = Path(folder, "acme-images.private-key.pem")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return str(path)


def _signing_in(server: DemoServer) -> list[str]:
    return [
        f"export GHCR_WIZARD_DEMO_CLIENT_ID={server.client_id}",
        "# Then, for example (after some polls the person approves by herself, or you do on the page that is printed):",
        '#   ghcr-wizard login --method oauth-device --client-id "$GHCR_WIZARD_DEMO_CLIENT_ID"',
        '#   curl -d client_id="$GHCR_WIZARD_DEMO_CLIENT_ID" "$GHCR_WIZARD_WEB_URL/login/device/code"',
    ]


def _anonymously(host: str, server: DemoServer) -> list[str]:
    return [
        "# Then, for example:",
        "#   ghcr-wizard check --anonymous --package openco/engine",
        f"#   skopeo list-tags --tls-verify=false docker://{host}/openco/engine",
        f'#   curl "{server.registry_url}/token?scope=repository:openco/engine:pull"',
    ]


def serve(name: str, out: TextIO) -> int:
    """Serve a persona's world, or a trace, until SIGINT or SIGTERM; call it on the main thread.

    Args:
        name: A key of `PERSONAS`, or `replay:FILE`.
        out: Where the announcement goes; it is flushed at once.

    Returns:
        0.

    Raises:
        ValueError: There is no such persona.
        TraceError: The file is no trace.
    """
    interrupted = threading.Event()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()

    previous = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with simulated(name) as server, tempfile.TemporaryDirectory(prefix="ghcr-wizard-demo-") as folder:
            key_file = _write_key(folder, server.private_key) if server.private_key else ""
            out.write(announcement(name, server, key_file))
            out.flush()
            while not interrupted.wait(_LOOK_SECONDS):
                pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0
