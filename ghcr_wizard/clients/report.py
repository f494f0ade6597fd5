"""What `doctor` finds: other programs' credentials, each with its verdict and who uses it. Plain values."""

from dataclasses import dataclass
from enum import StrEnum

from ghcr_wizard.clients.lookup import Candidate, Client, Holding, Means, Role
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.secret import Secret


class CredentialSource(StrEnum):
    """What kind of place a credential was found in."""

    DOCKER_CONFIG = "docker-config"
    DOCKER_HELPER = "docker-helper"
    PODMAN_AUTH = "podman-auth"
    HELM_CONFIG = "helm-config"
    REGISTRIES_YAML = "registries-yaml"
    STANDARD_INPUT = "standard-input"
    GH = "gh"
    ENVIRONMENT = "environment"
    PROFILE = "profile"


class CredentialVerdict(StrEnum):
    """What came of testing a credential."""

    WORKS = "works"
    LIMITED = "limited"
    REJECTED = "rejected"
    UNREADABLE = "unreadable"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class KeptIn:
    """The file a credential, or the entry that stands for one, is in.

    Attributes:
        path: Where it is.
        mode: Its permission bits; `None` where the operating system has none.
        persistent: Whether it survives a reboot.
        key: The entry's name in the file's `auths`; `None` in a file that has none.
        legacy: Whether the file is nothing but its `auths`.
    """

    path: str
    mode: int | None = None
    persistent: bool = True
    key: str | None = None
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One credential for the registry as it was found, or a place that should have given one.

    Attributes:
        source: What kind of place.
        location: Path, variable, helper or profile; safe to show.
        roles: What the place is to the programs that look there.
        means: How it gives the credential.
        holding: What a program gets there.
        namespace: The part of the registry it is for; empty for all of it.
        username: The user name that stands with it.
        secret: The secret.
        kept: The file it is in, where that is known.
        flaws: What is wrong with the place itself.
        export: The target of `export` that writes such a place anew; empty where there is none.
    """

    source: CredentialSource
    location: str
    roles: tuple[Role, ...]
    means: Means = Means.ENTRY
    holding: Holding = Holding.SECRET
    namespace: str = ""
    username: str | None = None
    secret: Secret | None = None
    kept: KeptIn | None = None
    flaws: tuple[Diagnosis, ...] = ()
    export: str = ""

    @property
    def shown(self) -> bool:
        """Whether there is anything to tell of it; a helper that has nothing is none of a person's concern."""
        return self.secret is not None or bool(self.flaws)

    def candidates(self) -> list[Candidate]:
        """It, once for every role it plays."""
        exact = self.kept is None or self.kept.key is None or "://" not in self.kept.key
        return [Candidate(role, self.means, self.holding, self.namespace, exact) for role in self.roles]


@dataclass(frozen=True, slots=True)
class Examined:
    """A credential with all that is known about it by now.

    Attributes:
        found: Where it is.
        wins_for: The programs that use it.
        verdict: What testing it showed; `None` while it is not known yet.
        kind: The kind of token; `None` where there is none to look at.
        owner: Whose it is by GitHub's own word.
        diagnoses: Everything found about it.
    """

    found: Found
    wins_for: tuple[Client, ...] = ()
    verdict: CredentialVerdict | None = None
    kind: TokenKind | None = None
    owner: str | None = None
    diagnoses: tuple[Diagnosis, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """The control pull: whether a package can be pulled without a credential; `None` if that could not be tried."""

    package: str
    works: bool | None


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything `doctor` found out.

    Attributes:
        hosts: The servers.
        credentials: What was found, in the order it was looked for.
        control: The control pull, if a package was named.
        diagnoses: Everything found, errors first.
    """

    hosts: Hosts
    credentials: tuple[Examined, ...]
    control: Control | None
    diagnoses: tuple[Diagnosis, ...]

    @property
    def tested(self) -> bool:
        """Whether any credential got an answer from a server."""
        answered = {CredentialVerdict.WORKS, CredentialVerdict.LIMITED, CredentialVerdict.REJECTED}
        return any(row.verdict in answered for row in self.credentials)
