"""Where `login` puts a secret: the options about it, the store tried before anything is asked, and the ways out."""

import argparse
import os
import re
from datetime import UTC, datetime, timedelta

from ghcr_wizard.cli.outcome import STORE_FAILED, CommandError
from ghcr_wizard.cli.parsing import not_one_of
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.credentials.store_trial import Login, StoreTrial, trials
from ghcr_wizard.credentials.stores import STORES
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.paths import Paths

_CHOICES = tuple(store.value for store in STORES if store is not Store.SESSION)
_DURATION = re.compile(r"([1-9][0-9]{0,4})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def add_store_options(parser: argparse.ArgumentParser) -> None:
    """Add `--store` and `--for`."""
    parser.add_argument(
        "--store",
        metavar="STORE",
        default=Store.KEYRING.value,
        help="keyring (default), pass, systemd (systemd-creds), kernel: in memory until a restart, "
        "command: run --command each time, or plain-keyring: a keyring that keeps plain text is meant",
    )
    parser.add_argument(
        "--for", dest="keep_for", metavar="DURATION", help="for --store kernel: forget it after, such as 8h or 30m"
    )


def checked_store(given: str) -> Store:
    """The store that was asked for.

    Raises:
        CommandError: There is none of that name, or it is for the wizard alone.
    """
    if given == Store.SESSION:
        raise CommandError("--store session works only in the wizard: run ghcr-wizard")
    if given not in _CHOICES:
        raise CommandError(not_one_of("--store", given, _CHOICES))
    return Store(given)


def kept_until(given: str | None, store: Store) -> datetime | None:
    """The moment after which a secret is to be forgotten, in UTC; `None` where nothing was asked for.

    Raises:
        CommandError: It is no duration, or the store does not forget.
    """
    if given is None:
        return None
    if store is not Store.KERNEL:
        raise CommandError("--for goes with --store kernel")
    found = _DURATION.fullmatch(given)
    if found is None:
        raise CommandError("--for is a number with s, m, h or d behind it, such as 8h")
    return datetime.now(UTC) + timedelta(**{_UNITS[found[2]]: int(found[1])})


async def require_store(credentials: Credentials, store: Store, login: Login, hint: str = "") -> None:
    """Try the store before anybody is asked for a token, and before GitHub is.

    Raises:
        CommandError: It cannot be used; the stores that can are said.
        ProfilesError: The settings cannot be read.
    """
    await credentials.list()
    try:
        await credentials.require_fit(store)
    except KeyringFailure as failure:
        raise await not_kept(failure.diagnosis, login, hint) from None


async def not_kept(row: Diagnosis, login: Login, hint: str = "") -> CommandError:
    """The error for a secret that found no place, with the stores of this machine as ways out."""
    line = " ".join(filter(None, (f"Nothing was stored. {row.cause} {row.fix}", hint)))
    found = await trials(Paths.standard(), os.environ)
    return CommandError(line, STORE_FAILED, row, ("", *store_lines(found, login)))


def store_lines(found: tuple[StoreTrial, ...], login: Login) -> tuple[str, ...]:
    """The stores that were tried, those that work with the whole command line.

    Args:
        found: What came of trying them.
        login: What a login was asked for.
    """
    lines = ["Stores tested just now on this machine, best first:"]
    for row in found:
        sign = "✗" if not row.works else "○" if row.is_template else "✓"
        lines.append(f"{sign} {row.title}{'' if row.works or not row.command else f' ({row.command})'}")
        if row.diagnosis is not None:
            lines.append(f"  {row.diagnosis.cause}")
            continue
        lines.append(f"  {row.command_line(login)}")
        if row.note:
            lines.append(f"  {row.note}")
    return tuple(lines)
