"""Diagnoses as rows of the facts: what is wrong, why, and what to do."""

from collections.abc import Iterable

from ghcr_wizard.diagnosis.model import Diagnosis, told_once, worst_first
from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.widgets.details import Row
from ghcr_wizard.tui.widgets.diagnosis_card import Fix, headline


def about_diagnoses(diagnoses: Iterable[Diagnosis]) -> list[Row]:
    """The diagnoses, worst first, a blank line before each."""
    rows: list[Row] = []
    for row in worst_first(told_once(diagnoses)):
        rows += [
            ("", ""),
            ("", headline(row)),
            ("", row.cause),
            Fix(row),
        ]
        if row.url:
            rows.append(("", link(row.url)))
    return rows
