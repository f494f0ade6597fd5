"""What an error text means: one cause with its fix, and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum

from ghcr_wizard.diagnosis.cause import Cause, Severity
from ghcr_wizard.diagnosis.model import Diagnosis


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
        of: Which cause.
        cause: What is wrong, with the names found in the text.
        fix: What to do.
        url: Where to read more, or where to do it.
        certainty: How sure it is.
    """

    of: Cause
    cause: str
    fix: str
    url: str | None
    certainty: Certainty

    @property
    def code(self) -> str:
        """The cause's public name."""
        return self.of.code

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.of.severity

    def diagnosis(self) -> Diagnosis:
        """The same as a diagnosis; what it is about stands in its sentences."""
        return Diagnosis(self.of, self.of.severity, self.cause, self.fix, None, self.url)
