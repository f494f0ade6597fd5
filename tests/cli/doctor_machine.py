"""A computer full of other programs' credentials, and a simulated GitHub that knows several tokens of one person."""

import base64
import json
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.personas.maintainer import ordinary
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.world import Token
from tests.cli.conftest import endpoints
from tests.processes import Cli, Finished
from tests.programs import require_scripts

NOW = datetime.now(UTC)
READ = frozenset({"read:packages", "read:org"})
GOOD = tokens.classic("doctor good")
OTHER = tokens.classic("doctor other")
DEAD = tokens.classic("doctor dead")
POOR = tokens.prefixed("gho_", "doctor poor")
DEAD_INSTALLATION = tokens.prefixed("ghs_", "doctor dead installation")
FINE_GRAINED = tokens.fine_grained("doctor fine-grained")
SECRETS = (GOOD, OTHER, DEAD, POOR, DEAD_INSTALLATION, FINE_GRAINED)
PUBLIC = "openco/engine"


def server(**options: Any) -> DemoServer:  # noqa: ANN401 - whatever DemoServer takes
    """Return a simulated GitHub that knows the tokens above; the dead ones are those it does not."""
    month = NOW + timedelta(days=30)
    issued = (
        Token(1, GOOD, "classic", "octocat", READ, month),
        Token(2, OTHER, "classic", "hubot", READ, month),
        Token(3, POOR, "oauth", "octocat", frozenset({"repo", "gist"})),
        Token(4, FINE_GRAINED, "fine-grained", "octocat", expires_at=month, lifetime_days=30, resource_owner="octocat"),
    )
    world = replace(ordinary(NOW), tokens=issued, username="octocat", token=GOOD)
    return DemoServer(world=world, **options)


def auth(secret: str, username: str = "octocat") -> dict[str, str]:
    """Return an entry of `auths`."""
    return {"auth": base64.b64encode(f"{username}:{secret}".encode()).decode()}


def file_of(secret: str, key: str = "ghcr.io", **more: object) -> dict[str, object]:
    """Return a configuration with one entry, and `more`."""
    return {"auths": {key: auth(secret)}, **more}


@dataclass(frozen=True)
class Machine:
    """One test's computer: files are put on it, then doctor looks at it."""

    run: Cli
    environment: dict[str, str]
    folder: Path

    @property
    def docker(self) -> Path:
        """Docker's configuration."""
        return Path(self.environment["HOME"]) / ".docker" / "config.json"

    @property
    def runtime(self) -> Path:
        """Podman's first file."""
        return Path(self.environment["XDG_RUNTIME_DIR"]) / "containers" / "auth.json"

    @property
    def lasting(self) -> Path:
        """Podman's second file."""
        return Path(self.environment["XDG_CONFIG_HOME"]) / "containers" / "auth.json"

    @property
    def gh_hosts(self) -> Path:
        """The file of gh's hosts."""
        return Path(self.environment["GH_CONFIG_DIR"]) / "hosts.yml"

    def put(self, path: Path, content: object, mode: int = 0o600) -> Path:
        """Write a file: text and bytes as they are, anything else as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = content if isinstance(content, str | bytes) else json.dumps(content, indent="\t")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        return path

    def program(self, name: str, body: str, mode: int = 0o755) -> Path:
        """Put a Python program on the search path."""
        require_scripts()
        path = self.put(self.folder / "bin" / name, f"#!{sys.executable}\n{body}", mode)
        paths = self.environment["PATH"].split(os.pathsep)
        if str(path.parent) not in paths:
            self.environment["PATH"] = os.pathsep.join([str(path.parent), *paths])
        return path

    def helper(self, name: str, secret: str, username: str = "octocat") -> Path:
        """Put a credential helper on the search path that gives one credential and notes what it is asked."""
        answer = json.dumps({"ServerURL": "ghcr.io", "Username": username, "Secret": secret})
        asked = self.folder / f"{name}.asked"
        body = (
            "import sys, pathlib\n"
            f"with pathlib.Path({str(asked)!r}).open('a') as log: print(sys.argv[1:], sys.stdin.read(), file=log)\n"
            f"print({answer!r})\n"
        )
        self.program(f"docker-credential-{name}", body)
        return asked

    def doctor(self, github: DemoServer, *arguments: str, env: Mapping[str, str] | None = None) -> Finished:
        """Run doctor against a simulated GitHub; no output of it may hold a token."""
        finished = self.run("doctor", *arguments, env=endpoints(github) | dict(env or {}))
        for secret in SECRETS:
            assert secret not in finished.stdout + finished.stderr
            assert secret[8:-8] not in finished.stdout + finished.stderr
        assert "Traceback" not in finished.stderr
        return finished

    def examined(self, github: DemoServer, *arguments: str, env: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return doctor's document."""
        return self.doctor(github, "--json", *arguments, env=env).json()

    def tree(self) -> dict[str, tuple[int, bytes | str]]:
        """Return every file of the computer with its mode and content."""
        home = Path(self.environment["HOME"]).parent
        return {
            str(path.relative_to(home)): (
                stat.S_IMODE(path.lstat().st_mode),
                path.read_bytes() if path.is_file() and path.stat().st_mode & 0o400 else "folder",
            )
            for path in sorted(home.rglob("*"))
        }


def verdicts(document: Mapping[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Return location → verdict and who uses it."""
    return {row["location"]: (row["verdict"], row["wins_for"]) for row in document["credentials"]}


def codes(document: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    """Return code and subject of every diagnosis."""
    return {(row["code"], row["subject"]) for row in document["diagnoses"]}
