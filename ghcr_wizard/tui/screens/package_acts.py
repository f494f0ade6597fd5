"""What can be done with the row under the tree's cursor: copy it, open its page, prove its pull."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from ghcr_wizard.github.packages import Namespace
from ghcr_wizard.github.references import image
from ghcr_wizard.tui.screens.step import StepScreen
from ghcr_wizard.tui.widgets.package_pane import PackagePane
from ghcr_wizard.tui.widgets.package_tree import PackageTree


class PackageActs(StepScreen):
    """A screen with a `PackagePane`, and the keys that act on what the pane shows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "copy", id="packages.copy", tooltip="Copy the reference"),
        Binding("Y", "copy_pull", "copy pull", id="packages.copy-pull", tooltip="Copy docker pull; again: podman"),
        Binding("o", "open", "open", id="packages.open", tooltip="Open the package's page, or the way in"),
        Binding("p", "pull", "prove pull", id="packages.pull"),
        Binding("e", "export", "export", id="packages.export", tooltip="Export what is shown"),
        Binding("equals_sign", "compare", "compare with another", key_display="=", show=False, id="packages.compare"),
        Binding("full_stop", "part(1)", "Next platform", key_display=".", show=False, id="packages.part"),
        Binding("comma", "part(-1)", "Platform before", key_display=",", show=False, id="packages.part-before"),
        Binding("i", "read_more", "Read platforms and sizes", show=False, id="packages.read-more"),
        Binding(
            "w", "webhooks", "push events", show=False, id="packages.webhooks", tooltip="Where its push event goes"
        ),
    ]

    _pulled = ""
    _puller = "docker"

    @property
    def pane(self) -> PackagePane:
        """The facts about the row under the cursor."""
        return self.query_one(PackagePane)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the row under the cursor can do."""
        if action in {"copy", "copy_pull", "pull", "webhooks"}:
            return self.pane.package is not None
        if action == "part":
            return self.pane.part is not None
        if action == "read_more":
            return self.pane.can_read_more
        if action == "open":
            return self._address() is not None
        return super().check_action(action, parameters)

    def _reference(self) -> str | None:
        package = self.pane.package
        if package is None:
            return None
        name = image(self.wizard.state.registry, package.owner, package.name)
        return f"{name}:{self.pane.tag.name}" if self.pane.tag else name

    def action_copy(self) -> None:
        """Copy the reference."""
        if reference := self._reference():
            self.wizard.copy(reference, reference)

    def action_copy_pull(self) -> None:
        """Copy the pull by digest of the tag, else of the newest one known: for Docker, the next time for Podman."""
        package, library = self.pane.package, self.wizard.library
        if package is None:
            return
        tag = self.pane.tag or next(iter(library.tag_rows(package).values()), None)
        read = library.image_of(package, tag) if tag else None
        digest = (read.image.digest if read and read.image else None) or (tag.digest if tag else None)
        if digest is None:
            self.wizard.say("No digest is known yet: open the package and go to a tag first.", "warning")
            return
        pulled = f"pull {image(self.wizard.state.registry, package.owner, package.name)}@{digest}"
        self._puller = "podman" if self._pulled == pulled and self._puller == "docker" else "docker"
        self._pulled = pulled
        self.wizard.copy(f"{self._puller} {pulled}", f"{self._puller} {pulled}")

    def _address(self) -> tuple[str, str] | None:
        """The page of the tag's version or of the package, or the way into a locked namespace."""
        if (tag := self.pane.tag) and tag.url:
            return tag.url, f"the page of this version of {self.pane.package.full_name if self.pane.package else 'it'}"
        if package := self.pane.package:
            return (package.url, f"the page of {package.full_name}") if package.url else None
        row = self.pane.row
        if row is None or not isinstance(row.subject, Namespace):
            return None
        name = row.subject.name
        about = [each for each in self.wizard.state.catalog.diagnoses if (each.subject or "").lower() == name.lower()]
        url = row.subject.way_in or next((each.url for each in about if each.url), None)
        return (url, f"the way into {name}") if url else None

    def action_open(self) -> None:
        """Open the page, or the way in."""
        if found := self._address():
            self.wizard.show_page(*found)

    def action_export(self) -> None:
        """Export the packages that are shown."""
        from ghcr_wizard.tui.exporting import export_of
        from ghcr_wizard.tui.screens.export import ExportScreen

        tree = self.query_one(PackageTree)
        self.app.push_screen(ExportScreen(export_of(tree, self.wizard.state.registry, self.wizard.state.catalog)))

    def action_compare(self) -> None:
        """Compare what this credential sees with what another does."""
        self.wizard.compare()

    def action_part(self, by: int) -> None:
        """Look at another platform or attachment of the tag."""
        self.pane.choose_part(by)

    def action_read_more(self) -> None:
        """Read what the facts show as not read."""
        self.pane.read_more()

    def action_webhooks(self) -> None:
        """Show where the package's push event goes."""
        if package := self.pane.package:
            self.wizard.open_webhooks(package.full_name)

    def action_pull(self) -> None:
        """Prove that the package can be pulled."""
        if package := self.pane.package:
            self.wizard.say(f"Asking the registry for {package.full_name} …")
            app = self.wizard
            pulling = app.session.pull(app.state.credential, app.caller, package)
            app.background.run(pulling, app.pull_tried, group=f"pull of {package.full_name}")
