"""`--trace FILE`: everything a command asked and was answered, as a file for a bug report."""

import argparse
import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ghcr_wizard.cli.common import Given
from ghcr_wizard.cli.outcome import REFUSED, CommandError, diagnosed
from ghcr_wizard.cli.output import remark
from ghcr_wizard.diagnosis.causes_keyrings import OUTPUT_UNWRITABLE
from ghcr_wizard.diagnosis.model import diagnose
from ghcr_wizard.files import write_atomically
from ghcr_wizard.transport.observing import observed
from ghcr_wizard.transport.trace import SCHEMA, Recorder, TraceSubject, written


def add_trace_options(parser: argparse.ArgumentParser) -> None:
    """Add `--trace` and `--names`."""
    parser.add_argument("--trace", metavar="FILE", help="write every request and answer to this file, mode 0600")
    parser.add_argument("--names", action="store_true", help="let names stay in that file")


@contextmanager
def traced(args: argparse.Namespace, given: Given) -> Iterator[None]:
    """Record what is asked within the context, if that is wanted, and write it down at its end, however it ends.

    Raises:
        CommandError: There is no file that could be written.
    """
    if args.trace is None:
        if args.names:
            raise CommandError("--names goes with --trace FILE")
        yield
        return
    path = private_place(args.trace, SCHEMA)
    recorder = Recorder()
    try:
        with observed(recorder):
            yield
    finally:
        write_private(path, written(recorder.document(_subject(args, given), names=args.names)))
        kept = "it has names in it" if args.names else "names are replaced"
        remark(f"The trace is in {args.trace}; no token is in it, {kept}. Look at it before you send it to anybody.")


def _subject(args: argparse.Namespace, given: Given) -> TraceSubject:
    hosts, inspection = given.hosts, given.inspection
    origins = {"api": hosts.api_url, "registry": hosts.registry_url, "web": hosts.web_url}
    name = given.credential.username if inspection.secret else ""
    return TraceSubject(args.command, hosts.registry, origins, name, inspection.kind.value, inspection.length)


def private_place(typed: str, schema: str) -> Path:
    """Where a document of this schema is to go, looked at before anything is asked of anybody.

    Raises:
        CommandError: With `output-unwritable`.
    """
    beginning = json.dumps({"schema": schema}, indent=1)[:-2].encode()
    try:
        path = Path(typed).expanduser()
        if not path.parent.is_dir():
            raise _unwritable("its folder does not exist")
        if not path.exists() and not path.is_symlink():
            return path
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unwritable("it is no file")
        with path.open("rb") as file:
            if file.read(len(beginning)) != beginning:
                raise _unwritable("there is another file of this name")
    except (OSError, ValueError, RuntimeError) as error:
        raise _unwritable(getattr(error, "strerror", None) or "it can be none") from None
    return path


def write_private(path: Path, text: str) -> None:
    """Write a document for its owner's eyes, mode 0600.

    Raises:
        CommandError: With `output-unwritable`.
    """
    try:
        write_atomically(path, text.encode("ascii"))
    except OSError as error:
        raise _unwritable(error.strerror or "the disk refuses") from None


def _unwritable(why: str) -> CommandError:
    return diagnosed(diagnose(OUTPUT_UNWRITABLE, said=why), REFUSED)
