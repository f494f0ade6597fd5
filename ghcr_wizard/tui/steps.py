"""The steps of the wizard, and which of them a method goes through."""

from enum import StrEnum

from ghcr_wizard.github.auth_methods import Method


class Step(StrEnum):
    """The steps in their order; the values are the names of their screens."""

    REGISTRY = "registry"
    METHOD = "method"
    SCOPES = "scopes"
    SIGN_IN = "sign-in"
    TOKEN = "token"  # noqa: S105 - a step's name
    APP = "app"
    TEST = "test"
    PACKAGES = "packages"
    USE = "use"


TITLES = {step: step.value.replace("-", " ").capitalize() for step in Step} | {Step.USE: "Use it"}
"""What the rail calls each step."""

_OF_ONE_METHOD = {Step.SIGN_IN: Method.OAUTH_DEVICE, Step.APP: Method.GITHUB_APP}
"""Steps that a single method has; the others never hear of them."""

HOME = "home"
"""The name of the home screen, which is no step."""


def path(method: Method) -> tuple[Step, ...]:
    """The steps a method goes through: no token means no scopes and no token step; Actions ends in lines to paste.

    An App mints its tokens, so its own step stands in place of the token's.
    """
    if method is Method.ANONYMOUS:
        return (Step.REGISTRY, Step.METHOD, Step.TEST, Step.PACKAGES, Step.USE)
    if method is Method.ACTIONS_TOKEN:
        return (Step.REGISTRY, Step.METHOD, Step.SCOPES)
    steps = tuple(step for step in Step if _OF_ONE_METHOD.get(step, method) is method)
    return tuple(step for step in steps if step is not Step.TOKEN or method is not Method.GITHUB_APP)


def known(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """What the rail shows beside a method's own steps: those that most methods go through."""
    hidden = {*_OF_ONE_METHOD, Step.TOKEN} if Step.APP in steps else set(_OF_ONE_METHOD)
    return tuple(step for step in Step if step in steps or step not in hidden)


def following(step: Step, method: Method) -> Step | None:
    """The step after `step`, or `None` at the end."""
    steps = path(method)
    index = steps.index(step) + 1
    return steps[index] if index < len(steps) else None


def preceding(step: Step, method: Method) -> Step | None:
    """The step before `step`, or `None` at the beginning."""
    steps = path(method)
    index = steps.index(step)
    return steps[index - 1] if index else None
