"""Names of packages and namespaces on the command line."""

import argparse

from ghcr_wizard.cli.outcome import CommandError, diagnosed
from ghcr_wizard.diagnosis.causes_packages import REFERENCE_INCOMPLETE
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.github.hosts import Hosts, recognise
from ghcr_wizard.github.references import (
    IncompleteReferenceError,
    MalformedNameError,
    Reference,
    as_reference,
    is_namespace,
    parse_reference,
)
from ghcr_wizard.text import clean

_LONGEST_REPEATED = 25
"""Characters: what a person puts here without its owner is a short name; a token, its prefix lost too, is longer."""


def add_namespace_option(parser: argparse.ArgumentParser) -> None:
    """Add `--namespace`."""
    help_text = "a user or organization to look at; may be repeated"
    parser.add_argument("--namespace", metavar="NAME", action="append", default=[], help=help_text)


def add_package_option(parser: argparse.ArgumentParser) -> None:
    """Add `--package`."""
    help_text = "OWNER/NAME[:TAG|@DIGEST] to try; may be repeated"
    parser.add_argument("--package", metavar="PACKAGE", action="append", default=[], help=help_text)


def namespaces(args: argparse.Namespace) -> tuple[str, ...]:
    """The namespaces asked for.

    Raises:
        CommandError: One cannot be a login.
    """
    if not all(is_namespace(name) for name in args.namespace):
        raise CommandError("--namespace takes the name of a GitHub user or organization")
    return tuple(dict.fromkeys(args.namespace))


def packages(args: argparse.Namespace, hosts: Hosts) -> tuple[Reference, ...]:
    """The packages asked for.

    Raises:
        CommandError: One is incomplete, malformed, or on another registry.
    """
    return tuple(_reference(text, hosts) for text in dict.fromkeys(args.package))


def _reference(text: str, hosts: Hosts) -> Reference:
    _refuse_other_hosts(text, hosts)
    try:
        return parse_reference(text, hosts.registry)
    except IncompleteReferenceError:
        given = _repeatable(text) or "An empty text"
        raise diagnosed(diagnose(REFERENCE_INCOMPLETE, given=given)) from None
    except MalformedNameError as error:
        raise CommandError(f"--package: {error}") from None


def _repeatable(text: str) -> str:
    """What was given as far as it may be repeated: it could be a token that went to the wrong option."""
    return clean(text) if len(text) <= _LONGEST_REPEATED else "What was given"


def _refuse_other_hosts(text: str, hosts: Hosts) -> None:
    """An image of a look-alike or former registry is named as such, not as a package that does not exist."""
    first, _, rest = as_reference(text).removeprefix("https://").partition("/")
    if "." not in first or not rest or first.lower() == hosts.registry:
        return
    recognition = recognise(first)
    if recognition.diagnosis is not None:
        raise diagnosed(recognition.diagnosis)
    raise CommandError(f"--package names an image of another registry than {hosts.registry}; use --registry for it")
