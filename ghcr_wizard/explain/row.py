"""The shape of what is known about error texts: a text as people see it, and what may have caused it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ghcr_wizard.explain.contexts import NOWHERE, Context
from ghcr_wizard.explain.match import Certainty
from ghcr_wizard.explain.requests import Part

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Advice(NamedTuple):
    """How a cause shows in one situation: sentences and words in place of its general ones.

    Attributes:
        cause: What is wrong here, or `None` for the cause's own sentence.
        fix: What to do here, likewise.
        facts: Words for the names in braces; they win over what the text tells.
        unnamed: Whether what the text names nearby is not what it is about.
    """

    cause: str | None = None
    fix: str | None = None
    facts: Mapping[str, str] = _NOTHING
    unnamed: bool = False


class PossibleCause(NamedTuple):
    """One thing that a text can mean.

    Attributes:
        code: The diagnosis.
        certainty: How sure that is.
        when: What must be known about the surroundings for it to hold.
        unless: What must not be.
        advice: What to say instead of the general sentences.
    """

    code: str
    certainty: Certainty
    when: Context = NOWHERE
    unless: Context = NOWHERE
    advice: Advice | None = None

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
        without: Texts that the line must not have, in lower case.
        yields: Whether it gives way to what else is found: the frame around a reason, or a remark in passing.
    """

    text: str
    causes: tuple[PossibleCause, ...]
    quoted: bool = True
    without: tuple[str, ...] = ()
    yields: bool = False


def row(text: str, *causes: PossibleCause, without: str | tuple[str, ...] = ()) -> ErrorText:
    """A row for what a program says."""
    return ErrorText(text, causes, quoted=True, without=_texts(without))


def hint(text: str, *causes: PossibleCause, without: str | tuple[str, ...] = ()) -> ErrorText:
    """A row for something that tells of a cause, and is not what a program answers: it is not quoted."""
    return ErrorText(text, causes, quoted=False, without=_texts(without))


def rows(texts: tuple[str, ...], *causes: PossibleCause, without: str | tuple[str, ...] = ()) -> tuple[ErrorText, ...]:
    """A row for each of several wordings of one thing."""
    return tuple(row(text, *causes, without=without) for text in texts)


def asides(
    texts: tuple[str, ...], *causes: PossibleCause, without: str | tuple[str, ...] = ()
) -> tuple[ErrorText, ...]:
    """Rows for what programs say around a reason, or in passing: they count where nothing better is found."""
    return tuple(ErrorText(text, causes, quoted=True, without=_texts(without), yields=True) for text in texts)


def _texts(without: str | tuple[str, ...]) -> tuple[str, ...]:
    return (without,) if isinstance(without, str) else without


def symptom(text: str, *codes: str) -> ErrorText:
    """A row for what a person says: every cause is merely possible."""
    return ErrorText(text, tuple(PossibleCause(code, Certainty.POSSIBLE) for code in codes), quoted=False)


def certain(
    code: str, when: Context = NOWHERE, unless: Context = NOWHERE, advice: Advice | None = None
) -> PossibleCause:
    """A cause that the text proves."""
    return PossibleCause(code, Certainty.CERTAIN, when, unless, advice)


def likely(
    code: str, when: Context = NOWHERE, unless: Context = NOWHERE, advice: Advice | None = None
) -> PossibleCause:
    """The usual cause."""
    return PossibleCause(code, Certainty.LIKELY, when, unless, advice)


def possible(
    code: str, when: Context = NOWHERE, unless: Context = NOWHERE, advice: Advice | None = None
) -> PossibleCause:
    """A cause that is worth a look."""
    return PossibleCause(code, Certainty.POSSIBLE, when, unless, advice)


class RequestRow(NamedTuple):
    """A refused request and its causes, whatever the client's words for it are.

    Attributes:
        part: What was asked for.
        statuses: The answers, as text: `403`, or `5` for all of 500 to 599.
        causes: What it can mean.
        methods: Only these, or every one.
        by_digest: Only of something named by its digest (or only not), or both.
    """

    part: Part
    statuses: tuple[str, ...]
    causes: tuple[PossibleCause, ...]
    methods: frozenset[str] = frozenset()
    by_digest: bool | None = None


def request(
    part: Part, statuses: str, *causes: PossibleCause, methods: str = "", by_digest: bool | None = None
) -> RequestRow:
    """A row for a request; `statuses` and `methods` are separated by blanks."""
    return RequestRow(part, tuple(statuses.split()), causes, frozenset(methods.split()), by_digest)
