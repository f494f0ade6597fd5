"""What the wizard is started with, as its faces agree on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ghcr_wizard.settings import Settings


class SimulatedGitHub(Protocol):
    """A GitHub of the demonstration: started in the background, asked for its addresses and its credential."""

    def start(self) -> None:
        """Bind the ports and serve; returns when connections are accepted."""

    def stop(self) -> None:
        """End all connections."""

    @property
    def registry_url(self) -> str:
        """Origin of the registry."""

    @property
    def api_url(self) -> str:
        """Origin of the REST API."""

    @property
    def web_url(self) -> str:
        """Origin of the web pages."""

    @property
    def username(self) -> str:
        """The persona's user name; empty for nobody."""

    @property
    def method(self) -> str:
        """The sign-in method the persona's credential belongs to."""

    @property
    def client_id(self) -> str:
        """The client id of the persona's OAuth App; empty where there is none."""

    @property
    def app_id(self) -> str:
        """The client id of the persona's App; empty where there is none."""

    @property
    def private_key(self) -> str:
        """That App's private key, as PEM text; empty where there is none."""

    @property
    def token(self) -> str:
        """The persona's token; empty for nobody."""

    @property
    def next_token(self) -> str:
        """The token the persona gets when making another; empty where there is none."""


@dataclass(frozen=True, slots=True)
class WizardOptions:
    """How to start the wizard.

    Attributes:
        registry: A registry to begin with instead of ghcr.io, as typed, or `None`.
        demo: The persona of the simulated GitHub to run against, or `None` for the real one.
        simulate: Makes that GitHub for a persona; called beside the screen, because a large world takes a while.
        settings: What the person set.
    """

    registry: str | None = None
    demo: str | None = None
    simulate: Callable[[str], SimulatedGitHub] | None = None
    settings: Settings = Settings()  # noqa: RUF009 - frozen
