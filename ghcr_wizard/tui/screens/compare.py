"""Two credentials side by side: what does this one see that the other does not."""

from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.catalog.compare import (
    CatalogsCompared,
    CompareEvent,
    CompareRequest,
    ListingAdvanced,
    ListingFailed,
    compare,
    pull_with_both,
)
from ghcr_wizard.catalog.difference import Difference, Seen, difference
from ghcr_wizard.catalog.difference_text import DifferenceRow, Section, sections, written_difference
from ghcr_wizard.catalog.documents import Format
from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.formatting import count
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.packages import Access
from ghcr_wizard.github.tokens import TokenInspection
from ghcr_wizard.text import clean
from ghcr_wizard.tui.screens.export import Export, ExportScreen
from ghcr_wizard.tui.screens.paste import PasteScreen
from ghcr_wizard.tui.screens.step import FramedScreen
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.long_list import LongList, Piece

if TYPE_CHECKING:
    from ghcr_wizard.tui.state import WizardState

_NOBODY = "no token"
_PASTED = "another token"
_USERNAME = "x-access-token"
"""What GitHub itself writes where a user name is asked for and the token decides."""
_PULLS = {
    Access.GRANTED: "can pull it",
    Access.DENIED: "cannot pull it",
    Access.UNKNOWN: "inconclusive",
}
_ROOMY = 100
"""Columns from which a row has room for its whole note."""
_NOTE_AT = 46
"""Columns for a package's name where its note is next to it."""


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two: what it is called, and its credential or where that is."""

    name: str
    who: Credential | Profile


class OtherList(OptionList):
    """Whom to compare with; Enter takes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "compare", id="others.select"),
        Binding("down,j", "cursor_down", "Down", show=False, id="others.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="others.up"),
    ]


class CompareScreen(FramedScreen):
    """Whom to compare with, then the difference.

    Args:
        name: What the first of the two is called.
        who: Its credential, or where that is.
        hosts: Whose packages.
    """

    CSS_PATH = "compare.tcss"
    heading = "Compare"
    lead = "Compare what two tokens can access"
    explanation = (
        (
            "Both list what they can see, at the same time; what has not changed since the last time costs no "
            "rate limit. A package that only one lists is shown with what is certain about it: where the other "
            "listing is incomplete, it may be missing there."
        ),
        "[t] tests with both whether the selected package can be pulled. [e] exports the difference.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="compare.back"),
        Binding("t", "pull", "test pull with both", id="compare.pull"),
        Binding("e", "export", "export", id="compare.export"),
    ]

    def __init__(self, name: str, who: Credential | Profile, hosts: Hosts) -> None:
        super().__init__()
        self._here, self._hosts = Party(name, who), hosts
        self._there: Party | None = None
        self._others: tuple[Party, ...] = ()
        self._listed = {True: (0, False), False: (0, False)}
        self._seen: tuple[Seen, Seen] | None = None
        self._found: Difference | None = None
        self._problem = ""
        self._rows: list[Section | DifferenceRow | str] = []

    def compose_content(self) -> ComposeResult:
        """What is known, the choice, and the difference in its place."""
        yield Lines(id="said")
        yield OtherList(id="others", markup=False)
        yield LongList(id="difference")

    def on_mount(self) -> None:
        """Offer everybody else."""
        super().on_mount()
        self._others = tuple(self._offered())
        others = self.query_one(OptionList)
        others.add_options([*(Option(_offer(party)) for party in self._others), Option(_offer(_PASTED))])
        others.highlighted = 0
        self._show()

    def _offered(self) -> Iterator[Party]:
        mine = self._here.who.name if isinstance(self._here.who, Profile) else None
        for profile in self.model.profiles:
            if profile.registry == self._hosts.registry and profile.name not in {mine, self._here.name}:
                yield Party(profile.name, profile)
        if self._here.who != ANONYMOUS:
            yield Party(_NOBODY, ANONYMOUS)

    def on_unmount(self) -> None:
        """Stop listing for nobody."""
        self.wizard.background.stop("compare")

    def show(self, state: "WizardState") -> None:
        """Show what is known."""
        del state
        self._show()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option_index < len(self._others):
            self._compare_with(self._others[event.option_index])
        else:
            self.app.push_screen(PasteScreen(), self._pasted)

    def _pasted(self, inspection: TokenInspection | None) -> None:
        """Compare with a token that was pasted; the registry takes any user name with it."""
        if inspection is not None:
            username = self.model.state.username.strip() or _USERNAME
            self._compare_with(Party(_PASTED, Credential(username, inspection.secret)))

    def _compare_with(self, other: Party) -> None:
        self._there, self._problem, self._found = other, "", None
        self._listed = {True: (0, False), False: (0, False)}
        comparing = compare(self._request(self._there), self.model.credentials)
        self.wizard.background.run(comparing, self._advanced, group="compare")
        self._show()

    def _request(self, there: Party) -> CompareRequest:
        _, namespaces = self.model.named()
        return CompareRequest(self._hosts, self._here.who, there.who, namespaces, self.model.credentials.cache_folder)

    def _advanced(self, event: CompareEvent) -> None:
        match event:
            case ListingAdvanced(is_here, packages, done):
                self._listed[is_here] = packages, done
            case ListingFailed(is_here, problem):
                party = self._here if is_here else self._there
                self._problem = f"{party.name if party else ''}: {problem}"
                self._there = None
            case CatalogsCompared(found, here, there):
                self._seen, self._found = (here, there), found
                self._fill(found)
        self._show()

    def _fill(self, found: Difference) -> None:
        there = self._there.name if self._there else _NOBODY
        self._rows = []
        for section in sections(found, self._here.name, there):
            self._rows += [section, *section.rows, ""]
        listed = self.query_one(LongList)
        listed.put(len(self._rows), self._draw)
        if self._first_row and listed.cursor == 0:
            listed.action_go(self._first_row)
        self.set_focus(listed)

    @property
    def _first_row(self) -> int:
        return next((place for place, row in enumerate(self._rows) if isinstance(row, DifferenceRow)), 0)

    def _draw(self, number: int, width: int) -> list[Piece]:
        row = self._rows[number]
        if isinstance(row, str):
            return []
        if isinstance(row, Section):
            return [(row.title, "heading"), (f"  {count(len(row.rows), 'package')}", "muted")]
        visibility = row.package.visibility.value if row.package.visibility else "unknown"
        name = clean(row.package.full_name, 255)
        room = min(_NOTE_AT, max(20, width - 34))
        shown = name if len(name) < room else f"{name[: room - 2]}…"
        return [
            (f"  {shown.ljust(room)}", "text"),
            (visibility.ljust(10), "muted"),
            (row.note if width >= _ROOMY else row.brief, "muted" if row.certain else "caution"),
        ]

    def _show(self) -> None:
        self.query_one("#others").display = self._there is None
        self.query_one("#difference").display = self._found is not None and self._there is not None
        self.query_one("#said", Lines).put([*self._said(), ""])
        self.refresh_bindings()
        if self._there is None:
            self.set_focus(self.query_one(OptionList))

    def _said(self) -> Iterator[Part]:
        if self._problem:
            yield line(("✗ ", "$error"), self._problem)
        if self._there is None:
            yield line("Compare ", (self._here.name, "bold"), " with:")
            return
        yield line(
            (self._here.name, "bold"), " and ", (self._there.name, "bold"), ("  on ", "$muted"), self._hosts.registry
        )
        if self._found is None:
            for is_here, party in ((True, self._here), (False, self._there)):
                packages, done = self._listed[is_here]
                mark = ("✓ ", "$success") if done else ("▸ ", "$primary")
                yield line(mark, f"{party.name}: {count(packages, 'package')}", "" if done else " so far …")
            return
        yield from self._summary(self._found, self._there)

    def _summary(self, found: Difference, there: Party) -> Iterator[Part]:
        only = (
            f"{len(found.only_here):,} only with {self._here.name}",
            f"{len(found.only_there):,} only with {there.name}",
        )
        yield f"{' · '.join(only)} · {len(found.differing):,} different · {found.same:,} the same"
        if there.who == ANONYMOUS:
            yield line(("Anonymous access cannot list packages; public packages are counted as visible.", "$muted"))
        sides = ((self._here, found.here_complete), (there, found.there_complete))
        if missing := [party.name for party, whole in sides if not whole]:
            whose = f"The listing of {' and of '.join(missing)} is incomplete"
            yield line(("! ", "$warning"), f"{whose}: packages may be missing.")

    @property
    def _row(self) -> DifferenceRow | None:
        place = self.query_one(LongList).cursor
        row = self._rows[place] if self._found and place < len(self._rows) else None
        return row if isinstance(row, DifferenceRow) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is something for."""
        del parameters
        return action not in {"pull", "export"} or self._found is not None

    def action_pull(self) -> None:
        """Prove with both whether the package can be pulled."""
        row = self._row
        if row is not None and self._there is not None:
            self.wizard.say(f"Testing pull of {row.package.full_name} with both …")
            pulling = pull_with_both(self._request(self._there), self.model.credentials, row.package)
            self.wizard.background.run(_named(row.package.full_name, pulling), self._pulled, group="pull with both")

    def _pulled(self, pulled: tuple[str, Access, Access]) -> None:
        name, here, there = pulled
        if self._seen is None or self._there is None or not self.is_mounted:
            return
        mine, theirs = self._seen
        key = name.lower()
        self._seen = replace(mine, pulls={**mine.pulls, key: here}), replace(theirs, pulls={**theirs.pulls, key: there})
        self._found = difference(*self._seen)
        self._fill(self._found)
        self._show()
        self.wizard.say(f"{name}: {self._here.name} {_PULLS[here]}, {self._there.name} {_PULLS[there]}.")

    def action_export(self) -> None:
        """Export the difference."""
        if self._found is None or self._there is None:
            return
        found, here, there, registry = self._found, self._here.name, self._there.name, self._hosts.registry
        rows = len(found.only_here) + len(found.only_there) + len(found.differing)

        def pieces(style: Format) -> Iterator[str]:
            return written_difference(found, here, there, registry, style)

        self.app.push_screen(ExportScreen(Export(f"{count(rows, 'difference')}", f"difference-{registry}", pieces)))

    def action_back(self) -> None:
        """Back to the choice, then to where one came from."""
        if self._there is None:
            self.dismiss(None)
            return
        self.wizard.background.stop("compare")
        self._there = self._found = None
        self._show()


async def _named(name: str, pulling: Awaitable[tuple[Access, Access]]) -> tuple[str, Access, Access]:
    return name, *await pulling


def _offer(party: Party | str) -> Content:
    if isinstance(party, str):
        return line((party.ljust(20), "bold"), ("paste it; it is not saved", "$muted"))
    about = "what anybody can see"
    if isinstance(party.who, Profile):
        about = f"{party.who.username}  {party.who.description}".strip()
    return line((party.name.ljust(20), "bold"), (about, "$muted"))
