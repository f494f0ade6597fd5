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
        return ExitState("That was the demonstration: nothing was stored. Run “ghcr-wizard” for the real GitHub.")
    if state.kept is Kept.KEYRING:
        tested = f" {_VERDICTS[state.test.report.verdict.value]}" if state.test.report else ""
        again = f"ghcr-wizard check --profile {profile}"
        return ExitState(f"The token of profile {profile} is in {keyring}{tested}. Test it again with “{again}”.")
    if state.method is Method.ANONYMOUS and state.test.report:
        return ExitState("Nothing was stored: public packages need no token.")
    if state.kept is Kept.SESSION:
        return ExitState("The token was used for this session only; it is stored nowhere.")
    return ExitState("Nothing was stored. Run “ghcr-wizard” to go on.")
