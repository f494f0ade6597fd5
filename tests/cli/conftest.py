"""A computer with a keyring that works and a simulated GitHub, for commands as processes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.credentials import keyring_backends as backends
from tests.processes import Cli, Finished


@dataclass(frozen=True)
class Computer:
    """Where commands run: an environment with a keyring in a file, and where its files are."""

    run: Cli
    environment: dict[str, str]
    secrets: Path

    @property
    def profiles(self) -> Path:
        """The settings file."""
        return Path(self.environment["XDG_CONFIG_HOME"]) / "ghcr-wizard" / "profiles.json"

    def login(self, server: DemoServer, *arguments: str, env: Mapping[str, str] | None = None) -> Finished:
        """Log in with the persona's own token."""
        who = ["--username", server.username, "--token-stdin"]
        method = () if "--method" in arguments else ("--method", "classic-pat")
        variables = endpoints(server) | dict(env or {})
        return self.run("login", *method, *who, *arguments, stdin=server.token.encode(), env=variables)


@pytest.fixture
def computer(environment: dict[str, str], tmp_path: Path) -> Computer:
    """A computer whose configured keyring keeps its secrets in a file that a test can look into."""
    environment |= backends.chosen(backends.Working)
    environment["KEYRING_TEST_FILE"] = str(tmp_path / "secrets.json")
    return Computer(Cli(environment), environment, tmp_path / "secrets.json")


@pytest.fixture
def github() -> Iterator[Callable[..., DemoServer]]:
    """Start simulated GitHubs as `DemoServer(...)` would; they stop when the test ends."""
    with ExitStack() as running:
        yield lambda persona="maintainer", **options: running.enter_context(DemoServer(persona, **options))


def endpoints(server: DemoServer) -> dict[str, str]:
    """Return the environment that points the program at a simulated GitHub."""
    return {
        "GHCR_WIZARD_REGISTRY_URL": server.registry_url,
        "GHCR_WIZARD_API_URL": server.api_url,
        "GHCR_WIZARD_WEB_URL": server.web_url,
    }
