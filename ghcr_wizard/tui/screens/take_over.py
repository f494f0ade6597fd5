"""What other programs on this computer hold for the registry, to be taken over by choice."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.clients.lookup import Role
from ghcr_wizard.clients.report import CredentialSource
from ghcr_wizard.clients.take_over import ask, look
from ghcr_wizard.github.tokens import KIND_NAMES
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.screens.window import Window
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.details import Details

if TYPE_CHECKING:
    from ghcr_wizard.clients.take_over import Asked, Offer
    from ghcr_wizard.github.hosts import Hosts

_PLACES = {
    CredentialSource.DOCKER_CONFIG: "Docker's file ",
    CredentialSource.DOCKER_HELPER: "credential helper ",
    CredentialSource.PODMAN_AUTH: "Podman's file ",
    CredentialSource.HELM_CONFIG: "Helm's file ",
    CredentialSource.REGISTRIES_YAML: "file of the cluster ",
    CredentialSource.GH: "gh, ",
    CredentialSource.ENVIRONMENT: "variable ",
}


_INDENT = " "
"""A name that keeps a row in the column of the texts."""


class OfferList(OptionList):
    """The tokens; Enter takes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "use this", id="offers.select"),
        Binding("down,j", "cursor_down", "Down", show=False, id="offers.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="offers.up"),
    ]
    DEFAULT_CSS = """
    OfferList { height: auto; max-height: 8; background: $surface; border: none; padding: 0; }
    OfferList:focus { border: none; background-tint: $surface 0%; }
    OfferList > .option-list--option-highlighted { background: $panel; color: $foreground; }
    OfferList:focus > .option-list--option-highlighted { background: $cursor-line; color: $foreground; }
    """


class TakeOverScreen(Window):
    """The tokens that were found, and what is known of the one under the cursor; a token itself is never shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "ask", "check scopes", id="offers.ask"),
        Binding("c", "command", "run gh each time", id="offers.command"),
        Binding("y", "copy", "copy command", id="offers.copy"),
        Binding("r", "look", "rescan", id="offers.look"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[Offer, ...] | None = None
        self._asked: dict[int, Asked | None] = {}

    def compose_window(self) -> ComposeResult:
        """The list, and the facts."""
        yield Lines(line(("Use an existing login", "bold")), id="title")
        yield OfferList(id="offers")
        with Page():
            yield Details(id="facts", first=14)

    def on_mount(self) -> None:
        """Begin to look."""
        self.action_look()

    def action_look(self) -> None:
        """Look through this computer again."""
        self._offers, self._asked = None, {}
        looking = look(self.model.hosts, self.model.machine)
        self.wizard.background.run(looking, self._show_found, group="looking")
        self._show()

    def _show_found(self, offers: "tuple[Offer, ...]") -> None:
        """Show what was found."""
        self._offers = offers
        listed = self.query_one(OfferList)
        listed.clear_options()
        listed.add_options([Option(_prompt(offer)) for offer in offers])
        if offers:
            listed.highlighted = 0
            self.set_focus(listed)
        self._show()

    def _show_asked(self, answer: "tuple[int, Asked]") -> None:
        """Show what GitHub said."""
        index, asked = answer
        self._asked[index] = asked
        self._show()

    @property
    def _index(self) -> int:
        return self.query_one(OfferList).highlighted or 0

    @property
    def _offer(self) -> "Offer | None":
        return self._offers[self._index] if self._offers and self._index < len(self._offers) else None

    @on(OptionList.OptionHighlighted)
    def _show(self) -> None:
        offer = self._offer
        self.query_one(OfferList).display = bool(self._offers)
        if self._offers is None:
            rows: list[tuple[Part, Part]] = [("", line(("▸ Scanning …", "$primary")))]
        elif offer is None:
            rows = [("", "No existing login found in gh, Docker, Podman or the environment.")]
        else:
            rows = [("", ""), *_facts(offer), *self._answer(offer)]
        self.query_one("#facts", Details).put(rows)
        self.refresh_bindings()

    def _answer(self, offer: "Offer") -> list[tuple[Part, Part]]:
        if self._index not in self._asked:
            return [("Scopes", line(("not checked: ", "$muted"), ("[t]", "bold"), " check scopes"))]
        asked = self._asked[self._index]
        if asked is None:
            return [("Scopes", line(("▸ asking …", "$primary")))]
        rows: list[tuple[Part, Part]] = [("Owner", asked.login)] if asked.login else []
        if asked.scopes is not None:
            rows.append(("Scopes", ", ".join(asked.scopes) or "none"))
        rows += [(_INDENT, line(("✗ ", "$error"), f"{row.cause} {row.fix}")) for row in asked.diagnoses]
        if asked.missing:
            rows.append((_INDENT, line(("✗ ", "$error"), f"Missing {', '.join(asked.missing)}: pulls will fail.")))
            rows += _refresh(offer)
        elif asked.alive and asked.scopes is not None:
            rows.append((_INDENT, line(("✓ ", "$success"), "Can read packages.")))
        return rows

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the token under the cursor allows."""
        del parameters
        offer = self._offer
        asked = self._asked.get(self._index)
        possible = {
            "ask": offer is not None,
            "command": offer is not None and offer.command is not None,
            "copy": offer is not None and offer.refresh is not None and asked is not None and bool(asked.missing),
        }
        return possible.get(action, True)

    def action_ask(self) -> None:
        """Ask GitHub about the token under the cursor."""
        if offer := self._offer:
            self._asked[self._index] = None
            asking = _asked(self._index, self.model.hosts, offer)
            self.wizard.background.run(asking, self._show_asked, group="asking")
            self._show()

    def action_copy(self) -> None:
        """Copy gh's line."""
        if (offer := self._offer) and offer.refresh:
            self.wizard.copy(offer.refresh, "gh's line")

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self._take(command=False)

    def action_command(self) -> None:
        """Keep gh's command instead of its token."""
        self._take(command=True)

    def _take(self, *, command: bool) -> None:
        offer = self._offer
        if offer is None:
            return
        asked = self._asked.get(self._index)
        login = (asked.login if asked else None) or offer.found.username
        self.dismiss(None)
        self.wizard.take_over(offer, place(offer), login, command=command)


async def _asked(index: int, hosts: "Hosts", offer: "Offer") -> "tuple[int, Asked]":
    return index, await ask(hosts, offer)


def place(offer: "Offer") -> str:
    """Where a token was found, in words."""
    found = offer.found
    kind = "regctl's file " if Role.REGCTL in found.roles else _PLACES.get(found.source, "")
    return f"{kind}{found.location}"


def _prompt(offer: "Offer") -> Content:
    kind = KIND_NAMES[offer.inspection.kind]
    return line((place(offer), "bold"), "\n", (f"  {kind}", "$muted"))


def _facts(offer: "Offer") -> list[tuple[Part, Part]]:
    rows: list[tuple[Part, Part]] = [("Found in", place(offer))]
    if offer.found.username:
        rows.append(("User name", offer.found.username))
    rows.append(("Token", f"{KIND_NAMES[offer.inspection.kind]}, {offer.inspection.length} characters"))
    rows += [(_INDENT, line(("! ", "$warning"), row.cause)) for row in offer.inspection.diagnoses]
    if offer.command:
        rows.append(("Instead", line(("c", "bold"), f" stores the command `{offer.command}`: nothing is copied")))
    return rows


def _refresh(offer: "Offer") -> list[tuple[Part, Part]]:
    if offer.refresh is None:
        return []
    rows: list[tuple[Part, Part]] = [("Fix", line((offer.refresh, "$primary")))]
    if offer.overridden:
        rows.append((_INDENT, f"Unset {offer.overridden} first: gh does not refresh its token while it is set."))
    rows.append((_INDENT, line(("[y]", "bold"), " copy command · ", ("[r]", "bold"), " rescan afterwards")))
    return rows
