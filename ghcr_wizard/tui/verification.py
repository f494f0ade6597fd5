"""The live test of the credential at hand, and the listing of its packages beside it: started, followed, stopped."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ghcr_wizard.check.events import CheckEvent
    from ghcr_wizard.tui.background import Background
    from ghcr_wizard.tui.model import WizardModel
    from ghcr_wizard.tui.shared_session import SharedSession
    from ghcr_wizard.tui.stored_profiles import StoredProfiles

_TEST, _CATALOG = "test", "catalog"


class Verification:
    """Runs both; what they yield goes to the model, and a test's result to the stored profile.

    Args:
        model: Says who asks for what, and takes what becomes known.
        background: Runs them beside the screens.
        session: Asks GitHub.
        stored: Notes what the test said.
    """

    def __init__(
        self, model: WizardModel, background: Background, session: SharedSession, stored: StoredProfiles
    ) -> None:
        self._model, self._background, self._session, self._stored = model, background, session, stored

    def start(self, *, everything: bool = False, push: bool = False) -> None:
        """Test afresh, and list the packages anew.

        Args:
            everything: Try every package, not a sample.
            push: Also open and cancel an empty upload where pulling is tried.
        """
        model, hosts = self._model, self._model.state.hosts
        if hosts is None:
            return
        from ghcr_wizard.check.check import CheckRequest

        model.test_started()
        packages, namespaces = model.named()
        wishes = model.state.wishes
        request = CheckRequest(
            model.state.tested_inspection, wishes.purpose, packages, namespaces, everything, push or wishes.push
        )
        testing = self._session.check(hosts, model.state.credential, request, model.now)
        self._background.run(testing, self._test_advanced, group=_TEST)
        self.list_packages()

    def _test_advanced(self, event: CheckEvent) -> None:
        self._model.test_advanced(event)
        report, profile = self._model.state.test.report, self._model.profile
        if report is not None and profile:
            self._stored.record(profile.name, report)

    def list_packages(self, *, refresh: bool = False) -> None:
        """List the packages anew.

        Args:
            refresh: Ask for everything, also for what is remembered and unchanged.
        """
        model, hosts = self._model, self._model.state.hosts
        if hosts is None:
            return
        from ghcr_wizard.catalog.catalog import CatalogRequest

        packages, namespaces = model.named()
        model.catalog_started(packages)
        request = CatalogRequest(model.state.tested_inspection.kind, namespaces, refresh=refresh)
        listing = self._session.catalog(hosts, model.state.credential, request, model.credentials.cache_folder)
        self._background.run(listing, model.catalog_advanced, group=_CATALOG)

    def stop(self) -> None:
        """Stop both; what they still would say is dropped."""
        self._background.stop(_TEST, _CATALOG)
        self._model.stopped()

    def broke(self, group: str, what: str) -> None:
        """Know that work ended by a mistake of the program's own; `what` is redacted."""
        if group in {_TEST, _CATALOG}:
            self._model.broke(what)
