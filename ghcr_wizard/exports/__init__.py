"""Handing a credential to other programs: for each a text with the token's place marked, and what to know about it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ghcr_wizard.exports import actions, cybedefend, flux, harborguard, kubernetes
from ghcr_wizard.exports.document import Export, Source, Target

__all__ = ["BUILDERS", "Export", "Source", "Target", "build"]

BUILDERS: Mapping[Target, Callable[[Source], Export]] = MappingProxyType(
    {
        Target.KUBERNETES: kubernetes.build,
        Target.ACTIONS: actions.build,
        Target.FLUX: flux.build,
        Target.HARBORGUARD: harborguard.build,
        Target.CYBEDEFEND: cybedefend.build,
    }
)
"""What makes the export of each target."""


def build(target: Target, source: Source) -> Export:
    """The export to a target, made from what is known of a credential."""
    return BUILDERS[target](source)
