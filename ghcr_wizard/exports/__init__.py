"""Handing a credential to other programs: for each a text with the token's place marked, and what to know about it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ghcr_wizard.exports import actions, cybedefend, flux, harborguard, kubernetes
from ghcr_wizard.exports.document import Export, ExportSource, ExportTarget

__all__ = ["BUILDERS", "Export", "ExportSource", "ExportTarget", "build"]

BUILDERS: Mapping[ExportTarget, Callable[[ExportSource], Export]] = MappingProxyType(
    {
        ExportTarget.KUBERNETES: kubernetes.build,
        ExportTarget.ACTIONS: actions.build,
        ExportTarget.FLUX: flux.build,
        ExportTarget.HARBORGUARD: harborguard.build,
        ExportTarget.CYBEDEFEND: cybedefend.build,
    }
)
"""What makes the export of each target."""


def build(target: ExportTarget, source: ExportSource) -> Export:
    """The export to a target, made from what is known of a credential."""
    return BUILDERS[target](source)
