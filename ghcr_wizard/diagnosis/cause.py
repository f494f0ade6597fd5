"""The shape of a cause."""

from typing import NamedTuple


class Cause(NamedTuple):
    """One cause: how bad it is, what it is, what to do, where to read more.

    Names in braces are filled by `ghcr_wizard.diagnosis.model.diagnose`; `{subject}` is what the diagnosis is about.
    """

    severity: str
    cause: str
    fix: str
    url: str | None = None
