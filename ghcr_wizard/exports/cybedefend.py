"""The fields of CybeDefend's form for GHCR, and which of the packages seen it can scan.

CybeDefend's page on GHCR: public and internal images are scanned, private ones are not supported.
"""

from collections import Counter
from dataclasses import dataclass

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import (
    MARKER,
    Caveat,
    Export,
    ExportSource,
    ExportTarget,
    Field,
    Proof,
    Slot,
    Step,
    form_text,
)
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.github.packages import Package, Visibility
from ghcr_wizard.github.references import image
from ghcr_wizard.github.tokens import TokenKind

USERNAME, TOKEN, DESCRIPTION = "GitHub Username", "Personal Access Token", "Description"
SCANNED = frozenset({Visibility.PUBLIC, Visibility.INTERNAL})
_CONSEQUENCE = "its scans of internal images fail"
_MOST_NAMED = 200
"""Packages named in the document; more are counted."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the packages seen CybeDefend can scan."""

    public: int
    internal: int
    private: int
    unknown: int

    @property
    def scanned(self) -> int:
        """Those it can scan."""
        return self.public + self.internal

    @property
    def seen(self) -> int:
        """All of them."""
        return self.scanned + self.private + self.unknown


def coverage(packages: tuple[Package, ...]) -> Coverage:
    """Count the packages by what CybeDefend does with their visibility."""
    counted = Counter(row.visibility for row in packages)
    return Coverage(
        counted[Visibility.PUBLIC], counted[Visibility.INTERNAL], counted[Visibility.PRIVATE], counted[None]
    )


def build(source: ExportSource) -> Export:
    """The export to CybeDefend."""
    fields = _fields(source)
    return Export(
        ExportTarget.CYBEDEFEND,
        "CybeDefend",
        f"The values for its GitHub Container Registry form, field by field. {coverage_sentence(source)}",
        form_text(f"CybeDefend: GitHub Container Registry; {MARKER}", fields, _scannable(source)),
        fields,
        (*_of_registry(source), *of_token(source, _CONSEQUENCE), *_of_kind(source), *_caveats(source)),
        (
            Step("In CybeDefend add a registry, GitHub Container Registry, and give these values."),
            Step("Public images need no token: leave the field empty."),
        ),
        Proof.LINES,
        (USERNAME, TOKEN),
        "cybedefend.txt",
    )


def coverage_sentence(source: ExportSource) -> str:
    """How many of the packages seen it can scan, as a sentence."""
    if source.complete is None and not source.packages:
        return "Which packages it can scan is not known: none were listed."
    found = coverage(source.packages)
    text = (
        f"It can scan {found.scanned} of {found.seen} packages seen: {found.public} public, {found.internal} internal. "
        f"It does not scan the {found.private} private."
    )
    if found.unknown:
        text += f" The visibility of {found.unknown} is not known."
    return text if source.complete else f"{text} The listing was not complete."


def _fields(source: ExportSource) -> tuple[Field, ...]:
    named = f"{source.registry}, profile {source.profile}" if source.profile else source.registry
    token: tuple[str | Slot, ...] = () if source.kind is TokenKind.NONE else (Slot(),)
    return (
        Field(USERNAME, (source.login or source.username,), "your GitHub login, or the organization"),
        Field(TOKEN, token, "required for internal images only"),
        Field(DESCRIPTION, (source.description or named,), "optional"),
    )


def _scannable(source: ExportSource) -> tuple[str, ...]:
    """The packages it can scan, as comments."""
    rows = [row for row in source.packages if row.visibility in SCANNED]
    names = tuple(f"#   {image(source.registry, row.owner, row.name)} ({row.visibility})" for row in rows[:_MOST_NAMED])
    more = (f"#   and {len(rows) - _MOST_NAMED} more",) if len(rows) > _MOST_NAMED else ()
    return (f"# {coverage_sentence(source)}", *names, *more)


def _of_registry(source: ExportSource) -> tuple[Caveat, ...]:
    if source.registry == GHCR:
        return ()
    text = (
        f"CybeDefend's form has no field for the registry: it is for {GHCR}, so packages of {source.registry} are out."
    )
    return (Caveat(text, serious=True),)


def _of_kind(source: ExportSource) -> tuple[Caveat, ...]:
    if source.kind is TokenKind.FINE_GRAINED_PAT:
        text = "CybeDefend's page prefers fine-grained tokens, in general; for GHCR its own steps make a classic one."
        return (Caveat(text, serious=True),)
    if source.kind is TokenKind.APP_INSTALLATION:
        return (Caveat("CybeDefend asks for a personal access token; an App's is none.", serious=True),)
    return ()


def _caveats(source: ExportSource) -> tuple[Caveat, ...]:
    private = coverage(source.packages).private
    many = f" That is {private} of the packages seen." if private else ""
    return (
        Caveat(
            f"CybeDefend does not scan private images.{many} Its page says to make them internal or public; "
            "a package that was made public never becomes private again."
        ),
        Caveat(
            "Its page lists write:packages as optional. Scanning does not need it: read:packages is enough, "
            "and less is lost if the token leaks."
        ),
        Caveat(
            "Its page wants the user name to match the token's owner. GHCR ignores the name; in this form it says "
            "whose packages are meant, so for an organization's give the organization."
        ),
        Caveat(
            "If it refuses: does the token have read:packages, has it expired, are you a member of the "
            "organization, and is it authorized for single sign-on? ghcr-wizard check shows all four."
        ),
    )
