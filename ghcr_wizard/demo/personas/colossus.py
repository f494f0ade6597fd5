"""Two hundred organizations and a hundred thousand packages: the most that anybody should ever have to look at."""

from datetime import datetime
from itertools import product
from typing import Final

from ghcr_wizard.demo.personas.enterprise import grown
from ghcr_wizard.demo.world import World

PACKAGES: Final = 100_000
_METALS: Final = (
    *("argent", "bronze", "cobalt", "copper", "gold", "indium", "iron", "lithium", "mercury", "nickel"),
    *("osmium", "platinum", "radium", "silver", "sodium", "tin", "titanium", "tungsten", "vanadium", "zinc"),
)
_TRADES: Final = ("bank", "cloud", "data", "health", "labs", "media", "mobility", "retail", "tools", "works")
_LARGE: Final = (9_600, 6_000, 3_000)
"""The first is just below the ten thousand that GitHub lists of one namespace."""


def build(persona: str, now: datetime) -> World:
    """Build the world; only names are made, versions come when they are asked for."""
    return grown(persona, now, [f"{metal}-{trade}" for metal, trade in product(_METALS, _TRADES)], PACKAGES, _LARGE)
