"""From an error text to its causes, offline: any client's words, a whole log, an HTTP answer.

`explain` is the way in. What it knows is data in `ghcr_wizard.explain.rows`: adding a cause is adding a row and
its test.
"""

from ghcr_wizard.explain.explain import every_cause, explain
from ghcr_wizard.explain.lines import LONGEST
from ghcr_wizard.explain.match import Certainty, Match
from ghcr_wizard.explain.understanding import Understanding, understood
from ghcr_wizard.explain.workflows import is_workflow

__all__ = ["LONGEST", "Certainty", "Match", "Understanding", "every_cause", "explain", "is_workflow", "understood"]
