"""Every cause by its code, for who has only that: `explain`, and a list of all of them."""

from types import ModuleType

from ghcr_wizard.diagnosis import (
    causes_actions,
    causes_apps,
    causes_clients,
    causes_keyrings,
    causes_organizations,
    causes_packages,
    causes_servers,
    causes_tokens,
    causes_webhooks,
)
from ghcr_wizard.diagnosis.cause import Cause

_MODULES: tuple[ModuleType, ...] = (
    causes_tokens,
    causes_apps,
    causes_organizations,
    causes_packages,
    causes_servers,
    causes_keyrings,
    causes_clients,
    causes_actions,
    causes_webhooks,
)

CAUSES: dict[str, Cause] = {
    row.code: row for module in _MODULES for row in vars(module).values() if isinstance(row, Cause)
}
"""In the order they are written."""
