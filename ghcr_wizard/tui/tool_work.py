"""The work of the two tools beside the steps: explaining an error text, examining this computer's credentials."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.references import Reference
from ghcr_wizard.tui import messages
from ghcr_wizard.tui.work import Work

if TYPE_CHECKING:
    from textual.app import App

    from ghcr_wizard.catalog.compare import CompareEvent, CompareRequest
    from ghcr_wizard.clients.fixes import Fix
    from ghcr_wizard.clients.take_over import Offer
    from ghcr_wizard.github.packages import Access, Package
    from ghcr_wizard.tui.credential_work import VaultWork


class ToolWork:
    """Runs the tools beside the screen.

    Args:
        app: Whom to tell.
        work: What runs it.
        vault: What has the stored credentials.
        machine: Gives the variables other programs would see; a demonstration has a computer of its own.
    """

    def __init__(
        self, app: "App[Any]", work: Work, vault: "VaultWork", machine: Callable[[], Mapping[str, str]]
    ) -> None:
        self._app, self._work, self._vault, self._machine = app, work, vault, machine

    def explain(self, text: str, pause: float) -> None:
        """Explain a text once nothing newer came for `pause` seconds."""
        self._work.start("explain", self._explain(text, pause))

    async def _explain(self, text: str, pause: float) -> None:
        from ghcr_wizard.explain.aside import explain_text

        await asyncio.sleep(pause)
        self._app.post_message(messages.TextExplained(text, await explain_text(text)))

    def examine(self, hosts: Hosts, package: Reference | None) -> None:
        """Find and test every credential for a registry."""
        self._work.start("doctor", self._examine(hosts, package))

    async def _examine(self, hosts: Hosts, package: Reference | None) -> None:
        from ghcr_wizard.clients.examine import DoctorRequest, examine

        request = DoctorRequest(hosts, self._machine(), self._vault.credentials, package)
        async for event in examine(request):
            self._app.post_message(messages.ComputerExamined(event))

    def repair(self, offered: "tuple[Fix, ...]") -> None:
        """Do the repairs that were said yes to."""
        self._work.start("repair", self._repair(offered))

    async def _repair(self, offered: "tuple[Fix, ...]") -> None:
        from ghcr_wizard.clients.fixes import apply_fix

        results = tuple([await apply_fix(fix) for fix in offered])
        self._app.post_message(messages.RepairsEnded(results))

    def compare(self, request: "CompareRequest", then: "Callable[[CompareEvent], None]") -> None:
        """List with two credentials and compare; `then` gets what becomes known."""
        self._work.start("compare", self._compare(request, then))

    async def _compare(self, request: "CompareRequest", then: "Callable[[CompareEvent], None]") -> None:
        from ghcr_wizard.catalog.compare import compare

        async for event in compare(request, self._vault.credentials):
            self._app.call_later(then, event)

    def pull_both(
        self, request: "CompareRequest", package: "Package", then: "Callable[[str, Access, Access], None]"
    ) -> None:
        """Try a package with two credentials; `then` gets its name and whether each can pull it."""
        self._work.start("pull with both", self._pull_both(request, package, then))

    async def _pull_both(
        self, request: "CompareRequest", package: "Package", then: "Callable[[str, Access, Access], None]"
    ) -> None:
        from ghcr_wizard.catalog.compare import pull_with_both

        here, there = await pull_with_both(request, self._vault.credentials, package)
        self._app.call_later(then, package.full_name, here, there)

    def stop_comparing(self) -> None:
        """Stop listing for a comparison."""
        self._work.stop("compare")

    def look(self, hosts: Hosts) -> None:
        """Find what other programs hold."""
        self._work.start("looking", self._look(hosts))

    async def _look(self, hosts: Hosts) -> None:
        from ghcr_wizard.clients.take_over import look

        self._app.post_message(messages.OffersFound(await look(hosts, self._machine())))

    def ask(self, hosts: Hosts, index: int, offer: "Offer") -> None:
        """Ask GitHub about an offered token."""
        self._work.start("asking", self._ask(hosts, index, offer))

    async def _ask(self, hosts: Hosts, index: int, offer: "Offer") -> None:
        from ghcr_wizard.clients.take_over import ask

        self._app.post_message(messages.OfferAsked(index, await ask(hosts, offer)))

    def stop(self) -> None:
        """Stop an examination."""
        self._work.stop("doctor")
