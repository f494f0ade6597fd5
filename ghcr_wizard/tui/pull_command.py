"""The command that pulls a package by digest: made of what is known, after asking for what is not."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from ghcr_wizard.catalog.events import TagRow, TagsRefused
from ghcr_wizard.diagnosis.causes_packages import TAG_NOT_FOUND
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.packages import Package
from ghcr_wizard.github.references import Reference, image

if TYPE_CHECKING:
    from ghcr_wizard.catalog.events import TagsEvent
    from ghcr_wizard.tui.app import WizardApp


def tags_of(wizard: "WizardApp", package: Package) -> "AsyncIterator[TagsEvent]":
    """The tags of a package, as they become known."""
    namespace = wizard.model.library.index.namespace(package.owner)
    owner = namespace.type if namespace else None
    return wizard.session.tags(wizard.model.state.credential, wizard.model.caller, package, owner)


class PullCommand:
    """Copies the command: for Docker, the next time for Podman.

    Args:
        wizard: The application.
    """

    def __init__(self, wizard: "WizardApp") -> None:
        self._wizard = wizard
        self._pulled, self._puller = "", "docker"

    def copy(self, package: Package, tag: TagRow | None) -> None:
        """Copy it for a tag, else for the package's newest one, at once or when its digest is known."""
        app = self._wizard
        tag = tag or next(iter(app.model.library.tag_rows(package).values()), None)
        if tag and (digest := self._digest(package, tag)):
            self._copy(package, digest)
            return

        def found(result: str | Diagnosis) -> None:
            if isinstance(result, str):
                self._copy(package, result)
            else:
                app.say(f"No pull command for {package.full_name}. {result.cause} {result.fix}", "error", 10)

        app.say(f"Asking for the digest of {package.full_name}{f':{tag.name}' if tag else ''} …")
        app.background.run(self._find_digest(package, tag), found, group="digest")

    def _digest(self, package: Package, tag: TagRow) -> str | None:
        """Where a tag points, if known."""
        read = self._wizard.model.library.image_of(package, tag)
        return (read.image.digest if read and read.image else None) or tag.digest

    async def _find_digest(self, package: Package, tag: TagRow | None) -> AsyncIterator[str | Diagnosis]:
        """The digest of a tag, else of the package's newest one, or why there is none; its tags are kept as well."""
        app, looked_for = self._wizard, tag
        if looked_for is None:
            async for event in tags_of(app, package):
                app.model.tags_read(event)
                if isinstance(event, TagsRefused):
                    yield event.diagnosis
                    return
                if looked_for is None and event.tags:
                    looked_for = event.tags[0]
                    if looked_for.digest:
                        yield looked_for.digest
            if looked_for is None:
                yield diagnose(TAG_NOT_FOUND, package.full_name, reference="tag")
                return
        if looked_for.digest is None:
            reference = Reference(package.owner, package.name, tag=looked_for.name)
            yield await app.session.digest(app.model.state.credential, app.model.caller, reference)

    def _copy(self, package: Package, digest: str) -> None:
        pulled = f"pull {image(self._wizard.model.state.registry, package.owner, package.name)}@{digest}"
        self._puller = "podman" if self._pulled == pulled and self._puller == "docker" else "docker"
        self._pulled = pulled
        self._wizard.copy(f"{self._puller} {pulled}", f"{self._puller} {pulled}")
