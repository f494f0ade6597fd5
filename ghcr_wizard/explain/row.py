"""The shape of what is known about error texts: a text as people see it, and what may have caused it."""

from typing import NamedTuple

from ghcr_wizard.explain.contexts import NOWHERE, Context
from ghcr_wizard.explain.match import Certainty


class PossibleCause(NamedTuple):
    """One thing that a text can mean.

    Attributes:
        code: The diagnosis.
        certainty: How sure that is.
        when: What must be known about the surroundings for it to hold.
        unless: What must not be.
    """

    code: str
    certainty: Certainty
    when: Context = NOWHERE
    unless: Context = NOWHERE

    def holds(self, seen: Context) -> bool:
        """Whether it is to be considered where `seen` is known about the surroundings."""
        return self.when in seen and not self.unless & seen


class ErrorText(NamedTuple):
    """An error text and its causes, the likeliest first.

    Attributes:
        text: A template; see `ghcr_wizard.explain.template`.
        causes: What it can mean.
        quoted: Whether the text is what a program says, so that it can be quoted; a person's words for a symptom
            are not.
        without: A text that the line must not have, in lower case.
    """

    text: str
    causes: tuple[PossibleCause, ...]
    quoted: bool = True
    without: str | None = None


def row(text: str, *causes: PossibleCause, without: str | None = None) -> ErrorText:
    """A row for what a program says."""
    return ErrorText(text, causes, quoted=True, without=without)


def symptom(text: str, *codes: str) -> ErrorText:
    """A row for what a person says: every cause is merely possible."""
    return ErrorText(text, tuple(PossibleCause(code, Certainty.POSSIBLE) for code in codes), quoted=False)


def certain(code: str, when: Context = NOWHERE, unless: Context = NOWHERE) -> PossibleCause:
    """A cause that the text proves."""
    return PossibleCause(code, Certainty.CERTAIN, when, unless)


def likely(code: str, when: Context = NOWHERE, unless: Context = NOWHERE) -> PossibleCause:
    """The usual cause."""
    return PossibleCause(code, Certainty.LIKELY, when, unless)


def possible(code: str, when: Context = NOWHERE, unless: Context = NOWHERE) -> PossibleCause:
    """A cause that is worth a look."""
    return PossibleCause(code, Certainty.POSSIBLE, when, unless)
