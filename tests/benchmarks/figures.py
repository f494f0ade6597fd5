"""One line of the table: ours, theirs, and how the ratio of their medians compares with the target."""

from dataclasses import dataclass
from statistics import median

_LAYOUT = "{:<58} {:>10} {:>10} {:>8} {:>9}  {}"


class NotThereYetError(Exception):
    """What would be measured does not run; the message says what happened instead."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A comparison.

    Attributes:
        what: What was done.
        ours: Seconds it took us, each time.
        theirs: Seconds it took what we compare with, each time.
        target: The ratio to reach: of ours to theirs at most, or where `faster`, of theirs to ours at least.
        faster: Whether the target is how many times faster we are.
    """

    what: str
    ours: list[float]
    theirs: list[float]
    target: float
    faster: bool = False

    @property
    def ratio(self) -> float:
        """The ratio of the medians that the target is about."""
        ours, theirs = median(self.ours), median(self.theirs)
        return theirs / ours if self.faster else ours / theirs

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        return self.ratio >= self.target if self.faster else self.ratio <= self.target

    def amount(self, median: float) -> str:
        """A side's median in the unit it is read in."""
        return f"{median * 1e3:.0f} ms"

    def aim(self) -> str:
        """The target as it is read."""
        return f"{'≥' if self.faster else '≤'} {self.target:g}x"

    def line(self) -> str:
        """The line of the table."""
        return _LAYOUT.format(
            self.what,
            self.amount(median(self.ours)),
            self.amount(median(self.theirs)),
            f"{self.ratio:.2f}x",
            self.aim(),
            "yes" if self.is_met else "NO",
        )


class Counted(Figure):
    """A comparison of numbers instead of seconds."""

    def amount(self, median: float) -> str:
        """A side's median as it is."""
        return f"{median:,.0f}"


class Weighed(Figure):
    """A comparison of bytes instead of seconds."""

    def amount(self, median: float) -> str:
        """A side's median in megabytes."""
        return f"{median / 1e6:.0f} MB"


def heading() -> str:
    """The head of the table."""
    return _LAYOUT.format("what", "ours", "theirs", "ratio", "target", "met")
