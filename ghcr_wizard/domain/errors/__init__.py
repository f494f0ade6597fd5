"""From an error text to its causes, offline: any client's words, a whole log, an HTTP answer.

`explain` is the way in. What it knows is data in `ghcr_wizard.domain.errors.rows`: adding a cause is adding a row and
its test.
"""

from ghcr_wizard.domain.errors.explain import every_cause, explain
from ghcr_wizard.domain.errors.match import Certainty, Match
from ghcr_wizard.domain.errors.reading import LONGEST

__all__ = ["LONGEST", "Certainty", "Match", "every_cause", "explain"]
