"""A text with places for a token in it, and what belongs to such a text: an export.

The token is no part of an export. It is put in by `written`, which gives a `Secret` again, at the very moment the
whole text is written, copied or tested; everything shown comes from `masked`.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Self

from ghcr_wizard.exports.docker_config import auth, encoded
from ghcr_wizard.github.packages import Package
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.secret import Secret

MASK = "********"
"""What stands on a screen in place of anything secret; always as long."""

MARKER = "made by ghcr-wizard"
"""Words in the first line of every exported document, by which an own file is told from another's."""


NOTHING_SPECIAL: Mapping[str, bool] = MappingProxyType({})


class ExportTarget(StrEnum):
    """What a credential is exported to as a text, a row each; the values are the public names.

    A row has the name, the label, what exporting there does, and what is special about it. The module of
    `ghcr_wizard.exports` that has the name (a hyphen as an underscore) makes the text with its `build`.
    """

    label: str
    """What a person calls it, at most fifteen characters."""
    purpose: str
    """What exporting there does, in a few words."""
    needs_token: bool
    """Whether it is of no use without one."""
    whole_listing: bool
    """Whether it says something of every package."""
    only_proven: bool
    """Whether it is of no use unless this very token has just read a private package."""

    KUBERNETES = "kubernetes", "Kubernetes", "print a pull secret for Kubernetes"
    ACTIONS = "actions", "GitHub Actions", "print YAML for a GitHub Actions workflow", {"needs_token": False}
    FLUX = "flux", "Flux", "print a pull secret for Flux"
    HARBORGUARD = "harborguard", "HarborGuard", "print the values for HarborGuard"
    CYBEDEFEND = (
        "cybedefend",
        "CybeDefend",
        "print the values for CybeDefend, and what it can scan",
        {"needs_token": False, "whole_listing": True},
    )
    CONFIG_JSON = "config-json", "config.json", "print a config.json that needs no helper, for containers and CI"
    HELM = "helm", "Helm", "print Helm's own file of logins"
    K3S = "k3s", "k3s", "print registries.yaml for k3s and RKE2"
    ARGOCD = "argocd", "Argo CD", "print a repository template and a pull secret for Argo CD"
    AWS = "aws", "AWS", "print a secret for AWS Secrets Manager: ECR pull-through cache, ECS"
    FORM = "form", "Other forms", "print the values for a program's form, by the names of its fields"
    ESO = (
        "eso",
        "Ext. Secrets",
        "print a generator for External Secrets, for a GitHub App",
        {"only_proven": True},
    )

    def __new__(
        cls, name: str, label: str = "", purpose: str = "", special: Mapping[str, bool] = NOTHING_SPECIAL
    ) -> Self:
        """The row's name, with its other columns as attributes."""
        row = str.__new__(cls, name)
        row._value_ = name
        row.label, row.purpose = label, purpose
        row.needs_token = special.get("needs_token", True)
        row.whole_listing = special.get("whole_listing", False)
        row.only_proven = special.get("only_proven", False)
        return row


class Form(Enum):
    """The form a token takes in a text."""

    PLAIN = "as it is"
    QUOTED = "as it stands between the quotes of JSON and YAML"
    AUTH = "with the user name before it, in base64"
    DOCKER_CONFIG = "a Docker configuration in base64"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for the token in a text.

    Attributes:
        form: The form it takes there.
        registry: The registry it is for, where the form says so.
        username: The user name that goes with it, where the form says so.
    """

    form: Form = Form.PLAIN
    registry: str = ""
    username: str = ""

    def filled(self, token: Secret) -> Secret:
        """What goes into the place; as secret as the token."""
        if self.form is Form.QUOTED:
            return Secret(json.dumps(token.reveal(), ensure_ascii=False)[1:-1])
        if self.form is Form.AUTH:
            return auth(self.username, token)
        if self.form is Form.DOCKER_CONFIG:
            return encoded(self.registry, self.username, token)
        return token


Text = tuple[str | Slot, ...]
"""A text in parts, the secret ones as slots."""


def written(text: Text, token: Secret | None) -> Secret:
    """The whole text with the token in its places.

    Raises:
        ValueError: It has such a place and there is no token: a bug of the caller.
    """
    if token is None and has_secret(text):
        raise ValueError("this text needs a token")
    parts = (part if isinstance(part, str) else part.filled(token or Secret("")).reveal() for part in text)
    return Secret("".join(parts), is_document=True)


def masked(text: Text) -> str:
    """The whole text as it may be shown."""
    return "".join(part if isinstance(part, str) else MASK for part in text)


def has_secret(text: Text) -> bool:
    """Whether the text has a place for the token."""
    return any(isinstance(part, Slot) for part in text)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        name: As the program's own page names it.
        value: What goes into it.
        note: What to know about it, or empty.
    """

    name: str
    value: Text
    note: str = ""


@dataclass(frozen=True, slots=True)
class Caveat:
    """What a person should know before using an export; `serious` where it will not work, or not for long."""

    text: str
    serious: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with an export: a sentence, and the command or line that does it, if there is one."""

    text: str
    command: str = ""


class Proof(Enum):
    """Where the credential that is to be proven stands in an export."""

    DOCKER_CONFIG = "in the Docker configuration inside the document"
    AUTHS = "in the document, which is a Docker configuration"
    JSON = "in the members of the document, by their names"
    LINES = "in the lines of the document, by the names of its fields"
    FIELD = "in a field that is not part of the document"


@dataclass(frozen=True, slots=True)
class ExportSource:
    """What an export is made from; nothing in it is secret.

    Attributes:
        registry: The registry's host.
        web_url: The origin of GitHub's pages.
        username: The user name that goes with the token; empty without one.
        kind: The token's kind.
        login: The token's owner as GitHub named it, or `None`.
        expires_at: When it ends, in UTC, if known.
        never_expires: Whether GitHub answered for it without an end.
        excess: What it may do beyond reading packages, in plain words, or empty.
        profile: The profile's name, or empty for a credential given once.
        description: The person's own words about it, or empty.
        packages: The packages seen with it.
        complete: Whether those are all; `None` if nobody listed them.
        product: The program whose form is wanted, for `form`; empty for any.
        app: The App's client id or App id, and the installation's number, where the profile is an App's.
    """

    registry: str
    web_url: str
    username: str
    kind: TokenKind
    login: str | None = None
    expires_at: datetime | None = None
    never_expires: bool = False
    excess: str = ""
    profile: str = ""
    description: str = ""
    packages: tuple[Package, ...] = ()
    complete: bool | None = None
    product: str = ""
    app: tuple[str, int] | None = None

    def applying(self, target: ExportTarget, file_name: str) -> str:
        """The command that gives a manifest to a cluster: from this program where it is stored, else from a file."""
        return f"{self.printing(target, '')} | kubectl apply -f -" if self.profile else f"kubectl apply -f {file_name}"

    def printing(self, target: ExportTarget, file_name: str) -> str:
        """The command that prints the document: this program where the credential is stored, else a file's content."""
        return f"ghcr-wizard export {target}{self.option}" if self.profile else f"cat {file_name}"

    @property
    def option(self) -> str:
        """The option that names the stored profile, after a blank; nothing without one."""
        return f" --profile {shlex.quote(self.profile)}" if self.profile else ""


@dataclass(frozen=True, slots=True)
class Export:
    """Everything about handing a credential to one program.

    Attributes:
        target: Which program.
        title: Its name.
        about: What the document is, in a sentence or two.
        document: The whole text.
        fields: The fields of its form, where it has one.
        caveats: What to know, the serious ones first.
        steps: What to do with the document, in order.
        proof: Where the credential stands that is to be proven.
        login: The names of the two fields with user name and token, where the proof reads fields; the first is empty
            where one field has both, with a colon between them.
        file_name: What a file of it is called.
    """

    target: ExportTarget
    title: str
    about: str
    document: Text
    fields: tuple[Field, ...]
    caveats: tuple[Caveat, ...]
    steps: tuple[Step, ...]
    proof: Proof
    login: tuple[str, str] = ("", "")
    file_name: str = ""

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            KeyError: There is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def form_text(heading: str, fields: tuple[Field, ...], rest: tuple[str, ...] = ()) -> Text:
    """A form as a text: a heading, a line for each field, and what follows.

    Args:
        heading: The first line, without the comment's sign.
        fields: The fields.
        rest: Lines that follow.
    """
    parts: list[str | Slot] = [f"# {heading}\n"]
    for field in fields:
        parts += [f"{field.name}: ", *field.value, "\n"]
    parts += [f"{line}\n" for line in rest]
    return tuple(parts)
