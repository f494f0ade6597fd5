"""What step 7 shows for each program: pure text from exports, plans and proofs, the secret always masked."""

from collections.abc import Iterable

from ghcr_wizard.catalog.tree import PackageIndex
from ghcr_wizard.clients.setup import Plan, SetupResult
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.exports.document import Caveat, Export, ExportSource, Proof, Text, masked
from ghcr_wizard.exports.proof import ProofResult, ProofVerdict
from ghcr_wizard.github.scopes import in_plain_words
from ghcr_wizard.tui.highlighting import highlighted
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.sheet import Item

PROOF_LOOKS = {
    ProofVerdict.PROVEN: ("✓", "$success"),
    ProofVerdict.PUBLIC_ONLY: ("!", "$warning"),
    ProofVerdict.LOGIN_ONLY: ("!", "$warning"),
    ProofVerdict.REFUSED: ("✗", "$error"),
    ProofVerdict.UNDECIDED: ("!", "$warning"),
    ProofVerdict.NOTHING: ("·", "$muted"),
}

PUSH = (
    (
        "GHCR has no webhooks. GitHub sends package events to webhooks of the repository that publishes a "
        "package, and of its organization. A scanner such as HarborGuard learns of new images that way."
    ),
    "",
    (
        "Press Enter to find the repository that publishes your packages, to set up its webhook, to ping it, and to "
        "see why push events are not delivered. Nothing is changed before you confirm."
    ),
    "",
    "It takes a token with a right to webhooks, which the token that pulls should not have.",
)

ONE_HOUR = (
    "This installation token expires one hour after it was generated, and is handed out as it is. A profile with the "
    "App's own key generates a new one whenever it is needed."
)
PUBLIC_ONLY = (
    "This run has no token, and public packages need none: they are pulled as they are. To set this up for private "
    "ones, go back to Method and choose a credential."
)
NOT_STORED = line(
    "This token is not saved, so these programs cannot use it. ",
    ("[Ctrl+S]", "bold"),
    " save it first, then set them up here. The other programs take the token itself.",
)

Row = tuple[Part, Part]
"""A mark and the text beside it; without a mark the text goes over the whole width."""

BLANK: Row = ("", "")
CAUTION = line(("!", "bold $warning"))

_DIFF_COLOURS = {"+": "$success", "-": "$error", "@": "$muted"}


def source_of(state: WizardState, profile: Profile | None, index: PackageIndex) -> ExportSource:
    """What an export is made from, as far as this run knows it."""
    report, inspection = state.test.report, state.tested_inspection
    token = report.token if report else None
    identity = report.identity if report else None
    person = identity if identity and identity.type == "User" else None
    return ExportSource(
        registry=state.registry,
        web_url=state.hosts.web_url if state.hosts else "",
        username=state.credential.username,
        kind=inspection.kind,
        login=person.login if person and state.credential.username != "x-access-token" else None,
        expires_at=token.expires_at if token else None,
        never_expires=bool(token and token.never_expires),
        excess=in_plain_words(token.excess_scopes) if token else "",
        profile=profile.name if profile else "",
        description=state.description.strip(),
        packages=tuple(row for entry in index.entries() for row in index.packages(entry.namespace.name)),
        complete=state.catalog.complete,
        app=(profile.app.client_id, profile.app.installation) if profile and profile.app else None,
    )


def items_of(export: Export) -> list[tuple[Item, Text]]:
    """The fields and the commands of an export, each with the text that is copied."""
    found: list[tuple[Item, Text]] = [
        (Item(field.name, masked(field.value), field.note), field.value) for field in export.fields
    ]
    commands = [step for step in export.steps if step.command]
    return [*found, *((Item("", step.command, above=step.text), (step.command,)) for step in commands)]


def about(export: Export) -> list[Row]:
    """Its name and what it is."""
    return [("", line((export.title, "bold $primary"))), ("", export.about)]


def proof_rows(proof: ProofResult | None, *, trying: bool) -> list[Row]:
    """What became of the proof, or that it is under way."""
    if proof is None:
        said = line(("testing this secret", "$muted"))
        return [(line(("…", "$primary")), said)] if trying else []
    symbol, colour = PROOF_LOOKS[proof.verdict]
    return [(line((symbol, f"bold {colour}")), proof.summary)]


def caveat_rows(caveats: Iterable[Caveat], *, serious: bool) -> list[Row]:
    """The serious caveats, or the others."""
    return [(CAUTION if serious else line(("·", "$muted")), row.text) for row in caveats if row.serious is serious]


def document_rows(export: Export) -> list[Row]:
    """The document, masked, where it is more than the fields."""
    text = masked(export.document)
    if export.fields and export.proof is not Proof.FIELD:
        return []
    return [*(("", row) for row in highlighted(text, export.file_name)), BLANK]


def step_rows(export: Export) -> list[Row]:
    """The steps that have no command to copy."""
    return [(line(("→", "$primary")), step.text) for step in export.steps if not step.command]


def plan_rows(title: str, plan: Plan | None, outcome: SetupResult | None) -> list[Row]:
    """A program's configuration: what would change, line by line, or what was changed."""
    rows: list[Row] = [("", line((title, "bold $primary")))]
    if plan is None:
        return [*rows, (line(("…", "$primary")), line(("looking at its configuration", "$muted")))]
    if outcome is None:
        rows.append(("", plan.summary))
    else:
        rows.append(_result(outcome.summary, good=outcome.done))
        rows += [_result(outcome.proof, good=not _errors(outcome))] if outcome.proof else []
    rows += [(CAUTION, note) for note in plan.notes]
    found = outcome.diagnoses if outcome else plan.diagnoses
    rows += [(CAUTION, f"{row.cause} {row.fix}") for row in found]
    if outcome is None:
        changed = [text for text in plan.diff if not text.startswith(("---", "+++"))]
        rows += [BLANK, *(("", line((text, _DIFF_COLOURS.get(text[:1], "")))) for text in changed)]
    return rows


def _errors(outcome: SetupResult) -> bool:
    return any(row.severity is Severity.ERROR for row in outcome.diagnoses)


def _result(text: str, *, good: bool) -> Row:
    symbol, colour = ("✓", "$success") if good else ("✗", "$error")
    return line((symbol, f"bold {colour}")), text
