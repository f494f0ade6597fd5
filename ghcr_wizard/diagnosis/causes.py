"""Every cause the program can name: its severity, its sentences and where to read more. Data only.

The codes and severities are the public interface; the wording is ours. Adding a cause is adding a row and its test.
"""

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

ROWS: dict[str, Cause] = {
    **causes_tokens.ROWS,
    **causes_apps.ROWS,
    **causes_organizations.ROWS,
    **causes_packages.ROWS,
    **causes_servers.ROWS,
    **causes_keyrings.ROWS,
    **causes_clients.ROWS,
    **causes_actions.ROWS,
    **causes_webhooks.ROWS,
}
"""Every row by its code."""
