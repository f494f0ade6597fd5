"""`ghcr-wizard profiles`: list the profiles, never a secret."""

import argparse
from datetime import UTC, datetime
from typing import Any

from ghcr_wizard.cli.common import add_registry_option, hosts_of, stored_credentials
from ghcr_wizard.cli.credential_documents import profiles as document
from ghcr_wizard.cli.outcome import DONE
from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, complain, mark, say, say_json, table
from ghcr_wizard.cli.parsing import add_json_option
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.credentials.expiry import watch
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.diagnosis.causes_keyrings import PROFILES_UNREADABLE
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.formatting import SOON, iso_day, until

_HEADERS = ("", "Profile", "Registry", "Method", "User", "Last test", "Expires", "Description")
_DESCRIPTION = """\
List the stored profiles; secrets are never shown. Tokens that expired or
expire within 7 days are reported on standard error (exit status stays 0).

In cron use: ghcr-wizard check --profile NAME
which exits with 1 if the token was rejected, or expires_at from --json.
"""
_VERDICT_COLOURS = {
    "ok": Colour.GREEN,
    "limited": Colour.YELLOW,
    "unverified": Colour.YELLOW,
    "failed": Colour.RED,
    "unreachable": Colour.YELLOW,
}


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser("profiles", description=_DESCRIPTION)
    add_registry_option(parser)
    add_json_option(parser)


def refused(_args: argparse.Namespace, _line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of profiles that could not be read."""
    return document((), None, diagnoses)


def run(args: argparse.Namespace) -> int:
    """List every profile, of all registries; return the exit status."""
    hosts = hosts_of(args.registry)
    stored = run_async(stored_credentials().list())
    default = stored.default_of(hosts.registry)
    if args.json:
        unreadable = [
            diagnose(PROFILES_UNREADABLE, entry.name, said=f"the entry {entry.name} cannot be read ({entry.why}).")
            for entry in stored.unreadable
        ]
        say_json(document(stored.profiles, default, unreadable))
    else:
        _say(stored, datetime.now(UTC))
    return DONE


def _say(stored: Profiles, now: datetime) -> None:
    if stored.profiles:
        table(_HEADERS, [_row(stored, profile, now) for profile in stored.profiles])
        say()
        say("* default for its registry")
    else:
        say("No profile is stored. Run ghcr-wizard to get a token and keep it.")
    for entry in stored.unreadable:
        say(
            mark(Mark.CAUTION),
            f"{entry.name} cannot be read ({entry.why}); the others work. Fix or remove it in profiles.json.",
        )
    if stored.unknown:
        say(mark(Mark.CAUTION), f"{len(stored.unknown)} more from a newer version not shown.")
    if warning := watch(stored.profiles, now).sentence:
        complain(f"{warning} Run ghcr-wizard to put a new one in its place.")


def _row(stored: Profiles, profile: Profile, now: datetime) -> list[Cell]:
    verdict = profile.verdict or "not tested"
    tested = f"{verdict} {iso_day(profile.checked_at)}" if profile.checked_at else verdict
    colour = _VERDICT_COLOURS.get(verdict, Colour.YELLOW) if profile.verdict else Colour.DIM
    return [
        "*" if stored.default_of(profile.registry) == profile else "",
        profile.name,
        profile.registry,
        profile.method.value,
        profile.username,
        Painted(tested, colour),
        _ends(profile, now),
        profile.description,
    ]


def _ends(profile: Profile, now: datetime) -> Cell:
    """When its token ends: how long that is, and the day; `renews itself` for an App."""
    if profile.app is not None:
        return "renews itself"
    if profile.expires_at is None:
        return "unknown"
    colour = Colour.RED if profile.expires_at <= now else Colour.YELLOW
    text = f"{until(profile.expires_at, now)} ({iso_day(profile.expires_at)})"
    return Painted(text, colour) if profile.expires_at <= now + SOON else text
