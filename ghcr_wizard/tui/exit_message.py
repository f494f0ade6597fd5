"""The one sentence that stays in the terminal when the program has ended."""

from dataclasses import dataclass

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.tui.state import Kept, WizardState


@dataclass(frozen=True, slots=True)
class ExitState:
    """What the program leaves behind.

    Attributes:
        sentence: What was stored where, and what to do next.
        status: The exit status.
    """

    sentence: str
    status: int = 0


_VERDICTS = {
    "ok": "and works",
    "limited": "and works, with warnings",
    "unverified": "but is not verified yet",
    "failed": "but has no access",
    "unreachable": "but could not be tested: could not connect to GitHub",
}


def farewell(state: WizardState, profile: str, keyring: str, *, demo: bool) -> ExitState:
    """What to say at the end.

    Args:
        state: How far the person came.
        profile: The profile's name, where one is stored.
        keyring: The real name of the keyring it is stored in.
        demo: Whether all of it was the demonstration.
    """
    if demo:
        return ExitState("Demo ended; nothing was saved. To use your account, run: ghcr-wizard")
    if state.kept is Kept.KEYRING:
        tested = f" {_VERDICTS[state.test.report.verdict.value]}" if state.test.report else ""
        again = f"ghcr-wizard check --profile {profile}"
        return ExitState(f"Profile {profile} is saved in {keyring}{tested}. To test it again, run: {again}")
    if state.method is Method.ANONYMOUS and state.test.report:
        return ExitState("Nothing was stored: public packages need no token.")
    if state.kept is Kept.SESSION:
        return ExitState("The token was not saved.")
    return ExitState("Nothing was saved. To continue, run: ghcr-wizard")
