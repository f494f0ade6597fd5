"""The demonstration: a simulated GitHub in the background, and nothing stored outside a temporary folder."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

import tempfile
import threading
from collections import ChainMap
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ghcr_wizard.credentials.keyring import MemoryKeyring
    from ghcr_wizard.github.references import Reference
    from ghcr_wizard.tui.options import SimulatedGitHub

KEYRING_NAME = "demo keyring (temporary)"


class Demo:
    """One persona's simulated GitHub with its temporary folder and keyring.

    Args:
        persona: Whose world it is.
        simulate: Makes the simulated GitHub of a persona.
    """

    def __init__(self, persona: str, simulate: Callable[[str], SimulatedGitHub]) -> None:
        self.persona, self._simulate = persona, simulate
        self._folder = tempfile.TemporaryDirectory(prefix="ghcr-wizard-demo-")
        self._server: SimulatedGitHub | None = None
        self._starting, self._stopped = threading.Lock(), False
        self.paths = Paths(Path(self._folder.name, "settings"), Path(self._folder.name, "cache"))

    @cached_property
    def keyring(self) -> MemoryKeyring:
        """Where the demonstration's secrets are."""
        from ghcr_wizard.credentials.keyring import MemoryKeyring

        return MemoryKeyring(KEYRING_NAME)

    @cached_property
    def _endpoints(self) -> dict[str, str]:
        """The variables that point the program at the simulated GitHub, once it is ready."""
        return {}

    def start(self, when_ready: Callable[[], None]) -> None:
        """Build the world and serve it on a daemon thread; `when_ready` is called on that thread."""

        def serve() -> None:
            server = self._simulate(self.persona)
            with self._starting:
                if self._stopped:
                    return  # the world took longer to build than the person stayed
                server.start()
                self._server = server
                self._install_helper(server)
                self._endpoints.update(self.environment())
            when_ready()

        threading.Thread(target=serve, name="demo start", daemon=True).start()

    @property
    def machine(self) -> Mapping[str, str]:
        """The variables of the demonstration's own computer, on which Docker keeps a credential that has died."""
        import base64
        import json

        home = Path(self._folder.name, "home")
        if not home.exists():
            docker = home / ".docker"
            docker.mkdir(parents=True, mode=0o700)
            dead = base64.b64encode(b"octocat:ghp_demo000000000000000000000000000000dead").decode()
            config = docker / "config.json"
            config.write_text(json.dumps({"auths": {GHCR: {"auth": dead}}}, indent=2))
            config.chmod(0o600)
        return ChainMap({"HOME": str(home), "USERPROFILE": str(home), "PATH": str(self._programs)}, self._endpoints)

    @property
    def _programs(self) -> Path:
        """The only folder of programs that the demonstration's computer has."""
        return Path(self._folder.name, "bin")

    def _install_helper(self, server: SimulatedGitHub) -> None:
        """Put a credential helper there that answers with the persona's made-up token, as the real one would."""
        import json

        answer = json.dumps({"ServerURL": GHCR, "Username": server.username, "Secret": server.token})
        nothing = "echo credentials not found in native keychain; exit 1"
        get = f"echo '{answer}'" if server.token else nothing
        self._programs.mkdir(mode=0o700)
        script = self._programs / "docker-credential-ghcr-wizard"
        script.write_text(f'#!/bin/sh\nif [ "$1" = get ]; then {get}; else {nothing}; fi\n')
        script.chmod(0o700)

    @property
    def control(self) -> Reference:
        """A public package of every persona's world."""
        from ghcr_wizard.github.references import Reference

        return Reference("openco", "engine")

    def environment(self) -> Mapping[str, str]:
        """The variables that point the program at the simulated GitHub; empty until it is ready."""
        if self._server is None:
            return {}
        return {
            "GHCR_WIZARD_REGISTRY_URL": self._server.registry_url,
            "GHCR_WIZARD_API_URL": self._server.api_url,
            "GHCR_WIZARD_WEB_URL": self._server.web_url,
        }

    @property
    def username(self) -> str:
        """The persona's user name; empty for nobody."""
        return self._server.username if self._server else ""

    @property
    def client_id(self) -> str:
        """The client id of the persona's OAuth App; empty where there is none."""
        return self._server.client_id if self._server else ""

    @property
    def token(self) -> str:
        """The persona's made-up token, else the one it would make; empty for nobody."""
        return (self._server.token or self._server.next_token) if self._server else ""

    @property
    def method(self) -> Method:
        """What the persona signs in with: where a visitor's cursor begins."""
        return Method(self._server.method) if self._server else Method.CLASSIC_PAT

    @property
    def next_token(self) -> str:
        """The made-up token the persona gets when making another; empty where there is none."""
        return self._server.next_token if self._server else ""

    @property
    def app_id(self) -> str:
        """The client id of the persona's App; empty where there is none."""
        return self._server.app_id if self._server else ""

    @property
    def key_file(self) -> str:
        """The path of that App's private key, written into the demonstration's folder; empty where there is none."""
        if self._server is None or not self._server.private_key:
            return ""
        path = Path(self._folder.name, "acme-images.private-key.pem")
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(self._server.private_key, encoding="ascii")
        return str(path)

    def stop(self) -> None:
        """End the simulated GitHub and remove the folder."""
        with self._starting:
            self._stopped = True
            if self._server is not None:
                self._server.stop()
            self._folder.cleanup()
