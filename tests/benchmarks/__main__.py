"""How fast the program is: `python -m tests.benchmarks` from the project's folder.

Every figure is a ratio of medians, both sides measured by turns in the same run, so it says the same on a fast machine
and on a slow one; the app's in a real pseudo-terminal of 120 by 40 cells. Exit status 1 if a target is missed. Takes
six minutes.
"""

import sys
from collections.abc import Callable

from tests.benchmarks import credential_helper, explain, first_paint, listing, quitting, tree, verdict, version, wizard
from tests.benchmarks.figures import Figure, NotThereYetError, heading

MEASUREMENTS: tuple[Callable[[], list[Figure]], ...] = (
    first_paint.measure,
    version.measure,
    tree.measure,
    quitting.measure,
    verdict.measure,
    wizard.measure,
    explain.measure,
    listing.measure,
    credential_helper.measure,
)


def main() -> int:
    """Measure everything, print a line each, say whether every target is met."""
    print(heading(), flush=True)  # noqa: T201 - the table is what this program is for
    met = True
    for measure in MEASUREMENTS:
        try:
            figures = measure()
        except NotThereYetError as reason:
            print(f"not there yet: {reason}", flush=True)  # noqa: T201 - likewise
            met = False
            continue
        for figure in figures:
            print(figure.line(), flush=True)  # noqa: T201 - likewise
            met = met and figure.is_met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
