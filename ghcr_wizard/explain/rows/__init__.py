"""Every error text that is known, by where it comes from. Data only.

Sources: GitHub's documentation and OpenAPI description, the distribution specification, the sources of the clients,
and public reports of exact texts.
"""

from ghcr_wizard.explain.row import ErrorText
from ghcr_wizard.explain.rows import (
    clients,
    engines,
    github,
    images,
    keyrings,
    network,
    organizations,
    own,
    platforms,
    pulls,
    pushes,
    registry,
    symptoms,
)

ROWS: tuple[ErrorText, ...] = (
    *organizations.ROWS,
    *engines.ROWS,
    *images.ROWS,
    *platforms.ROWS,
    *pushes.ROWS,
    *pulls.ROWS,
    *registry.ROWS,
    *github.ROWS,
    *clients.ROWS,
    *keyrings.ROWS,
    *network.ROWS,
    *symptoms.ROWS,
)
"""The rows written by hand; where all else is equal, the earlier one comes first."""


def every_row() -> tuple[ErrorText, ...]:
    """All rows, with those for this program's own sentences."""
    return ROWS + own.rows()
