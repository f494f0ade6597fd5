"""`ghcr-wizard export TARGET`: hand a stored credential to the program that is to use it.

A target is a row of `TARGETS` and a module of `cli.exports`: `run(args) -> int`, the exit status, and where it has
options of its own, `add_options(parser)`. The options every target takes are added here.
"""

import argparse
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from ghcr_wizard.cli.common import add_credential_options
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.outcome import CommandError
from ghcr_wizard.cli.parsing import not_one_of
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.exports import ExportTarget
from ghcr_wizard.exports.form import NAMES


@dataclass(frozen=True, slots=True)
class Target:
    """What the credential can be exported to.

    Attributes:
        purpose: What exporting there does, in a few words.
        module: The module of `cli.exports` that does it.
        changes_client: Whether it changes another program's configuration, instead of printing something.
    """

    purpose: str
    module: str
    changes_client: bool = False


TARGETS: MappingProxyType[str, Target] = MappingProxyType(
    {
        "docker": Target("configure Docker to use ghcr-wizard as credential helper", "client", changes_client=True),
        "podman": Target(
            "configure Podman and skopeo to use ghcr-wizard as credential helper", "client", changes_client=True
        ),
        **{each.value: Target(each.purpose, "documents") for each in ExportTarget},
    }
)
"""Every target, in the order they are listed."""


_YES_CHANGES = "make the change; without it the change is only shown"
_YES_EXPORTS = "export even if the test failed, and overwrite an existing file"


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's targets and their options."""
    parser = subparsers.add_parser(
        "export",
        description="Let another program use a stored credential.",
        epilog="Options follow the target: --json, --profile, --yes and more; see `ghcr-wizard export TARGET --help`.",
    )
    targets = parser.add_subparsers(dest="target", metavar="TARGET", required=True)
    for name, target in TARGETS.items():
        each = targets.add_parser(
            name, help=target.purpose, description=f"{target.purpose[:1].upper()}{target.purpose[1:]}."
        )
        add_credential_options(each)
        printed = argparse.SUPPRESS if target.changes_client else None
        output = printed or "write to this file, mode 0600, instead of printing"
        each.add_argument("--output", metavar="FILE", help=output)
        each.add_argument("--show-secret", action="store_true", help=printed or "print the secret even on a terminal")
        each.add_argument("--yes", action="store_true", help=_YES_CHANGES if target.changes_client else _YES_EXPORTS)
        undo = "take the change back" if target.changes_client else argparse.SUPPRESS
        each.add_argument("--undo", action="store_true", help=undo)
        if name == ExportTarget.FORM:
            each.add_argument("--for", dest="product", metavar="PRODUCT", help=f"one of: {', '.join(NAMES)}")
        add_options = getattr(_module(target), "add_options", None)
        if add_options is not None:
            add_options(each)


def refused(_args: argparse.Namespace, line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of an export that failed."""
    return action("export", line, done=False, diagnoses=diagnoses)


def run(args: argparse.Namespace) -> int:
    """Export to the target; return the exit status."""
    target = TARGETS[args.target]
    if target.changes_client and (args.output is not None or args.show_secret):
        raise CommandError(f"export {args.target} prints no secret: --output and --show-secret do not go with it")
    if args.undo and not target.changes_client:
        changing = " and ".join(name for name, each in TARGETS.items() if each.changes_client)
        raise CommandError(f"--undo goes with {changing}; export {args.target} changes nothing that could be undone")
    product = getattr(args, "product", None)
    if product is not None and product not in NAMES:
        raise CommandError(not_one_of("--for", product, NAMES))
    status: int = _module(target).run(args)
    return status


def _module(target: Target) -> Any:  # noqa: ANN401 - a module, by its agreement
    return import_module(f"ghcr_wizard.cli.exports.{target.module}")
