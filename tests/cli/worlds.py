"""Running a command against a simulated GitHub, shared by the scenario tests."""

from ghcr_wizard.demo.server import DemoServer
from tests.cli.conftest import endpoints
from tests.processes import Cli, Finished

CHECK_IDS = [
    "token-format",
    "network",
    "identity",
    "scopes",
    "expiry",
    "registry-login",
    "namespaces",
    "sso",
    "list",
    "pull",
    "push",
]


def ask(run_cli: Cli, server: DemoServer, command: str, *arguments: str, token: str | None = None) -> Finished:
    """Run a command against a simulated GitHub with its persona's token, or another one, or none."""
    secret = server.token if token is None else token
    who = ["--username", server.username or "octocat", "--token-stdin"] if secret else ["--anonymous"]
    return run_cli(command, "--json", *who, *arguments, stdin=secret.encode(), env=endpoints(server))


def codes(document: dict[str, object]) -> set[str]:
    rows = document["diagnoses"]
    assert isinstance(rows, list)
    return {row["code"] for row in rows if row["severity"] != "info"}


__all__ = ["CHECK_IDS", "ask", "codes", "endpoints"]
