"""Handing a credential to other programs: for each a text with the token's place marked, and what to know about it."""

from importlib import import_module

from ghcr_wizard.exports.document import Export, ExportSource, ExportTarget

__all__ = ["Export", "ExportSource", "ExportTarget", "build"]


def build(target: ExportTarget, source: ExportSource) -> Export:
    """The export to a target, made from what is known of a credential."""
    made: Export = import_module(f"{__name__}.{target.replace('-', '_')}").build(source)
    return made
