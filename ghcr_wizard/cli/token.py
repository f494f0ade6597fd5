"""`ghcr-wizard token`: a stored credential's token, for the standard input of a program that wants it."""

import argparse
import sys
from typing import Any

from ghcr_wizard.cli.common import add_registry_option, hosts_of, stored_credentials, wanted_registry
from ghcr_wizard.cli.outcome import DONE, CommandError
from ghcr_wizard.cli.output import is_terminal, say
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.credential import Credential

_DESCRIPTION = """\
Print a stored credential's token to a pipe or a file; on a terminal only with
--show-secret. A GitHub App's is generated when it has less than five minutes left.

  ghcr-wizard token | docker login ghcr.io --username "$(ghcr-wizard token --print username)" --password-stdin
  ghcr-wizard token | nerdctl login ghcr.io --username NAME --password-stdin
  ghcr-wizard token | helm registry login ghcr.io --username NAME --password-stdin
  ghcr-wizard token | oras login ghcr.io --username NAME --password-stdin
  ghcr-wizard token | crane auth login ghcr.io --username NAME --password-stdin

Ansible (community.docker.docker_login):
  password: "{{ lookup('ansible.builtin.pipe', 'ghcr-wizard token') }}"

Terraform (data source "external"); its state file keeps the token:
  program = ["sh", "-c", "ghcr-wizard token | jq -R '{token: .}'"]
"""
_PARTS = ("token", "username")


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser(
        "token", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", metavar="NAME", help="which one (default: the registry's default profile)")
    add_registry_option(parser)
    parser.add_argument("--print", dest="part", metavar="PART", default="token", help="token (default) or username")
    parser.add_argument("--show-secret", action="store_true", help="print the token even on a terminal")


def run(args: argparse.Namespace) -> int:
    """Print what was asked for; return the exit status."""
    if args.part not in _PARTS:
        raise CommandError(f"--print is one of: {', '.join(_PARTS)}")
    if args.part == "token" and is_terminal(sys.stdout) and not args.show_secret:
        raise CommandError("a token is not shown on a terminal: pipe it into a program, or add --show-secret")
    credential = run_async(_credential(args))
    if args.part == "username":
        say(credential.username)
    elif credential.secret is not None:
        say(credential.secret.reveal())
    return DONE


async def _credential(args: argparse.Namespace) -> Credential:
    hosts = hosts_of(args.registry)
    credentials = stored_credentials()
    return await credentials.load(await credentials.find(wanted_registry(args, hosts), args.profile))
