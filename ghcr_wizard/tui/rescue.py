"""After the wizard ended by a mistake of its own: whether to keep the token that only its memory still has."""

import asyncio
import sys
from typing import TYPE_CHECKING

from ghcr_wizard.credentials.failures import FAILURES, sentence
from ghcr_wizard.tui.model import WizardModel
from ghcr_wizard.tui.state import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ghcr_wizard.credentials.stored import StoreResult

_YES = frozenset({"y", "yes", ""})


def rescue(model: WizardModel) -> None:
    """Offer on the plain terminal to store a token that would be lost; say so where nobody can answer."""
    found = _to_keep(model)
    if model.demo is not None or found is None:
        return
    name, keep = found
    lost = f"The token of profile {name} is not stored and will be lost."
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(lost, file=sys.stderr)  # noqa: T201 - a face speaks
        return
    try:
        answer = input(f"{lost} Store it in the keyring now? [Y/n] ")
    except (EOFError, KeyboardInterrupt):
        answer = "n"
    if answer.strip().lower() not in _YES:
        print("Not stored.")  # noqa: T201 - a face speaks
        return
    try:
        stored = asyncio.run(keep())
    except FAILURES as failure:
        print(sentence(failure), file=sys.stderr)  # noqa: T201 - a face speaks
    else:
        print(f"Saved to {stored.keyring}. To test it:\n  ghcr-wizard check --profile {stored.profile.name}")  # noqa: T201 - likewise


def _to_keep(model: WizardModel) -> "tuple[str, Callable[[], Coroutine[Any, Any, StoreResult]]] | None":
    """The profile's name, and what stores the token that nothing else has; `None` where there is none."""
    state, profile, credentials = model.state, model.profile, model.credentials
    if state.kept is Kept.SESSION and profile is not None:
        return profile.name, lambda: credentials.move_to_keyring(profile)
    secret = state.credential.secret
    if state.kept is not Kept.NOWHERE or secret is None:
        return None
    new = model.new_profile(for_good=True)
    return new.name, lambda: credentials.store(new, secret)
