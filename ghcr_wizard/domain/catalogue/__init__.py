"""Every cause the program can name: its severity, its sentences and where to read more. Data only.

The codes and severities are the public interface; the wording is ours. Adding a cause is adding a row and its test.
"""

from ghcr_wizard.domain.catalogue import (
    actions,
    apps,
    clients,
    keyrings,
    organizations,
    packages,
    servers,
    tokens,
    webhooks,
)
from ghcr_wizard.domain.catalogue.row import Row

ROWS: dict[str, Row] = {
    **tokens.ROWS,
    **apps.ROWS,
    **organizations.ROWS,
    **packages.ROWS,
    **servers.ROWS,
    **keyrings.ROWS,
    **clients.ROWS,
    **actions.ROWS,
    **webhooks.ROWS,
}
"""Every row by its code."""
