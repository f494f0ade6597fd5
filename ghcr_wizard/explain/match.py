"""What an error text means: one cause with its fix, and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum

from ghcr_wizard.diagnosis.model import Severity


class Certainty(StrEnum):
    """How sure a cause is, given the text alone."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


CERTAINTY_ORDER = {Certainty.CERTAIN: 0, Certainty.LIKELY: 1, Certainty.POSSIBLE: 2}


@dataclass(frozen=True, slots=True)
class Match:
    """A cause of an error text.

    Attributes:
        code: Its cause.
        severity: How bad it is.
        cause: What is wrong, with the names found in the text.
        fix: What to do.
        url: Where to read more, or where to do it.
        certainty: How sure it is.
    """

    code: str
    severity: Severity
    cause: str
    fix: str
    url: str | None
    certainty: Certainty
