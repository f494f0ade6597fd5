"""After the wizard ended by a mistake of its own: whether to keep the token that only its memory still has."""

import asyncio
import sys
from typing import TYPE_CHECKING

from ghcr_wizard.domain.diagnoses import Severity
from ghcr_wizard.domain.methods import Method
from ghcr_wizard.operations.failures import FAILURES, sentence
from ghcr_wizard.tui.core import WizardCore
from ghcr_wizard.tui.state import Kept

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from ghcr_wizard.operations.stored import StoreResult

_YES = frozenset({"y", "yes", ""})


def rescue(app: WizardCore) -> None:
    """Offer on the plain terminal to store a token that would be lost; say so where nobody can answer."""
    if app.demo is not None:
        return
    name, keeping = _to_keep(app)
    if keeping is None:
        return
    lost = f"The token of {name} is not stored: it is lost when this program ends."
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(lost, file=sys.stderr)  # noqa: T201 - a face speaks
        keeping.close()
        return
    try:
        answer = input(f"{lost} Store it in the keyring now? [Y/n] ")
    except (EOFError, KeyboardInterrupt):
        answer = "n"
    if answer.strip().lower() not in _YES:
        keeping.close()
        print("Not stored.")  # noqa: T201 - a face speaks
        return
    try:
        stored = asyncio.run(keeping)
    except FAILURES as failure:
        print(sentence(failure), file=sys.stderr)  # noqa: T201 - a face speaks
    else:
        again = f"ghcr-wizard check --profile {stored.profile.name}"
        print(f"Stored in {stored.keyring}, and read back to prove it. Test it with “{again}”.")  # noqa: T201 - likewise


def _to_keep(app: WizardCore) -> "tuple[str, Coroutine[Any, Any, StoreResult] | None]":
    """The profile's name, and what stores the token that nothing else has; `None` where there is none."""
    state = app.state
    if state.kept is Kept.SESSION and app.profile is not None:
        return app.profile.name, app.vault.credentials.move_to_keyring(app.profile)
    judgement = state.judgement
    unkept = state.kept is Kept.NOWHERE and state.method is not Method.ANONYMOUS
    if not unkept or judgement is None or judgement.secret is None:
        return "", None
    if any(row.severity is Severity.ERROR for row in judgement.diagnoses):
        return "", None
    profile = app.new_profile(for_good=True)
    return profile.name, app.vault.credentials.store(profile, judgement.secret)
