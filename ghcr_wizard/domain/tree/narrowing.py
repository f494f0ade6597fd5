"""Which packages the tree is narrowed to, besides the words searched for."""

from collections.abc import Mapping
from dataclasses import dataclass

from ghcr_wizard.domain.packages import Package, Verdict, Visibility


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a package must be to be shown; the default shows every one.

    Attributes:
        visibilities: One of these visibilities, or any where this is empty.
        namespace: In this namespace, or in any where this is `None`.
        pull: Pulling it was found to be granted or denied, or was not tried; anything where this is `None`.
    """

    visibilities: frozenset[Visibility] = frozenset()
    namespace: str | None = None
    pull: Verdict | None = None

    def covers(self, namespace: str) -> bool:
        """Whether packages of this namespace are shown at all."""
        return self.namespace is None or self.namespace.lower() == namespace.lower()

    @property
    def judges_packages(self) -> bool:
        """Whether each package has to be looked at."""
        return bool(self.visibilities) or self.pull is not None

    def keeps(self, package: Package, verdicts: Mapping[str, Verdict]) -> bool:
        """Whether the package is shown; `verdicts` are by lower-case full name."""
        if self.visibilities and package.visibility not in self.visibilities:
            return False
        return self.pull is None or verdicts.get(package.full_name.lower(), Verdict.UNKNOWN) is self.pull


EVERYTHING = Narrowing()
"""Nothing left out."""
