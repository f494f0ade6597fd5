"""Step 1: which registry."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Input

from ghcr_wizard.github.hosts import Recognition, recognise
from ghcr_wizard.github.references import MalformedNameError, parse_reference
from ghcr_wizard.tui.guidance import AFTER_THE_TEST, NEVER_SHOWN, TROUBLE
from ghcr_wizard.tui.keyring_rows import no_keyring
from ghcr_wizard.tui.profile_rows import unreadable
from ghcr_wizard.tui.screens.step import StepScreen
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.block import Lines, Part, line, pane
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.field import Field, FieldRow

_OVERRIDES = ("GHCR_WIZARD_REGISTRY_URL", "GHCR_WIZARD_API_URL", "GHCR_WIZARD_WEB_URL")


_JOURNEY: tuple[tuple[Part, Part], ...] = (
    ("Method", "Choose a token type and see what each can do"),
    ("Scopes", "Choose permissions; GitHub opens with the minimal scopes preselected"),
    ("Token", "Paste the token; it is checked locally and saved to your keyring"),
    ("Test", "Verify that it can pull packages, not just log in"),
    *AFTER_THE_TEST,
)
_TOKEN: tuple[tuple[Part, Part], ...] = (
    ("Kept", "in your keyring, or for this session only; you see where before it is saved"),
    ("Sent", "only to the API and the registry shown here"),
    NEVER_SHOWN,
)


class RegistryScreen(StepScreen):
    """Recognizes what is typed while it is typed; Enter takes it, or takes the correction on offer."""

    step = Step.REGISTRY
    heading = "Which registry?"
    lead = "Host, URL or image reference. Use ghcr.io for GitHub.com."
    explanation = (
        (
            "GitHub keeps container images in the GitHub Container Registry, ghcr.io. GHE.com (data residency) "
            "and GitHub Enterprise Server have their own: containers.NAME.ghe.com and containers.HOST."
        ),
        (
            "Whatever you paste here is recognized as you type: a host, a web address, or a whole image name such as "
            "ghcr.io/acme/team/api:1.2, which is then tested too."
        ),
        "Misspelt names are caught here, because a token must never be sent to a look-alike host.",
    )

    def compose_page(self) -> ComposeResult:
        """The field, what it is, and the addresses that follow from it; beside them what comes next."""
        with Container(classes="halves"):
            with Vertical(classes="half"):
                yield FieldRow("Registry", Field(self.model.first_registry, id="registry"))
                yield Lines(id="recognized")
                yield pane(Details(id="addresses"), "Addresses")
                yield pane(Details(id="keeping"), "Where the token can be kept")
            with Vertical(classes="half aside"):
                yield pane(Details(_JOURNEY), "What happens next", aid=True)
                yield pane(Details(_TOKEN), "Your token", aid=True)
                yield pane(Details(TROUBLE), "Troubleshooting")

    def show(self, state: WizardState) -> None:
        """Show what is typed as what it is."""
        del state
        self._renew()

    def _renew(self) -> None:
        for field in self.query("#registry"):
            if not field.has_focus and self.focused is None:
                self.set_focus(field)
        found = self._recognition()
        trouble = unreadable(self.model.profiles_problem)
        self.query_one("#recognized", Lines).put([*self._verdict(found), *trouble])
        self.query_one("#addresses", Details).put(self._addresses(found))
        self._show_keeping()

    def _show_keeping(self) -> None:
        """Say at once where there is no keyring, and what works instead: a token is not to be made in vain."""
        keyring, keeping = self.model.keyring, self.query_one("#keeping", Details)
        keeping.display = keyring is not None and keyring.diagnosis is not None
        if keyring is not None and keyring.diagnosis:
            keeping.put(no_keyring(keyring.diagnosis, self.model.other_stores, self.model.state))

    def _recognition(self) -> Recognition:
        return recognise(self.query_one("#registry", Input).value, self.model.endpoints)

    def _verdict(self, found: Recognition) -> list[Part]:
        if found.hosts is not None:
            return ["", line(("✓ ", "$success"), found.summary[0].upper() + found.summary[1:])]
        lines: list[Part] = ["", line(("✗ ", "$error"), found.summary)]
        if found.correction:
            lines.append(line(("→ ", "$primary"), "Press ", ("Enter", "bold"), f" to use {found.correction}."))
        return lines

    def _addresses(self, found: Recognition) -> list[tuple[Part, Part]]:
        hosts = found.hosts
        if hosts is None:
            return []
        overridden = [name for name in _OVERRIDES if self.model.endpoints.get(name)]
        rows: list[tuple[Part, Part]] = [
            ("Product", hosts.deployment.value),
            ("Registry", hosts.registry_url),
            ("API", hosts.api_url),
            ("Website", hosts.web_url),
        ]
        if self.model.demo:
            rows.append(("Note", "Demo: these are local addresses; nothing leaves this machine."))
        elif overridden:
            rows.append(("Note", f"Addresses are taken from {', '.join(overridden)}."))
        return rows

    @on(Input.Changed, "#registry")
    def _typed(self) -> None:
        self._renew()

    @on(Input.Submitted, "#registry")
    def _submitted(self) -> None:
        self.action_next()

    def action_next(self) -> None:
        """Take the registry, or put the correction in."""
        app = self.wizard
        if self.model.demo and not self.model.demo_ready:
            app.say("Starting the demo server…")
            return
        found = self._recognition()
        if found.hosts is None:
            if found.correction:
                self.query_one("#registry", Input).value = found.correction
            return
        self.model.registry_chosen(found.hosts, self._named(found))
        app.go_on()

    def _named(self, found: Recognition) -> tuple[str, ...]:
        """What else was in the text: an image to test, or a namespace."""
        others = tuple(name for name in self.model.state.named if name != found.path)
        if not found.path or found.hosts is None:
            return others
        try:
            parse_reference(found.path, found.hosts.registry)
        except MalformedNameError:
            return others
        return (found.path, *others)
