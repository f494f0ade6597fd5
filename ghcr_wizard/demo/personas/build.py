"""The people one can try the program as: names, one sentence each, and where their worlds are built.

Cheap to import: no world is built and no server module loaded until `build_world` is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ghcr_wizard.demo.switches import Switches

if TYPE_CHECKING:
    from ghcr_wizard.demo.world import World

SWITCHES: Final[Mapping[str, Switches]] = MappingProxyType(
    {"enterprise": Switches(package_links=False, package_page_gap=3)}
)
"""How GitHub behaves towards a persona where it is not as usual: lists of packages as they were captured."""

DEFAULT_PERSONA: Final = "maintainer"


@dataclass(frozen=True, slots=True)
class PersonaInfo:
    """A persona as it is offered to people.

    Attributes:
        name: What is typed after `--demo`.
        summary: One sentence for people.
        method: The sign-in method this persona's credential belongs to.
    """

    name: str
    summary: str
    method: str


def _info(name: str, method: str, summary: str) -> tuple[str, PersonaInfo]:
    return name, PersonaInfo(name, summary, method)


PERSONAS: Final[Mapping[str, PersonaInfo]] = MappingProxyType(
    dict(
        (
            _info(
                "maintainer",
                "classic-pat",
                "A classic token with read:packages and read:org: two organizations, sixty packages, all in order.",
            ),
            _info(
                "newcomer",
                "classic-pat",
                "A classic token made without read:packages: login succeeds, every pull is refused.",
            ),
            _info(
                "fine-grained",
                "fine-grained-pat",
                "A fine-grained token, which GitHub Packages does not accept.",
            ),
            _info(
                "app",
                "app-installation",
                "An App's installation token on acme: it cannot list, and may read one private package.",
            ),
            _info(
                "github-app",
                "github-app",
                "A GitHub App on acme with its private key: tokens are generated and renewed automatically.",
            ),
            _info(
                "sso",
                "classic-pat",
                "A good classic token that the organization sealed has not been given single sign-on for.",
            ),
            _info(
                "overprivileged",
                "classic-pat",
                "A classic token that works, may do nearly everything, and never expires.",
            ),
            _info(
                "expired",
                "classic-pat",
                "A classic token that has expired: GitHub rejects it everywhere.",
            ),
            _info(
                "rotating",
                "classic-pat",
                "A classic token with three days left, and a new one that acme has not been given single sign-on for.",
            ),
            _info(
                "linked-private",
                "classic-pat",
                "A private package governed by its private repository: listed, but not pulled without repo.",
            ),
            _info(
                "hooks",
                "classic-pat",
                "A classic token that may also set up webhooks: each of the ways to set them up wrongly is there.",
            ),
            _info(
                "browser",
                "oauth-device",
                "Nobody's token yet: octocat signs in with a code, and approves it in the browser by herself.",
            ),
            _info(
                "anonymous",
                "anonymous",
                "No token at all: public packages can be pulled, nothing can be listed.",
            ),
            _info(
                "enterprise",
                "classic-pat",
                "Forty organizations with twenty thousand packages.",
            ),
            _info(
                "colossus",
                "classic-pat",
                "Two hundred organizations with a hundred thousand packages.",
            ),
        )
    )
)

_WORLD_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "enterprise": "enterprise",
        "colossus": "colossus",
        "sso": "refusals",
        "linked-private": "refusals",
        "hooks": "hooks",
        "app": "apps",
        "rotating": "rotation",
        "github-app": "app_minting",
    }
)


def build_world(persona: str, now: datetime) -> "World":
    """Build a persona's world, dated relative to `now` (aware).

    Raises:
        ValueError: There is no such persona.
    """
    if persona not in PERSONAS:
        raise ValueError(f"no such persona: {persona}")
    module = import_module(f"ghcr_wizard.demo.personas.{_WORLD_MODULES.get(persona, 'maintainer')}")
    world: World = module.build(persona, now)
    return world
