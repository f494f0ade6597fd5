"""One screen, one file, its styles beside it; each is imported when it is first shown."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from textual.screen import Screen

from ghcr_wizard.tui.steps import HOME, Step

AnyScreen = Screen[Any]


def load_screen(module: str, name: str, *given: object) -> AnyScreen:
    """A screen of this folder, made of what it is given."""
    screen: AnyScreen = getattr(import_module(f"{__name__}.{module}"), name)(*given)
    return screen


BY_STEP: dict[str, Callable[[], AnyScreen]] = {
    Step.REGISTRY: partial(load_screen, "registry", "RegistryScreen"),
    Step.METHOD: partial(load_screen, "method", "MethodScreen"),
    Step.SCOPES: partial(load_screen, "scopes", "ScopesScreen"),
    Step.SIGN_IN: partial(load_screen, "sign_in", "SignInScreen"),
    Step.TOKEN: partial(load_screen, "token", "TokenScreen"),
    Step.APP: partial(load_screen, "app", "AppScreen"),
    Step.TEST: partial(load_screen, "live_test", "LiveTestScreen"),
    Step.PACKAGES: partial(load_screen, "packages", "PackagesScreen"),
    Step.USE: partial(load_screen, "use", "UseScreen"),
    HOME: partial(load_screen, "home", "HomeScreen"),
}
"""What makes the screen of a step, and the one before them all."""
