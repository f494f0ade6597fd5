"""Where a token can be kept on a machine without a keyring, as rows of a list."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

from ghcr_wizard.tui.widgets.block import Part, line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghcr_wizard.credentials.store_trial import StoreTrial
    from ghcr_wizard.diagnosis.model import Diagnosis
    from ghcr_wizard.tui.state import WizardState

UNSAVED: tuple[Part, Part] = ("Without saving", "keeps it in memory until you quit.")


def no_keyring(row: Diagnosis, stores: Iterable[StoreTrial], state: WizardState) -> list[tuple[Part, Part]]:
    """Why there is no keyring, and the stores of this machine that work, each with the command that uses it.

    Args:
        row: What is wrong with the keyring.
        stores: The stores that were tried and work; none as long as that is not known.
        state: For whom the commands are: the registry, the method and the user name.
    """
    rows: list[tuple[Part, Part]] = [
        ("Keyring", line(("✗ ", "$error"), row.cause)),
        ("", line(("→ ", "$primary"), row.fix)),
        UNSAVED,
    ]
    if not stores:
        return rows
    from ghcr_wizard.credentials.store_trial import PLACEHOLDER, Login

    login = Login(state.method, state.registry, state.username.strip() or PLACEHOLDER)
    rows += [("", ""), ("Other stores", line(("on this machine, by command:", "$muted")))]
    for found in stores:
        rows += [
            ("", line(("✓ ", "$success"), (found.title, "bold"), ("  tested just now", "$muted"))),
            ("", found.command_line(login)),
        ]
    return rows
